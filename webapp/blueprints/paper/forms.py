from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from webapp.rules.vietnamese import show_date
from webapp.services import paper
from webapp.services.progress import today
from webapp.web.forms import DayField, Form


class PaperForm(Form):
    """What stands at the head of a paper. The boxes travel beside it, as fields named `o`."""

    day = DayField("Ngày ghi trên phiếu", validators=[InputRequired("Chưa điền ngày ghi trên phiếu")])
    helper_id = SelectField("Người hướng dẫn", validators=[InputRequired("Chọn người hướng dẫn")])

    def validate_day(self, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError("Ngày ghi trên phiếu chưa đến")
        if field.data and field.data < paper.earliest_day():
            raise ValidationError(f"Chỉ nhận phiếu từ ngày {show_date(paper.earliest_day())} đến nay")
