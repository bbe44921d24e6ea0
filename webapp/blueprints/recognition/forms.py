from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from webapp.models.refusal import RefusalKind, RefusalWay
from webapp.models.submission import CheckAnswer
from webapp.rules.settings import ReviewRules
from webapp.services.progress import today
from webapp.web.forms import DayField, Form
from webapp.web.labels import LABELS

RETURN_REASONS = (
    "Sai tên hoặc năm sinh",
    "Chưa rõ ai đã học, học ngày nào",
    "Gia đình nói chưa tự làm được",
    "Trùng với hộ khác, hoặc hộ đã chuyển đi",
)
NEW_LIST = "moi"


def _choices(states: Any) -> list[SelectChoice]:
    return [SelectChoice(state.value, LABELS[states][state]) for state in states]


class ReturnForm(Form):
    """A ready-made reason, own words, or both."""

    recognition_ids = SelectMultipleField("Các hộ", validate_choice=False)
    ready = RadioField(
        "Vì sao trả lại?", choices=[SelectChoice(words, words) for words in RETURN_REASONS],
        validators=[Optional()], validate_choice=False,
    )  # fmt: skip
    reason = StringField("Nói rõ thêm", validators=[Length(max=400)])

    def validate_reason(self, field: StringField) -> None:
        if not self.said:
            raise ValidationError("Ghi lý do trả lại để Tổ trưởng biết cần làm gì")

    @property
    def said(self) -> str:
        """The whole reason, empty where nothing was chosen or written."""
        ready = self.ready.data if self.ready.data in RETURN_REASONS else ""
        return ". ".join(words for words in (ready, self.reason.data or "") if words)


class ListForm(Form):
    name = StringField(
        "Tên danh sách", validators=[DataRequired("Đặt tên cho danh sách, ví dụ: Đợt 1"), Length(max=120)]
    )


class TakeOutForm(Form):
    recognition_ids = SelectMultipleField("Các hồ sơ", validate_choice=False)
    reason = StringField(
        "Lý do đưa ra", validators=[DataRequired("Ghi lý do đưa ra khỏi danh sách"), Length(max=500)]
    )


class RefusalForm(Form):
    kind = RadioField(
        "Gia đình nói gì?", choices=_choices(RefusalKind),
        validators=[InputRequired("Chọn gia đình nói gì")],
    )  # fmt: skip
    way = RadioField(
        "Nói bằng cách nào?", choices=_choices(RefusalWay),
        validators=[InputRequired("Chọn gia đình nói bằng cách nào")],
    )  # fmt: skip
    said_on = DayField("Ngày nói", validators=[InputRequired("Chọn ngày")], default=today)
    said_by = StringField(
        "Ai nói", validators=[DataRequired("Ghi ai trong nhà nói"), Length(max=300)],
        description="Ví dụ: vợ chủ hộ",
    )  # fmt: skip
    reason = StringField("Gia đình nói thế nào", validators=[Length(max=300)])
    sure = BooleanField(
        "Tôi ghi đúng lời gia đình. Hồ sơ ra khỏi danh sách trình, năm nay không công nhận, trừ khi đổi ý.",
        validators=[InputRequired("Đọc lại cho gia đình nghe, rồi đánh dấu là ghi đúng lời gia đình")],
    )


class ChangedMindForm(Form):
    withdrawn_on = DayField("Ngày đổi ý", validators=[InputRequired("Chọn ngày")], default=today)
    withdrawn_way = SelectField(
        "Nói bằng cách nào?", choices=_choices(RefusalWay), default=RefusalWay.FACE_TO_FACE.value
    )


class CheckForm(Form):
    answer = RadioField(
        "Hỏi lại thấy thế nào?", choices=_choices(CheckAnswer), validators=[InputRequired("Chọn một ý")]
    )
    note = StringField("Ghi chú", validators=[Length(max=500)], description="Chưa đúng thì ghi rõ điều gì")


class ReviewRulesForm(Form):
    check_share = IntegerField(
        "Hỏi lại bao nhiêu phần trăm mỗi danh sách", validators=[InputRequired(), NumberRange(0, 20)],
        description="Từ 0 đến 20. Máy rút ngẫu nhiên, ít nhất một hồ sơ; 0 là không hỏi lại.",
    )  # fmt: skip
    households_per_hour = IntegerField(
        "Một người ghi quá bao nhiêu hộ trong một giờ thì nên hỏi lại",
        validators=[InputRequired(), NumberRange(0, 100)],
        description="Buổi hướng dẫn chung không tính. 0 là không đánh dấu.",
    )
    family_minutes = IntegerField(
        "Mọi việc của một nhà ghi trong bao nhiêu phút thì nên hỏi lại",
        validators=[InputRequired(), NumberRange(0, 60)],
        description="Chỉ tính nhà có từ 3 việc. 0 là không đánh dấu.",
    )

    def rules(self) -> ReviewRules:
        return ReviewRules(**self.values())
