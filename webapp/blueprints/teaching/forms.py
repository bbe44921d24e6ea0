from __future__ import annotations

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from webapp.services import communes, teaching
from webapp.services.access import Viewer
from webapp.services.progress import today
from webapp.services.teaching import Occasion
from webapp.web.forms import DayField, Form
from webapp.web.notes import no_identity_number

MOST_PRESENT = 1000


class OccasionForm(Form):
    """What a group session and a walk-in share."""

    hamlet_id = SelectField("Thôn, tổ dân phố")
    held_on = DayField("Ngày", validators=[InputRequired("Chọn ngày")], default=today)
    items = SelectMultipleField(
        "Bài và việc đã hướng dẫn", validators=[InputRequired("Chọn ít nhất một bài hoặc việc")]
    )
    helper_id = SelectField("Người hướng dẫn")
    place = StringField("Ở đâu", validators=[Length(max=200)], description="Ví dụ: nhà văn hóa, điểm hỗ trợ")
    note = TextAreaField("Ghi thêm", validators=[Length(max=1000), no_identity_number])

    def offer(self, viewer: Viewer, no_hamlet: str) -> None:
        """Fill the lists to choose from; a viewer with one hamlet need not choose it."""
        shown = [SelectChoice(each.id, each.label) for each in communes.hamlets(viewer, today())]
        self.hamlet_id.choices = shown if len(shown) == 1 else [SelectChoice("", no_hamlet), *shown]
        self.items.choices = [SelectChoice(each.slug, each.title) for each in teaching.items_of(viewer)]
        self.helper_id.choices = [
            SelectChoice(each.id, each.display_name) for each in teaching.helpers(viewer)
        ]

    def validate_held_on(self, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError("Ngày này chưa tới. Chọn hôm nay hoặc một ngày đã qua.")
        if field.data and field.data < teaching.first_day():
            raise ValidationError("Chỉ ghi được buổi trong 90 ngày gần đây.")

    def occasion(self) -> Occasion:
        return Occasion(
            held_on=self.held_on.data,
            items=self.items.data,
            helper_id=self.helper_id.data,
            hamlet_id=self.hamlet_id.data or None,
            place=self.place.data,
            headcount=self.headcount.data or 0,
            note=self.note.data,
        )


class SessionForm(OccasionForm):
    headcount = IntegerField(
        "Số người khác có mặt",
        validators=[Optional(), NumberRange(0, MOST_PRESENT)],
        description="Không kể những người đã tích tên",
    )
    person_ids = SelectMultipleField("Người có mặt", validate_choice=False)
    household_ids = SelectMultipleField("Gia đình có mặt", validate_choice=False)
    words = StringField("Tìm tên chủ hộ", name="tim", validators=[Length(max=200)])


class WalkInForm(OccasionForm):
    headcount = IntegerField(
        "Số người đã giúp",
        validators=[InputRequired("Ghi số người đã giúp"), NumberRange(1, MOST_PRESENT)],
        default=1,
    )
