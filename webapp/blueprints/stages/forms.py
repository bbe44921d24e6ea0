from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from webapp.models.stage import Ballot
from webapp.rules.stages import MOST_DAYS, StageKind, Unnamed
from webapp.services.progress import today
from webapp.web.forms import DayField, Form
from webapp.web.labels import label

LONGEST_NAME = 80  # stands on one line of a paper


class NameFits:
    """Said, not cut off while it is typed: a name that is too long for its line."""

    def __call__(self, _form: Form, field: StringField) -> None:
        if len(field.data or "") > LONGEST_NAME:
            raise ValidationError(
                f"Tên dài {len(field.data)} chữ, giấy chỉ đủ chỗ cho {LONGEST_NAME} chữ. Ghi gọn lại."
            )


NAME, PLACE = NameFits(), Length(max=200)


class MeetingForm(Form):
    """The families' own fields, `agreed-<id>`, `refused-<id>` and `reason-<id>`, are read by the route."""

    held_on = DayField("Ngày họp", validators=[InputRequired("Chọn ngày họp")], default=today)
    began = StringField("Bắt đầu lúc", validators=[Length(max=20)])
    ended = StringField("Kết thúc lúc", validators=[Length(max=20)])
    place = StringField("Nơi họp", validators=[InputRequired("Ghi nơi họp"), PLACE])
    chair = StringField("Người chủ trì", validators=[InputRequired("Ghi người chủ trì"), NAME])
    secretary = StringField("Thư ký", validators=[InputRequired("Ghi thư ký"), NAME])
    front_head = StringField("Trưởng Ban Công tác Mặt trận", validators=[NAME])
    invited = IntegerField("Số hộ được mời", validators=[InputRequired("Ghi số hộ được mời")])
    present = IntegerField("Số hộ có mặt", validators=[InputRequired("Ghi số hộ có mặt")])
    ballot = RadioField(
        "Cách biểu quyết",
        choices=[SelectChoice(each.value, label(each)) for each in Ballot],
        default=Ballot.HANDS.value,
    )
    first_household = StringField("Đại diện hộ gia đình thứ nhất", validators=[NAME])
    second_household = StringField("Đại diện hộ gia đình thứ hai", validators=[NAME])
    discussion = TextAreaField("Ý kiến tại cuộc họp", validators=[Length(max=2000)])
    representatives = StringField()  # never shown: where a refusal about both of them lands


class PostingForm(Form):
    place = StringField("Nơi niêm yết", validators=[InputRequired("Ghi nơi niêm yết"), PLACE])
    first_on = DayField("Ngày dán danh sách", validators=[InputRequired("Chọn ngày dán")], default=today)


class EndForm(Form):
    reason = StringField("Lý do kết thúc sớm", validators=[Length(max=300)])


class OpinionForm(Form):
    recognition_id = SelectField("Về hộ nào", validators=[Optional()])
    content = TextAreaField(
        "Nội dung ý kiến", validators=[InputRequired("Ghi nội dung ý kiến"), Length(max=1000)]
    )
    said_by = StringField(
        "Người nêu ý kiến", validators=[NAME], description="Người nêu không muốn ghi tên thì để trống."
    )
    said_on = DayField("Ngày", validators=[InputRequired("Chọn ngày có ý kiến")], default=today)


class SettleForm(Form):
    settled = StringField(
        "Đã giải quyết thế nào",
        validators=[InputRequired("Ghi đã giải quyết thế nào"), Length(max=400)],
    )
    take_out = BooleanField("Đưa hộ này ra khỏi danh sách")


class FinishForm(Form):
    number = StringField("Số văn bản", validators=[Length(max=60)])
    dated = DayField("Ngày văn bản", validators=[Optional()])


class ScanForm(Form):
    scan = FileField("Bản quét quyết định", validators=[FileRequired("Chọn tệp quét quyết định.")])


class StageRulesForm(Form):
    on = SelectMultipleField(
        "Dùng những bước nào", choices=[SelectChoice(kind.value, label(kind)) for kind in StageKind]
    )
    meeting = StringField("Gọi bước họp là", validators=[Length(max=40)])
    posting = StringField("Gọi bước niêm yết là", validators=[Length(max=40)])
    opinions = StringField("Gọi bước tổng hợp là", validators=[Length(max=40)])
    request = StringField("Gọi bước tờ trình là", validators=[Length(max=40)])
    draft = StringField("Gọi bước dự thảo là", validators=[Length(max=40)])
    present_percent = IntegerField("Hộ dự họp, % số hộ được mời", validators=[NumberRange(0, 100)])
    agree_percent = IntegerField("Hộ đồng ý, % số hộ có mặt", validators=[NumberRange(0, 100)])
    posting_days = IntegerField("Số ngày niêm yết", validators=[NumberRange(1, MOST_DAYS)])
    decision_days = IntegerField("Nhắc ra quyết định sau mấy ngày", validators=[NumberRange(0, MOST_DAYS)])
    working_days = RadioField(
        "Tính ngày",
        choices=[SelectChoice("0", "Mọi ngày theo lịch"), SelectChoice("1", "Chỉ ngày làm việc")],
        default="0",
    )
    holidays = TextAreaField(
        "Ngày nghỉ", validators=[Length(max=2000)], description="Mỗi dòng một ngày, ví dụ 01/01/2027."
    )
    unnamed = RadioField(
        "Hộ chưa đồng ý công khai tên", choices=[SelectChoice(each.value, label(each)) for each in Unnamed]
    )
    office = StringField("Phòng soạn văn bản", validators=[InputRequired("Ghi tên phòng"), Length(max=80)])
    office_symbol = StringField("Ký hiệu của phòng", validators=[Length(max=20)])
    office_signature = TextAreaField(
        "Chức danh người ký của phòng", validators=[Length(max=200)], description="Mỗi dòng một hàng."
    )
    bases = TextAreaField(
        "Căn cứ ban hành", validators=[Length(max=3000)],
        description="Mỗi dòng một căn cứ. Văn bản ban hành tiêu chí được tự thêm ở cuối.",
    )  # fmt: skip


class ReasonForm(Form):
    reason = StringField("Lý do", validators=[InputRequired("Ghi lý do"), Length(max=300)])


class MendPostingForm(PostingForm):
    reason = StringField("Lý do sửa", validators=[InputRequired("Ghi lý do sửa"), Length(max=300)])


class MendOpinionForm(Form):
    content = TextAreaField(
        "Nội dung ý kiến", validators=[InputRequired("Ghi nội dung ý kiến"), Length(max=1000)]
    )
    said_by = StringField("Người nêu ý kiến", validators=[NAME])
    reason = StringField("Lý do sửa", validators=[InputRequired("Ghi lý do sửa"), Length(max=300)])
