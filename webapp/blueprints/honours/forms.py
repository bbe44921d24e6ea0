from __future__ import annotations

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.services.progress import today
from webapp.web.forms import DayField, Form


class ProposeForm(Form):
    """`statement` is asked where the title has no criteria, and may be added where it has."""

    statement = TextAreaField("Thành tích", validators=[Length(max=2000)])
    reason = StringField("Ghi thêm cho người duyệt", validators=[Length(max=500)])
    is_kin = BooleanField("Tôi là người nhà", description="Một người khác sẽ xác nhận trước khi quyết định.")


class ReturnForm(Form):
    recognition_ids = SelectMultipleField("Hồ sơ", validate_choice=False)
    reason = StringField(
        "Lý do trả lại",
        validators=[DataRequired("Ghi lý do trả lại để người đề nghị biết cần làm gì"), Length(max=500)],
    )


class DecideForm(Form):
    recognition_ids = SelectMultipleField("Hồ sơ", validate_choice=False)
    number = StringField(
        "Số quyết định", validators=[DataRequired("Ghi số quyết định, ví dụ 142/QĐ-UBND"), Length(max=60)]
    )
    signed_on = DayField("Ngày ký", validators=[InputRequired("Chọn ngày ký")], default=today)
    signer = StringField("Người ký", validators=[DataRequired("Ghi họ tên người ký"), Length(max=120)])
    signature_lines = TextAreaField(
        "Chức vụ trên giấy", validators=[DataRequired("Ghi chức vụ, mỗi dòng một ý")],
        description="Mỗi dòng một ý",
    )  # fmt: skip
