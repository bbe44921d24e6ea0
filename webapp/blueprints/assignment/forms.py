from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from webapp.services.assignment import Load, Whose
from webapp.web.forms import Form

TO_NOBODY = "khong"


class GiveForm(Form):
    """Who receives the households that are ticked beside it, as fields named `ho`."""

    user_id = SelectField("Giao cho", validators=[DataRequired("Chọn người nhận")])

    def offer(self, members: Iterable[Load]) -> None:
        shown = (
            SelectChoice(load.user.id, f"{load.user.display_name} ({load.homes} hộ)") for load in members
        )
        self.user_id.choices = [
            SelectChoice("", "Chọn người nhận"),
            *(SelectChoice(*each) for each in shown),
            SelectChoice(TO_NOBODY, "Bỏ giao, chưa ai phụ trách"),
        ]  # fmt: skip


class DivideForm(Form):
    """`key` names the division that was looked at."""

    whose = RadioField("Chia hộ nào", default=Whose.UNGIVEN.value)
    user_ids = SelectMultipleField("Chia cho ai", description="Bỏ chọn người không nhận thêm hộ.")
    key = HiddenField()

    def offer(self, members: Iterable[Load], ungiven: int, every: int) -> None:
        self.whose.choices = [
            SelectChoice(Whose.UNGIVEN.value, f"Chỉ {ungiven} hộ chưa giao cho ai"),
            SelectChoice(Whose.ALL.value, f"Chia lại tất cả {every} hộ"),
        ]
        self.user_ids.choices = [
            SelectChoice(load.user.id, f"{load.user.display_name} (đang có {load.homes} hộ)")
            for load in members
        ]
