from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from webapp.blueprints.admin.fields import (
    EachLine,
    SheetField,
    lines_of,
    links_are_usable,
    links_of,
    own_items,
    text_of_links,
)
from webapp.models.commune import Hamlet
from webapp.rules.certificates import number_format_problem
from webapp.rules.decision_numbers import ending_problem
from webapp.rules.languages import LANGUAGES, VIETNAMESE
from webapp.rules.settings import CommuneSettings
from webapp.web.forms import DayField, Form
from webapp.web.paper_words import NameOfPerson, with_mark, with_name, words_field

WORDS = (
    "heading", "authority", "verb", "family_prefix", "achieves", "honour", "place", "signer", "number_format",
    "decision_ending",
)  # fmt: skip
PLAIN = ("motto", "plan_title", "recognition_term", "health_record_term", "assumed")


class SettingsForm(Form):
    """A commune's settings; lists are text areas, one line each."""

    commune = ""
    plan_title = StringField("Tên kế hoạch của xã, phường", validators=[Length(max=300)])
    motto = StringField("Phương châm", validators=[Length(max=150)])
    unit_words = TextAreaField(
        "Từ gọi đơn vị dân cư", validators=[EachLine(1, 12, 30, "từ")],
        description="Mỗi dòng một từ: thôn, buôn, bản, tổ dân phố …",
    )  # fmt: skip
    recognition_term = StringField("Tên gọi khi công nhận", validators=[DataRequired(), Length(max=60)])
    health_record_term = StringField("Tên gọi sổ sức khỏe", validators=[DataRequired(), Length(max=60)])
    least_households_per_member = IntegerField(
        "Mỗi tổ viên phụ trách ít nhất mấy hộ", validators=[Optional(), NumberRange(0, 500)],
        description="Theo kế hoạch của xã, phường. Kế hoạch không nêu thì để trống.",
    )  # fmt: skip
    public_page_indexed = BooleanField(
        "Cho máy tìm kiếm lập mục lục trang công khai",
        description="Trang nêu tên gia đình được công nhận đã đồng ý. Tắt thì chỉ ai có đường dẫn mới xem.",
    )  # fmt: skip
    checklist = SheetField("Việc trong phiếu, theo thứ tự", items=own_items)
    links = TextAreaField(
        "Đường dẫn cho tổ viên", validators=[Optional(), links_are_usable],
        description="Mỗi dòng: tên | https://…",
    )  # fmt: skip
    languages = SelectMultipleField(
        "Tiếng đọc bài, ngoài tiếng Việt",
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items() if code != VIETNAMESE],
    )
    assumed = TextAreaField(
        "Chỗ còn tạm lấy", validators=[Length(max=1000)],
        description="Ghi điều kế hoạch chưa nói rõ. Xóa trắng khi đã có văn bản.",
    )  # fmt: skip
    heading = words_field("heading", "Tên giấy")
    authority = words_field(
        "authority", "Người công nhận",
        description="Ghi đúng như sẽ in trên giấy. Xã, phường đổi tên thì tên ở đây tự đổi theo.",
    )  # fmt: skip
    verb = words_field("verb", "Động từ")
    family_prefix = words_field("family_prefix", "Trước tên chủ hộ")
    achieves = words_field("achieves", "Sau tên chủ hộ")
    honour = words_field("honour", "Điều được công nhận")
    place = words_field("place", "Địa danh trước ngày tháng")
    signature_lines = TextAreaField(
        "Dòng chức danh người ký", validators=[EachLine(1, 4, 60, "dòng")],
        description="Mỗi dòng một hàng, ví dụ KT. CHỦ TỊCH rồi PHÓ CHỦ TỊCH.",
    )  # fmt: skip
    signer = StringField(
        "Họ tên người ký", validators=[Length(max=80), NameOfPerson()],
        description="Điền sẵn khi ghi quyết định; lúc đó vẫn sửa được.",
    )  # fmt: skip
    number_format = StringField("Cách đánh số giấy", validators=[DataRequired(), Length(max=60)])
    decision_ending = StringField(
        "Ký hiệu sau số quyết định", validators=[DataRequired(), Length(max=40)],
        description="Khi ghi quyết định chỉ cần gõ 142, máy ghi thành 142/QĐ-UBND.",
    )  # fmt: skip

    @classmethod
    def of(cls, now: CommuneSettings, commune: str) -> SettingsForm:
        """The form filled with the settings in force; `commune` is its name as in a sentence."""
        words = {name: getattr(now.certificate, name) for name in WORDS}
        words["authority"] = with_name(words["authority"], commune)
        plain = {name: getattr(now, name) for name in PLAIN}
        form = cls(
            unit_words="\n".join(now.unit_words),
            checklist=now.checklist,
            languages=now.languages,
            links=text_of_links(now.links),
            least_households_per_member=now.least_households_per_member or None,
            public_page_indexed=now.public_page_indexed,
            signature_lines="\n".join(now.certificate.signature_lines),
            **plain,
            **words,
        )
        form.commune = commune
        return form

    def validate_number_format(self, field: StringField) -> None:
        if problem := number_format_problem(field.data):
            raise ValidationError(problem)

    def validate_decision_ending(self, field: StringField) -> None:
        if problem := ending_problem(field.data):
            raise ValidationError(problem)

    def settings(self, now: CommuneSettings) -> CommuneSettings:
        """The settings in force with what was sent; what other pages set stays."""
        sent: dict[str, Any] = self.values()
        words = {name: sent[name] or "" for name in WORDS}
        words["authority"] = with_mark(words["authority"], self.commune)
        return replace(
            now,
            unit_words=lines_of(sent["unit_words"]),
            checklist=sent["checklist"],
            languages=tuple(sent["languages"] or ()),
            links=links_of(sent["links"]),
            least_households_per_member=sent["least_households_per_member"] or 0,
            public_page_indexed=bool(sent["public_page_indexed"]),
            certificate=replace(now.certificate, signature_lines=lines_of(sent["signature_lines"]), **words),
            **{name: sent[name] or "" for name in PLAIN},
        )


class HamletForm(Form):
    """`kind` offers the commune's own words."""

    kind = SelectField("Gọi là", validators=[DataRequired()])
    name = StringField("Tên", validators=[DataRequired(), Length(max=80)])

    def offer(self, words: tuple[str, ...], own: str | None = None) -> None:
        shown = dict.fromkeys([*([own] if own else []), *(word[:1].upper() + word[1:] for word in words)])
        self.kind.choices = [SelectChoice(word, word) for word in shown]


class NewHamletForm(HamletForm):
    valid_from = DayField("Có từ ngày", validators=[Optional()])
    decision = StringField("Theo văn bản", validators=[Length(max=200)])


class RenameHamletForm(HamletForm):
    on = DayField("Đổi từ ngày", validators=[DataRequired()])
    decision = StringField(
        "Theo văn bản", validators=[DataRequired(), Length(max=200)],
        description="Ví dụ: Nghị quyết 08/NQ-HĐND ngày 12/6/2026.",
    )  # fmt: skip


class CloseHamletForm(Form):
    """`successor_id` is where its households go."""

    valid_to = DayField("Ngày cuối cùng", validators=[DataRequired()])
    decision = StringField("Theo văn bản", validators=[DataRequired(), Length(max=200)])
    successor_id = SelectField("Các hộ chuyển sang")

    def offer(self, others: Iterable[Hamlet], households: int) -> None:
        nobody = "Chọn nơi chuyển sang" if households else "Không có hộ nào phải chuyển"
        shown = [SelectChoice(each.id, each.label) for each in others]
        self.successor_id.choices = [SelectChoice("", nobody), *shown]
