from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from webapp.rules.settings import PaperRules
from webapp.services import decision_names
from webapp.services.certificates_due import Waiting
from webapp.web.forms import Form
from webapp.web.paper_words import PrintedLine

REASON = Length(max=500)
FORMS = ("ông", "bà", "anh", "chị")


class RevokeForm(Form):
    """`kind` offers the commune's own kinds of reason."""

    kind = RadioField("Loại lý do", validators=[InputRequired("Chọn một loại lý do")])
    reason = StringField("Lý do thu hồi", validators=[DataRequired("Ghi lý do thu hồi"), REASON])

    def offer(self, rules: PaperRules) -> RevokeForm:
        self.kind.choices = [(each, each) for each in rules.end_classes]
        return self


class AgainForm(Form):
    again_reason = StringField(
        "Lý do cấp trở lại", validators=[DataRequired("Ghi lý do cấp trở lại"), REASON]
    )


class ReasonForm(Form):
    reason = StringField("Lý do in lại", validators=[DataRequired("Ghi lý do in lại"), REASON])


class VoidForm(Form):
    reason = StringField("Lý do hủy số", validators=[DataRequired("Ghi lý do hủy số"), REASON])


class ReplaceForm(Form):
    """What the new paper says; filled with what the old one says."""

    prefix = StringField("Trước tên", validators=[PrintedLine("Lời trước tên", 120)])
    recipient = StringField("Tên trên giấy", validators=[DataRequired(), PrintedLine()])
    address = StringField("Địa chỉ trên giấy", validators=[DataRequired(), PrintedLine("Địa chỉ", 300)])
    reason = StringField("Lý do cấp lại", validators=[DataRequired("Ghi lý do cấp lại"), REASON])


class NameForm(Form):
    """What a certificate shall say in place of its decision's words; no form of address for a team."""

    name = StringField("Tên trên giấy", validators=[DataRequired("Ghi tên sẽ in trên giấy"), PrintedLine()])
    address_form = SelectField("Cách xưng hô trên giấy")
    place = SelectField("Thôn, tổ dân phố trên giấy")
    reason = StringField(
        "Lý do sửa", validators=[DataRequired("Ghi lý do sửa"), Length(max=decision_names.LONGEST_REASON)]
    )

    @classmethod
    def of(cls, case: Waiting) -> NameForm:
        """Filled with what was corrected, else with today's name: mostly what the decision meant."""
        now = case.recipient if decision_names.as_signed(case) or not case.now.name else case.now
        form = cls(data={"name": now.name, "address_form": now.form or "", "place": now.place})
        forms = dict.fromkeys(["", *FORMS, *filter(None, (case.recipient.form, now.form))])
        form.address_form.choices = [SelectChoice(each, each.capitalize() or "Ông (bà)") for each in forms]
        form.place.choices = [SelectChoice(each, each) for each in decision_names.places(case)]
        if case.recipient.kind not in decision_names.PEOPLE:
            del form.address_form
        if len(form.place.choices) < 2:
            del form.place
        return form

    def words(self) -> decision_names.Words:
        chosen = self.values()
        return decision_names.Words(
            chosen["name"], chosen.get("address_form") or "", chosen.get("place") or ""
        )


class RulesForm(Form):
    """A commune's rules of paper; the kinds of reason one a line."""

    years_valid = IntegerField(
        "Giấy có giá trị mấy năm", validators=[InputRequired(), NumberRange(0, 50)],
        description="Tính từ ngày cấp. Ghi 0 nếu không có thời hạn. Giấy đã cấp giữ thời hạn cũ.",
    )  # fmt: skip
    keep_files_days = IntegerField(
        "Giữ tệp in mấy ngày", validators=[InputRequired(), NumberRange(1, 365)],
        description="Hết hạn thì tệp tự xóa. Cần in nữa thì tạo lại tệp.",
    )  # fmt: skip
    show_copy_number = BooleanField("In “bản in số 2, 3…” lên tờ in lại")
    end_classes = TextAreaField(
        "Các loại lý do thu hồi", validators=[DataRequired()], description="Mỗi dòng một loại."
    )

    @classmethod
    def of(cls, now: PaperRules) -> RulesForm:
        return cls(
            years_valid=now.years_valid, keep_files_days=now.keep_files_days,
            show_copy_number=now.show_copy_number, end_classes="\n".join(now.end_classes),
        )  # fmt: skip

    def lines(self) -> tuple[str, ...]:
        found = (line.strip() for line in (self.end_classes.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in found if line))

    def validate_end_classes(self, _field: TextAreaField) -> None:
        if not 1 <= len(self.lines()) <= 12 or any(len(line) > 60 for line in self.lines()):
            raise ValidationError("Ghi từ 1 đến 12 dòng, mỗi dòng không quá 60 chữ.")

    def rules(self) -> PaperRules:
        return PaperRules(
            self.years_valid.data, self.keep_files_days.data, self.show_copy_number.data, self.lines()
        )
