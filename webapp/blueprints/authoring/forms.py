"""The forms of a lesson's parts except its screens, and those that start or publish it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput, TextArea

from webapp.blueprints.admin.fields import lines_of
from webapp.blueprints.authoring import choices
from webapp.lessons.schema import SKILL_GROUPS, TOPICS, Mark
from webapp.services import communes
from webapp.web.access import current_viewer
from webapp.web.forms import DayField, Form, RowForm

Table = dict[str, Any]
MOST_FACTS = 24
MARKS = {
    Mark.HIGH: "Chắc chắn: có văn bản hoặc trang chính thức",
    Mark.MEDIUM: "Khá chắc: báo lớn hoặc đã tự thử",
    Mark.LOW: "Chưa chắc: chỉ nghe nói",
    Mark.UNVERIFIED: "Chưa kiểm được, còn phải xem lại",
}


def grouped(groups: choices.Groups) -> dict[str, list[SelectChoice]]:
    """Groups of a select, as WTForms takes them."""
    return {name: [SelectChoice(*pair) for pair in pairs] for name, pairs in groups.items()}


class Lines:
    """A text area of at most `most` lines of at most `length` letters."""

    def __init__(self, most: int, length: int) -> None:
        self.most, self.length = most, length

    def __call__(self, _form: Any, field: TextAreaField) -> None:
        lines = lines_of(field.data)
        if len(lines) > self.most:
            raise ValidationError(f"Nhiều nhất {self.most} dòng. Đang có {len(lines)}.")
        if long := [line for line in lines if len(line) > self.length]:
            raise ValidationError(f"“{long[0][:20]} …” dài quá. Tối đa {self.length} ký tự một dòng.")


class DraftForm(Form):
    """`revision` is the save that the form was filled from."""

    revision = IntegerField(validators=[NumberRange(min=1)], widget=HiddenInput())


class StartForm(Form):
    """A new lesson from nothing."""

    title = StringField("Tên bài", validators=[DataRequired(), Length(max=80)])
    topic = SelectField("Nhóm bài", choices=[SelectChoice(*pair) for pair in TOPICS.items()])


class CopyForm(Form):
    """A lesson of the site as the beginning of one's own."""

    title = StringField("Tên bài mới", validators=[DataRequired(), Length(max=80)])


class PublishForm(Form):
    note = StringField("Lần này sửa gì", validators=[Length(max=200)])


class AboutForm(DraftForm):
    title = StringField("Tên bài", validators=[DataRequired(), Length(max=80)])
    goal = StringField("Học xong làm được gì", validators=[Length(max=250)], widget=TextArea())
    topic = SelectField("Nhóm bài", choices=[SelectChoice(*pair) for pair in TOPICS.items()])
    icon = SelectField(
        "Hình của bài trong danh sách",
        choices=lambda: [SelectChoice(*pair) for pair in choices.lesson_icons()],
    )
    minutes = SelectField(
        "Học trong mấy phút", coerce=int, choices=[SelectChoice(n, f"{n} phút") for n in (1, 2, 3)]
    )
    needs = TextAreaField("Cần có", validators=[Lines(4, 120)], description="Mỗi dòng một thứ, 1 đến 4 dòng.")
    also = TextAreaField(
        "Từ bà con hay gõ để tìm", validators=[Lines(20, 60)],
        description="Mỗi dòng một từ mà lời bài không có. Bỏ trống cũng được.",
    )  # fmt: skip
    groups = SelectMultipleField(
        "Nhóm kỹ năng theo Nghị định 224/2026/NĐ-CP",
        choices=[SelectChoice(code, f"{code}) {words}") for code, words in SKILL_GROUPS.items()],
    )
    reviewed_on = DayField("Ngày soát lại với màn hình thật", validators=[Optional()])
    links = SelectMultipleField(
        "Trang của xã, phường mở được từ bài",
        choices=lambda: [SelectChoice(link.url, link.label) for link in approved_links()],
    )
    names = TextAreaField(
        "Ứng dụng, sổ tay khác (chỉ hiện tên)", validators=[Lines(4, 80)],
        description="Mỗi dòng một tên, không ghi địa chỉ.",
    )  # fmt: skip

    @classmethod
    def of(cls, table: Table, revision: int, sent: Any) -> AboutForm:
        links = [each for each in listed(table, "links") if isinstance(each, dict)]
        filled = {name: table.get(name) for name in ("title", "goal", "topic", "icon", "minutes", "groups")}
        return cls(
            formdata=sent, revision=revision, needs=as_lines(table, "needs"), also=as_lines(table, "also"),
            reviewed_on=day_of(table.get("reviewed_on")),
            links=[each.get("url") for each in links if each.get("url")],
            names="\n".join(str(each.get("label")) for each in links if not each.get("url")), **filled,
        )  # fmt: skip

    def table(self) -> Table:
        labels = {link.url: link.label for link in approved_links()}
        links = [{"label": labels.get(url, url), "url": url} for url in self.links.data or []]
        links += [{"label": name, "url": ""} for name in lines_of(self.names.data)]
        return {
            "title": self.title.data or "", "goal": self.goal.data or "", "topic": self.topic.data,
            "icon": self.icon.data, "minutes": self.minutes.data, "needs": list(lines_of(self.needs.data)),
            "also": list(lines_of(self.also.data)), "groups": list(self.groups.data or []), "links": links,
            "reviewed_on": text_of_day(self.reviewed_on.data),
        }  # fmt: skip


