from __future__ import annotations

from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from webapp.web.forms import Form


class KeyForm(Form):
    """The key of a signer. The password is never sent back into the page."""

    key = FileField(
        "Tệp khóa ký số (.p12 hoặc .pfx)", validators=[FileRequired("Chọn tệp khóa có đuôi .p12 hoặc .pfx.")]
    )
    password = PasswordField(
        "Mật khẩu của tệp khóa", validators=[DataRequired("Gõ mật khẩu của tệp khóa"), Length(max=200)]
    )
    reason = StringField("Lý do ký", validators=[Length(max=150)])
    place = StringField("Nơi ký", validators=[Length(max=100)])
    last = BooleanField("Khóa tệp: sau chữ ký này không ai ký thêm")


class PaperForm(Form):
    file = FileField("Tệp PDF chưa ký", validators=[FileRequired("Chọn một tệp PDF.")])
    title = StringField(
        "Tên văn bản", validators=[DataRequired("Ghi tên văn bản để dễ tìm"), Length(max=150)]
    )


class ReturnForm(Form):
    files = MultipleFileField(
        "Các tệp đã ký (PDF hoặc .zip)", validators=[FileRequired("Chọn các tệp đã ký.")]
    )


class SignerForm(Form):
    """Somebody's certificate, or a key with its password, of which only the certificate is kept."""

    key = FileField(
        "Chứng thư của người ký (.cer, .crt, .pem hoặc .p12)",
        validators=[FileRequired("Chọn tệp chứng thư của người ký.")],
    )
    password = PasswordField("Mật khẩu, chỉ cần cho tệp .p12", validators=[Length(max=200)])


class RuleForm(Form):
    officers_sign = BooleanField("Cán bộ của Phòng Văn hóa - Xã hội cũng được ký trên trang này")
    four_eyes = BooleanField("Người xác nhận phải khác người đưa chứng thư vào")
    check_revocation = BooleanField("Tra thu hồi chứng thư (CRL/OCSP)")
    reason = StringField("Lý do ký điền sẵn", validators=[Length(max=150)])
    time_stamps = StringField("Địa chỉ máy chủ dấu thời gian (TSA)", validators=[Length(max=200)])


class RootForm(Form):
    file = FileField(
        "Chứng thư gốc (.crt, .cer hoặc .pem)", validators=[FileRequired("Chọn một tệp chứng thư.")]
    )
