from __future__ import annotations

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.services.progress import today
from webapp.web.forms import DayField, Form


class DecisionForm(Form):
    recognition_ids = SelectMultipleField("Các hộ", validate_choice=False)
    number = StringField(
        "Số quyết định", validators=[DataRequired("Ghi số quyết định, ví dụ 142/QĐ-UBND"), Length(max=60)]
    )
    signed_on = DayField("Ngày ký", validators=[InputRequired("Chọn ngày ký")], default=today)
    signer = StringField("Người ký", validators=[DataRequired("Ghi họ tên người ký"), Length(max=120)])
    signature_lines = TextAreaField(
        "Chức vụ trên giấy",
        validators=[DataRequired("Ghi chức vụ, mỗi dòng một ý")],
        description="Mỗi dòng một ý",
    )


class ReturnForm(Form):
    recognition_ids = SelectMultipleField("Các hộ", validate_choice=False)
    reason = StringField(
        "Lý do trả lại",
        validators=[DataRequired("Ghi lý do trả lại để Tổ trưởng biết cần làm gì"), Length(max=500)],
    )
