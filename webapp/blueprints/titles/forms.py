from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.models.recognition import RecipientKind, Title
from webapp.services.errors import Refused, TooMany
from webapp.services.titles import KINDS, TitleWords, own_words
from webapp.web.forms import Form
from webapp.web.labels import label
from webapp.web.paper_words import NothingFillsIn

OWN_PATTERN = "rieng"


class TitleForm(Form):
    """A title's name and words. Words left empty take the usual ones of its kind."""

    name = StringField("Tên danh hiệu", validators=[DataRequired("Ghi tên danh hiệu"), Length(max=80)])
    nomination = BooleanField("Chỉ lập hồ sơ đề nghị khen thưởng, không tự in giấy")
    heading = StringField("Tên giấy", validators=[Length(max=60), NothingFillsIn()])
    verb = StringField("Động từ", validators=[Length(max=40), NothingFillsIn()])
    before_name = StringField("Trước tên", validators=[Length(max=60), NothingFillsIn()])
    achieves = StringField("Sau tên", validators=[Length(max=60), NothingFillsIn()])
    honour = StringField("Điều được công nhận", validators=[Length(max=80), NothingFillsIn()])

    @classmethod
    def of(cls, title: Title) -> TitleForm:
        words = vars(own_words(title))
        return cls(
            name=title.name, nomination=title.nomination, before_name=words.pop("prefix"), **words
        )  # fmt: skip

    def words(self) -> TitleWords:
        return TitleWords(
            heading=self.heading.data or TitleWords.heading,
            verb=self.verb.data or TitleWords.verb,
            prefix=self.before_name.data or "",
            achieves=self.achieves.data or TitleWords.achieves,
            honour=self.honour.data or "",
        )


class NewTitleForm(TitleForm):
    kind = RadioField(
        "Dành cho", validators=[InputRequired("Chọn danh hiệu dành cho ai")],
        choices=[SelectChoice(kind.value, label(kind)) for kind in KINDS],
    )  # fmt: skip
    number_format = StringField("Cách đánh số giấy", validators=[Length(max=60)])

    @property
    def recipient_kind(self) -> RecipientKind:
        return RecipientKind(self.kind.data)


class NumberForm(Form):
    year = IntegerField("Năm", validators=[InputRequired("Ghi năm"), NumberRange(2020, 2100)])
    ready = RadioField("Giấy đầu tiên của năm mang số", validate_choice=False)
    pattern = StringField("Cách đánh số riêng", validators=[Length(max=60)])

    @classmethod
    def of(cls, year: int, pattern: str, ready: Sequence[tuple[str, str]]) -> NumberForm:
        """`ready` are patterns, each with a number that shows it; any other pattern is the commune's own."""
        known = {each for each, _ in ready}
        form = cls(year=year, ready=pattern if pattern in known else OWN_PATTERN, pattern=pattern)
        form.ready.choices = [SelectChoice(*each) for each in ready] + [
            SelectChoice(OWN_PATTERN, "Cách riêng của xã, phường")
        ]
        return form

    def refuse(self, error: Refused | TooMany) -> None:
        """At the choice, unless a pattern was typed."""
        if error.field == "pattern" and self.ready.data != OWN_PATTERN and self.ready.raw_data:
            error = Refused(error.message, "ready")
        super().refuse(error)

    @property
    def chosen(self) -> str:
        if self.is_submitted() and not self.ready.raw_data:
            return str(self.pattern.data or "")
        return chosen_pattern(self.ready.data, self.pattern.data)


def chosen_pattern(ready: str | None, own: str | None) -> str:
    return ready if ready and ready != OWN_PATTERN else (own or "")


class PressForm(Form):
    """Nothing but the button's token."""
