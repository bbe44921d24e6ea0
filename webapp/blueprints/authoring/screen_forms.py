"""The forms of a lesson's screens: a step, a question with its answers, and the drawing of each."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import TextArea

from webapp.blueprints.authoring import choices
from webapp.blueprints.authoring.choices import OWN
from webapp.blueprints.authoring.forms import DraftForm, Table, day_of, grouped, listed, text_of_day
from webapp.lessons.composition import MOST_LETTERS, MOST_PARTS
from webapp.lessons.parts import KINDS, Frame
from webapp.web.forms import DayField, RowForm

MOST_ANSWERS = 3
CHIPS = {"": "Không có dấu", "chip_done": "Dấu xanh", "chip_danger": "Dấu đỏ", "chip_warn": "Dấu vàng"}


def kind_choices() -> dict[str, list[SelectChoice]]:
    """Kinds of parts; each says in its class which fields of the row it leaves aside, for the page's look."""
    return {
        group: [SelectChoice(name, words, render_kw={"class": _leaves_aside(name)}) for name, words in pairs]
        for group, pairs in choices.kinds().items()
    }


def _leaves_aside(name: str) -> str:
    kind = KINDS.get(name)
    wants = {"words": kind and kind.words, "more": kind and kind.more, "icon": kind and kind.icon}
    return " ".join(f"no-{field}" for field, wanted in wants.items() if not wanted)


class PartForm(RowForm):
    """One part of a composed drawing; a row without a kind is none."""

    kind = SelectField("Phần", choices=lambda: kind_choices())
    words = StringField("Chữ", validators=[Length(max=MOST_LETTERS)])
    more = StringField("Chữ thứ hai", validators=[Length(max=40)])
    icon = SelectField("Hình nhỏ", choices=lambda: [SelectChoice(*pair) for pair in choices.icons()])

    def part(self) -> Table:
        """What this kind of part takes; the rest of the row is left aside."""
        kind = KINDS.get(self.kind.data or "")
        return {
            "kind": self.kind.data or "",
            "words": self.words.data or "" if kind and kind.words else "",
            "more": self.more.data or "" if kind and kind.more else "",
            "icon": self.icon.data or "" if kind and kind.icon else "",
        }


class DrawnForm(DraftForm):
    """A form with a drawing: one of the site, or composed of parts."""

    drawing = SelectField("Hình", choices=lambda: grouped(choices.screens()), validators=[Optional()])
    parts = FieldList(FormField(PartForm), max_entries=MOST_PARTS)
    told = StringField(
        "Lời tả hình cho người không nhìn thấy", validators=[Length(max=MOST_LETTERS)],
        description="Bỏ trống thì trang tự tả chỗ khoanh vàng.",
    )  # fmt: skip

    def drawn(self) -> Table:
        """The fields of a step or question that say its drawing."""
        if self.drawing.data != OWN:
            return {"drawing": self.drawing.data or ""}
        parts = [row.form.part() for row in self.parts]
        kinds = [KINDS[part["kind"]].frame for part in parts if part["kind"] in KINDS]
        frame = kinds[0] if kinds else Frame.PHONE
        return {"composed": {"frame": frame.value, "title": self.told.data or "", "parts": parts}}


def drawn_values(entry: Table) -> Table:
    """The form's values for the drawing of a stored step or question."""
    composed = entry.get("composed")
    if not isinstance(composed, dict):
        return {"drawing": entry.get("drawing") or "", "parts": [{}]}
    return {"drawing": OWN, "told": composed.get("title"), "parts": listed(composed, "parts") or [{}]}


def fact_choices(table: Table) -> list[SelectChoice]:
    facts = [each for each in listed(table, "fact") if isinstance(each, dict)]
    return [SelectChoice(str(each.get("id")), str(each.get("text"))) for each in facts]


