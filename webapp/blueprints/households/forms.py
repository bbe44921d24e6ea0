from __future__ import annotations

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from webapp.models.consent import ConsentPurpose, ConsentWay
from webapp.models.household import AgeBand
from webapp.rules.phones import normalize_phone
from webapp.services.erasing import WORDS
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


class EditHouseholdForm(HouseholdForm):
    """A phone number is kept only where the family agreed to it, so a new household has none yet."""

    along = BooleanField("Sửa cả tên người này trong danh sách người trong nhà", default=True)
    phone = StringField("Số điện thoại", description="Chỉ để hẹn giờ đến nhà")
    no_smartphone = BooleanField("Chưa có điện thoại thông minh")
    needs_help = BooleanField("Cần giúp tại nhà", description="Không ghi lý do, không ghi bệnh tật.")

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


NOTHING = "none"


class ConsentForm(Form):
    """What the family says now."""

    purpose = SelectMultipleField(
        "Gia đình đồng ý điều nào?",
        choices=[
            *(SelectChoice(each.value, label(each)) for each in ConsentPurpose),
            SelectChoice(NOTHING, "Không đồng ý điều nào"),
        ],
        description="Mỗi điều là một ý riêng.",
    )
    said_by = SelectField("Ai trả lời", default="")
    way = RadioField(
        "Trả lời cách nào",
        choices=[SelectChoice(each.value, label(each)) for each in ConsentWay],
        validators=[InputRequired("Chọn cách gia đình trả lời")],
    )

    def validate_purpose(self, field: SelectMultipleField) -> None:
        chosen = set(field.data or ())
        if not chosen:
            raise ValidationError("Chọn điều gia đình đồng ý, hoặc chọn Không đồng ý điều nào.")
        if NOTHING in chosen and len(chosen) > 1:
            raise ValidationError("Gia đình đồng ý hay không? Chỉ chọn một.")

    @property
    def agreed(self) -> frozenset[ConsentPurpose]:
        return frozenset(ConsentPurpose(each) for each in self.purpose.data or () if each != NOTHING)

    def offer(self, names: Iterable[str]) -> None:
        shown = dict.fromkeys(names)
        self.said_by.choices = [
            SelectChoice("", "Không ghi tên"), *(SelectChoice(name, name) for name in shown),
        ]  # fmt: skip


class HelperForm(Form):
    user_id = SelectField("Người trong tổ")
    name = StringField(
        "Hoặc tên người nhà", validators=[Length(max=100), no_identity_number],
        description="Ví dụ: con gái Lan, ở cùng xóm",
    )  # fmt: skip


class AssignForm(Form):
    user_id = SelectField("Người phụ trách")


class EraseForm(Form):
    """The reason first; the words to type stand only on the second page."""

    reason = TextAreaField(
        "Gia đình yêu cầu thế nào",
        validators=[InputRequired("Ghi ai yêu cầu, ngày nào, bằng giấy hay lời nói"), Length(max=500)],
        description="Ai yêu cầu, ngày nào, bằng giấy hay lời nói. Không ghi bệnh tật, chuyện riêng.",
    )
    words = StringField(f"Gõ {WORDS} để xác nhận", validators=[Length(max=40)])
