from __future__ import annotations

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from webapp.models.household import AgeBand
from webapp.rules.phones import normalize_phone
from webapp.services.progress import today
from webapp.web.forms import DayField, Form
from webapp.web.labels import label
from webapp.web.notes import no_identity_number

ADDRESS_FORMS = [
    SelectChoice("", "Ông (bà)"),
    *(SelectChoice(form, form.capitalize()) for form in ("ông", "bà", "anh", "chị")),
]


class BirthYearForm(Form):
    birth_year = IntegerField("Năm sinh", validators=[Optional()])

    def validate_birth_year(self, field: IntegerField) -> None:
        if field.data is not None and not 1900 <= field.data <= today().year:
            raise ValidationError(f"Năm sinh phải từ 1900 đến {today().year}")


class HouseholdForm(Form):
    head = StringField("Tên chủ hộ", validators=[DataRequired("Chưa điền tên chủ hộ"), Length(max=200)])
    address_form = SelectField("Cách xưng hô trên giấy", choices=ADDRESS_FORMS)
    address = StringField("Địa chỉ, số nhà", validators=[Length(max=200)])
    phone = StringField("Số điện thoại", description="Chỉ để hẹn giờ đến nhà")

    def validate_phone(self, field: StringField) -> None:
        if field.data and normalize_phone(field.data) is None:
            raise ValidationError("Số điện thoại cần đủ 10 chữ số")


class NewHouseholdForm(HouseholdForm, BirthYearForm):
    hamlet_id = SelectField("Thôn, tổ dân phố", validators=[InputRequired("Chọn thôn, tổ dân phố")])


class PersonForm(BirthYearForm):
    name = StringField("Tên", validators=[Length(max=200)])


class NewPersonForm(PersonForm):
    band = SelectField(
        "Hoặc chỉ ghi nhóm tuổi, không ghi tên",
        choices=[
            SelectChoice("", "Có ghi tên"),
            *(SelectChoice(band.value, label(band)) for band in AgeBand),
        ],
    )

    def validate_name(self, field: StringField) -> None:
        if not field.data and not self.band.data:
            raise ValidationError("Chưa điền tên. Không muốn ghi tên thì chọn nhóm tuổi.")
        if field.data and self.band.data:
            raise ValidationError("Đã ghi tên thì ghi năm sinh, và để nhóm tuổi là “Có ghi tên”.")


class VisitForm(Form):
    helper_id = SelectField("Ai hướng dẫn", default="")
    result = RadioField(
        "Kết quả",
        choices=[
            SelectChoice("met", "Đã dạy"),
            SelectChoice("later", "Hẹn lại"),
            SelectChoice("absent", "Đi vắng"),
        ],
        default="met",
    )
    next_on = DayField("Ngày hẹn", validators=[Optional()])
    note = TextAreaField(
        "Ghi thêm",
        validators=[Length(max=1000), no_identity_number],
        description="Câu hỏi, khó khăn của gia đình",
    )

    def validate_next_on(self, field: DayField) -> None:
        if field.data and field.data < today():
            raise ValidationError("Ngày hẹn đã qua")


class AssignForm(Form):
    user_id = SelectField("Người phụ trách")
