from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.models.recognition import RecipientKind, Title
from webapp.rules.vietnamese import clean_text
from webapp.services.errors import Refused, TooMany
from webapp.services.titles import KINDS, TitleWords, own_words
from webapp.web.forms import Form
from webapp.web.labels import label
from webapp.web.paper_words import words_field

OWN_PATTERN = "rieng"


class TitleForm(Form):
    """A title's name and words. Words left empty take the usual ones of its kind."""

    name = StringField("Tên danh hiệu", validators=[DataRequired("Ghi tên danh hiệu"), Length(max=80)])
    nomination = BooleanField("Chỉ lập hồ sơ đề nghị khen thưởng, không tự in giấy")
    heading = words_field("heading", "Tên giấy", needed=False)
    verb = words_field("verb", "Động từ", needed=False)
    before_name = words_field("family_prefix", "Trước tên", needed=False)
    achieves = words_field("achieves", "Sau tên", needed=False)
    honour = words_field("honour", "Điều được công nhận", needed=False)

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
    ready = RadioField("Kiểu số, viết cho giấy đầu tiên của năm", validate_choice=False)
    pattern = StringField("Cách riêng của xã, phường", validators=[Length(max=60)])
    in_force = ""

    @classmethod
    def of(cls, year: int, pattern: str, ready: Sequence[tuple[str, str]]) -> NumberForm:
        """`ready` are patterns, each with a number that shows it; any other pattern is the commune's own.

        `pattern` is the one in force.
        """
        known = {each for each, _ in ready}
        form = cls(year=year, ready=pattern if pattern in known else OWN_PATTERN, pattern=pattern)
        form.in_force = pattern
        form.ready.choices = [SelectChoice(*each) for each in ready] + [
            SelectChoice(OWN_PATTERN, "Cách riêng của xã, phường")
        ]
        return form

    def refuse(self, error: Refused | TooMany) -> None:
        """At the choice, unless a pattern was typed."""
        if error.field == "pattern" and self.chosen == self.ready.data:
            error = Refused(error.message, "ready")
        super().refuse(error)

    @property
    def chosen(self) -> str:
        sent = self.ready.data if self.ready.raw_data or not self.is_submitted() else None
        return chosen_pattern(sent, self.pattern.data, self.in_force)


def chosen_pattern(ready: str | None, own: str | None, in_force: str) -> str:
    """The choice; a pattern that was typed while the choice was left as it was is meant all the same."""
    typed = clean_text(own or "")
    if not ready or ready == OWN_PATTERN or (ready == in_force and typed and typed != in_force):
        return typed
    return ready
