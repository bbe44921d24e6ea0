from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from webapp.models.user import User
from webapp.web.forms import Form


class JoinForm(Form):
    user_id = SelectField("Người vào tổ", validators=[DataRequired()])

    def offer(self, users: Iterable[User]) -> None:
        """Whom to choose from."""
        shown = (SelectChoice(user.id, f"{user.display_name} ({user.username})") for user in users)
        self.user_id.choices = [SelectChoice("", "Chọn một người"), *shown]
