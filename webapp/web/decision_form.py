"""The form of a decision that was signed on paper, for chosen cases or a whole list."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.rules.decision_numbers import USUAL_ENDING, decision_number_problem, whole_number
from webapp.rules.settings import CertificateWords
from webapp.services.progress import today
from webapp.web.chosen import chosen_ids
from webapp.web.forms import DayField, Form
from webapp.web.paper_words import NameOfPerson


class DecisionForm(Form):
    """`ending` is what the commune writes after a decision's serial."""

    ending = USUAL_ENDING
    recognition_ids = SelectMultipleField("Hồ sơ", validate_choice=False)
    number = StringField(
        "Số quyết định", validators=[DataRequired("Ghi số quyết định, ví dụ 142/QĐ-UBND"), Length(max=60)]
    )
    again = BooleanField("Đúng là hai quyết định cùng số")
    signed_on = DayField("Ngày ký", validators=[InputRequired("Chọn ngày ký")], default=today)
    signer = StringField(
        "Người ký", validators=[DataRequired("Ghi họ tên người ký"), Length(max=120), NameOfPerson()]
    )
    signature_lines = TextAreaField(
        "Chức vụ trên giấy", validators=[DataRequired("Ghi chức vụ, mỗi dòng một ý")],
        description="Mỗi dòng một ý",
    )  # fmt: skip

    @classmethod
    def asked(cls, words: CertificateWords) -> DecisionForm:
        """What was sent; else, also where rows were only chosen, a new one with the commune's signer."""
        lines = "\n".join(words.signature_lines)
        form = cls() if cls.was_sent() else cls(formdata=None, signer=words.signer, signature_lines=lines)
        form.ending = words.decision_ending
        form.number.description = f"Chỉ cần gõ số: 142 sẽ ghi và in thành 142/{form.ending}"
        return form

    @staticmethod
    def was_sent() -> bool:
        return "number" in request.form

    def validate_number(self, field: StringField) -> None:
        field.data = whole_number(field.data, self.ending)
        if problem := decision_number_problem(field.data, self.ending):
            raise ValidationError(problem)

    def signed(self) -> dict[str, Any]:
        """`number`, `again`, `signed_on`, `signer` and `signature_lines` of a form that was found right."""
        words = {"number": self.number.data, "signed_on": self.signed_on.data, "signer": self.signer.data}
        return words | {
            "signature_lines": self.signature_lines.data.splitlines(), "again": self.again.data,
        }  # fmt: skip


def aside() -> dict[str, list[str]]:
    """For `decisions.record`: whom the page named as found wrong, and who is decided all the same."""
    return {"despite": chosen_ids("despite"), "shown_wrong": chosen_ids("shown_wrong")}
