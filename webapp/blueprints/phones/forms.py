from __future__ import annotations

from collections.abc import Iterable

from wtforms import PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length

from webapp.models.user import User
from webapp.services.teams import TeamRow
from webapp.web.forms import Form


class EnrolForm(Form):
    team_id = SelectField("Máy chung của tổ", validators=[DataRequired()])
    name = StringField("Tên máy", validators=[DataRequired(), Length(max=60)])

    def offer(self, rows: Iterable[TeamRow]) -> None:
        self.team_id.choices = [
            SelectChoice(row.team.id, row.hamlet.label if row.hamlet else "Tổ cấp xã") for row in rows
        ]


class PickNameForm(Form):
    user_id = RadioField("Anh chị là ai?", validators=[DataRequired()])
    pin = PasswordField("Mã PIN", validators=[DataRequired(), Length(max=12)])

    def offer(self, users: Iterable[User]) -> None:
        self.user_id.choices = [SelectChoice(user.id, user.display_name) for user in users]


class PinForm(Form):
    password = PasswordField("Mật khẩu đang dùng", validators=[DataRequired()])
    pin = PasswordField("Mã PIN mới", validators=[DataRequired(), Length(max=12)])
    again = PasswordField("Gõ lại mã PIN", validators=[DataRequired(), EqualTo("pin")])
