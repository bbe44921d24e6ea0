from __future__ import annotations

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.models.change import ArchiveReason
from webapp.web.forms import Form
from webapp.web.labels import label


class MergeForm(Form):
    joined = SelectMultipleField("Cùng một người", validate_choice=False)


class SplitForm(Form):
    person_ids = SelectMultipleField("Ai sang hộ mới", validators=[InputRequired("Chọn ít nhất một người")])
    head_id = SelectField("Chủ hộ mới", validators=[InputRequired("Chọn chủ hộ mới")])
    hamlet_id = SelectField("Hộ mới ở", validators=[InputRequired("Chọn thôn, tổ dân phố")])
    address = StringField("Địa chỉ, số nhà của hộ mới", validators=[Length(max=200)])


class MoveForm(Form):
    """To a hamlet or to another commune: exactly one of the two."""

    hamlet_id = SelectField("Thôn, tổ dân phố trong xã, phường này", default="")
    commune_id = SelectField("Hoặc xã, phường khác", default="")
    note = StringField("Nhắn nơi đến", validators=[Length(max=200)])

    def validate_commune_id(self, field: SelectField) -> None:
        if bool(field.data) == bool(self.hamlet_id.data):
            raise ValidationError("Chọn một nơi đến: trong xã, phường này hoặc nơi khác")


class AcceptForm(Form):
    hamlet_id = SelectField("Hộ về ở", validators=[InputRequired("Chọn thôn, tổ dân phố")])
    address = StringField("Địa chỉ, số nhà mới", validators=[Length(max=200)])


class ArchiveForm(Form):
    reason = RadioField(
        "Vì sao",
        choices=[
            SelectChoice(each.value, label(each))
            for each in ArchiveReason
            if each is not ArchiveReason.NOT_CONFIRMED
        ],
        validators=[InputRequired("Chọn lý do")],
    )
