from __future__ import annotations

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.web.forms import Form


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
