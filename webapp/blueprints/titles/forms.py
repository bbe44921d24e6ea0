from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.models.recognition import RecipientKind, Title
from webapp.services.titles import KINDS, TitleWords, own_words
from webapp.web.forms import Form
from webapp.web.labels import label


class TitleForm(Form):
    """A title's name and words. Words left empty take the usual ones of its kind."""

    name = StringField("Tên danh hiệu", validators=[DataRequired("Ghi tên danh hiệu"), Length(max=80)])
    nomination = BooleanField("Chỉ lập hồ sơ đề nghị khen thưởng, không tự in giấy")
    heading = StringField("Tên giấy", validators=[Length(max=60)])
    verb = StringField("Động từ", validators=[Length(max=40)])
    before_name = StringField("Trước tên", validators=[Length(max=60)])
    achieves = StringField("Sau tên", validators=[Length(max=60)])
    honour = StringField("Điều được công nhận", validators=[Length(max=80)])

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
    pattern = StringField(
        "Cách đánh số", validators=[DataRequired("Ghi cách đánh số"), Length(max=60)],
        description="{serial:05d}: số thứ tự 5 chữ số; {yy} hoặc {year}: năm; {commune}: mã xã, phường.",
    )  # fmt: skip


class PressForm(Form):
    """Nothing but the button's token."""
