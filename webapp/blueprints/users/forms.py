from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from webapp.models.commune import Hamlet
from webapp.models.user import Role
from webapp.services.accounts import COMMUNE_ROLES
from webapp.web.forms import Form
from webapp.web.labels import label

WHOLE_COMMUNE = "ca-xa"


class AccountForm(Form):
    """`seats` matter to members and leaders only; WHOLE_COMMUNE stands for the commune's own team."""

    name = StringField("Họ và tên", validators=[DataRequired(), Length(max=100)])
    role = SelectField(
        "Vai trò",
        validators=[DataRequired()],
        choices=[SelectChoice(role.value, label(role)) for role in Role if role in COMMUNE_ROLES],
    )
    seats = SelectMultipleField("Ở tổ nào (tổ viên, Tổ trưởng)")

    def offer(self, hamlets: Iterable[Hamlet]) -> None:
        shown = [SelectChoice(hamlet.id, hamlet.label) for hamlet in hamlets]
        self.seats.choices = [*shown, SelectChoice(WHOLE_COMMUNE, "Tổ cấp xã: xem mọi thôn, tổ dân phố")]

    def hamlet_ids(self) -> set[str | None]:
        return {None if each == WHOLE_COMMUNE else each for each in self.seats.data or ()}


class NewAccountForm(AccountForm):
    username = StringField("Tên đăng nhập")