class TeachForm(DraftForm):
    """What the helper beside the learner says, asks and never does."""

    say_1 = StringField("Điều thứ nhất để nói", validators=[Length(max=300)], widget=TextArea())
    say_2 = StringField("Điều thứ hai", validators=[Length(max=300)], widget=TextArea())
    say_3 = StringField("Điều thứ ba", validators=[Length(max=300)], widget=TextArea())
    ask = StringField(
        "Nhờ bà con làm lại", validators=[Length(max=300)], widget=TextArea(),
        description="Một câu trọn. Ví dụ: Bà làm lại cho cháu xem từ đầu nhé.",
    )  # fmt: skip
    never = StringField(
        "Điều người hướng dẫn không bao giờ làm", validators=[Length(max=300)], widget=TextArea(),
        description="Ví dụ: Không gõ mật khẩu hộ, không hỏi mã OTP.",
    )  # fmt: skip

    @classmethod
    def of(cls, table: Table, revision: int, sent: Any) -> TeachForm:
        teach = table.get("teach")
        teach = teach if isinstance(teach, dict) else {}
        said = [*(each for each in listed(teach, "say") if isinstance(each, str)), "", "", ""]
        points = {f"say_{n}": said[n - 1] for n in (1, 2, 3)}
        return cls(formdata=sent, revision=revision, ask=teach.get("ask"), never=teach.get("never"), **points)

    def table(self) -> Table:
        said = [field.data for field in (self.say_1, self.say_2, self.say_3) if field.data]
        return {"teach": {"say": said, "ask": self.ask.data or "", "never": self.never.data or ""}}


class FactForm(RowForm):
    """One statement with where it was read. A row without a text is none."""

    id = HiddenField(validators=[Length(max=40)])
    text = StringField("Điều được nói trong bài", validators=[Length(max=400)], widget=TextArea())
    mark = SelectField(
        "Chắc đến đâu", choices=[SelectChoice(mark.value, words) for mark, words in MARKS.items()]
    )
    source_title = StringField("Lấy từ đâu", validators=[Length(max=400)], widget=TextArea())
    source_url = StringField("Địa chỉ trang, nếu có", validators=[Length(max=500)])
    source_published = DayField("Đăng ngày", validators=[Optional()])
    source_seen = DayField("Đọc ngày", validators=[Optional()])
    until = DayField("Chỉ đúng đến ngày", validators=[Optional()])


class FactsForm(DraftForm):
    facts = FieldList(FormField(FactForm), max_entries=MOST_FACTS)

    @classmethod
    def of(cls, table: Table, revision: int, sent: Any) -> FactsForm:
        sources = {each.get("id"): each for each in listed(table, "source") if isinstance(each, dict)}
        rows = []
        for fact in listed(table, "fact"):
            source = sources.get(fact.get("source"), {}) if isinstance(fact, dict) else {}
            if isinstance(fact, dict):
                rows.append({
                    "id": fact.get("id"), "text": fact.get("text"), "mark": fact.get("mark"),
                    "until": day_of(fact.get("until")), "source_title": source.get("title"),
                    "source_url": source.get("url"), "source_seen": day_of(source.get("seen")),
                    "source_published": day_of(source.get("published")),
                })  # fmt: skip
        return cls(formdata=sent, revision=revision, facts=rows or [{}])

    def table(self) -> Table:
        """Facts with ids of their own, and each source once however many facts were read there."""
        facts, sources = [], {}
        for row in (row.form for row in self.facts if row.form.text.data):
            source = _source(row)
            if source is not None:
                fresh = {"id": f"nguon-{len(sources) + 1}", **source}
                source = sources.setdefault(tuple(source.values()), fresh)
            facts.append({
                "id": row.id.data or "", "text": row.text.data, "mark": row.mark.data,
                "source": source["id"] if source else "", "until": text_of_day(row.until.data),
            })  # fmt: skip
        return {"fact": with_own_ids(facts), "source": list(sources.values())}


def _source(row: FactForm) -> Table | None:
    if not (row.source_title.data or row.source_url.data):
        return None
    return {
        "title": row.source_title.data or "", "url": row.source_url.data or "",
        "seen": text_of_day(row.source_seen.data), "published": text_of_day(row.source_published.data),
    }  # fmt: skip


def with_own_ids(facts: list[Table]) -> list[Table]:
    """No two facts of one id, whatever was sent; a new one gets the next number."""
    seen: set[str] = set()
    number = 0
    for fact in facts:
        while not fact["id"] or fact["id"] in seen:
            number += 1
            fact["id"] = f"dieu-{number}"
        seen.add(fact["id"])
    return facts


def approved_links() -> tuple[Any, ...]:
    """Those of the commune's settings."""
    return communes.settings_of(current_viewer().commune_id or "").links


def listed(table: Table, name: str) -> list[Any]:
    value = table.get(name)
    return value if isinstance(value, list) else []


def as_lines(table: Table, name: str) -> str:
    return "\n".join(each for each in listed(table, name) if isinstance(each, str))


def day_of(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text_of_day(day: date | None) -> str | None:
    return day.isoformat() if day else None