class StepForm(DrawnForm):
    title = StringField(
        "Việc làm ở bước này", validators=[Length(max=80)],
        description="Bắt đầu bằng động từ, ghi đúng chữ trên nút trong “ ”. Không có dấu chấm cuối.",
    )  # fmt: skip
    say = StringField(
        "Một câu ngắn: nhìn vào đâu", validators=[Length(max=200)], widget=TextArea(),
        description="Việc và câu này cộng lại nhiều nhất 25 tiếng.",
    )  # fmt: skip
    stuck = StringField("Dòng bấm vào khi bí", validators=[Length(max=60)])
    help = StringField("Lời giúp khi bí", validators=[Length(max=400)], widget=TextArea())
    facts = SelectMultipleField("Bước này dựa vào điều nào", validators=[Optional()])
    until = DayField("Chỉ hiện đến ngày", validators=[Optional()])

    @classmethod
    def of(cls, entry: Table, table: Table, revision: int, sent: Any) -> StepForm:
        words = {name: entry.get(name) for name in ("title", "say", "stuck", "help")}
        form = cls(
            formdata=sent, revision=revision, facts=listed(entry, "facts"), until=day_of(entry.get("until")),
            **words, **drawn_values(entry),
        )  # fmt: skip
        form.facts.choices = fact_choices(table)
        return form

    def entry(self) -> Table:
        return {
            "title": self.title.data or "", "say": self.say.data or "", "stuck": self.stuck.data or "",
            "help": self.help.data or "", "facts": list(self.facts.data or []),
            "until": text_of_day(self.until.data), **self.drawn(),
        }  # fmt: skip


class AnswerForm(RowForm):
    """One answer, with a picture of the site or one composed of an icon and a mark."""

    text = StringField("Câu trả lời", validators=[Length(max=100)])
    right = BooleanField("Đây là câu đúng")
    reason = StringField(
        "Vì sao đúng, hoặc vì sao chưa đúng", validators=[Length(max=300)], widget=TextArea()
    )
    picture = SelectField("Hình nhỏ bên cạnh", choices=lambda: grouped(choices.pictures()))
    icon = SelectField("Hình để ghép", choices=lambda: [SelectChoice(*pair) for pair in choices.icons()])
    chip = SelectField("Dấu ở góc", choices=[SelectChoice(*pair) for pair in CHIPS.items()])

    def answer(self) -> Table:
        answer = {
            "text": self.text.data or "", "reason": self.reason.data or "", "right": bool(self.right.data)
        }  # fmt: skip
        if self.picture.data != OWN:
            return {**answer, "picture": self.picture.data or ""}
        parts = [{"kind": "pic_icon", "icon": self.icon.data or ""}]
        parts += [{"kind": self.chip.data}] if self.chip.data else []
        return {**answer, "composed": {"frame": Frame.PICTURE.value, "title": "", "parts": parts}}


class QuestionForm(DrawnForm):
    question = StringField(
        "Câu hỏi", validators=[Length(max=200)], widget=TextArea(),
        description="Nhiều nhất 25 tiếng, hỏi việc cụ thể.",
    )  # fmt: skip
    step = SelectField("Trả lời chưa đúng thì xem lại", coerce=int)
    facts = SelectMultipleField("Câu hỏi dựa vào điều nào", validators=[Optional()])
    answers = FieldList(FormField(AnswerForm), max_entries=MOST_ANSWERS)

    @classmethod
    def of(cls, entry: Table, table: Table, revision: int, sent: Any) -> QuestionForm:
        form = cls(
            formdata=sent, revision=revision, question=entry.get("question"), step=entry.get("step"),
            facts=listed(entry, "facts"), answers=[_answer_values(row) for row in listed(entry, "answer")],
            **drawn_values(entry),
        )  # fmt: skip
        steps = [each for each in listed(table, "step") if isinstance(each, dict)]
        form.step.choices = [
            SelectChoice(n, f"Bước {n}: {each.get('title') or 'chưa đặt tên'}")
            for n, each in enumerate(steps, 1)
        ]
        form.facts.choices = fact_choices(table)
        return form

    def entry(self) -> Table:
        return {
            "question": self.question.data or "", "step": self.step.data or 0,
            "facts": list(self.facts.data or []), "drawing": "", **self.drawn(),
            "answer": [row.form.answer() for row in self.answers],
        }  # fmt: skip


def _answer_values(row: object) -> Table:
    row = row if isinstance(row, dict) else {}
    values = {name: row.get(name) for name in ("text", "reason", "right", "picture")}
    composed = row.get("composed")
    if isinstance(composed, dict):
        parts = [each for each in listed(composed, "parts") if isinstance(each, dict)]
        kinds = [str(part.get("kind")) for part in parts]
        values["picture"] = OWN
        values["icon"] = next((part.get("icon") for part in parts if part.get("icon")), "")
        values["chip"] = next((kind for kind in kinds if kind in CHIPS), "")
    return values
