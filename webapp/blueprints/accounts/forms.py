from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo

from webapp.web.forms import Form


class SignInForm(Form):
    username = StringField("Tên đăng nhập", validators=[DataRequired()])
    password = PasswordField("Mật khẩu", validators=[DataRequired()])
    ve = HiddenField()


class FirstPasswordForm(Form):
    """After a slip or a reset: whoever holds the account now chooses its password."""

    new_password = PasswordField("Mật khẩu mới", validators=[DataRequired()])
    again = PasswordField("Gõ lại mật khẩu mới", validators=[DataRequired(), EqualTo("new_password")])


class ChangePasswordForm(FirstPasswordForm):
    password = PasswordField("Mật khẩu đang dùng", validators=[DataRequired()])
