from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.services.member_cards import Holder
from webapp.web.forms import DayField, Form


class IssueForm(Form):
    user_ids = SelectMultipleField(
        "Cấp thẻ cho ai", description="Người đã có thẻ mà cấp lại thì thẻ cũ hết hiệu lực ngay."
    )
    valid_until = DayField("Dùng đến hết ngày", validators=[InputRequired("Chưa điền ngày hết hạn")])

    def offer(self, holders: Iterable[Holder]) -> None:
        self.user_ids.choices = [SelectChoice(each.user.id, each.user.display_name) for each in holders]
