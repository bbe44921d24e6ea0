"""The form of a title's criteria: a row a line, more rows on demand, all without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from webapp.blueprints.admin.fields import own_items
from webapp.rules.recognition import Criteria, Criterion, CriterionKind
from webapp.web.forms import Form, RowForm
from webapp.web.labels import label

MOST_ROWS = 12
ITEM_KINDS = frozenset(CriterionKind) - {CriterionKind.VISITS}


class CriterionForm(RowForm):
    """One line. A row without a text and without items is no line."""

    id = HiddenField(validators=[Length(max=40)])
    text = StringField("Tiêu chí", validators=[Length(max=200)])
    kind = SelectField("Cách tính", choices=[SelectChoice(kind.value, label(kind)) for kind in CriterionKind])
    items = SelectMultipleField(
        "Việc được tính", choices=lambda: [SelectChoice(item.slug, item.title) for item in own_items()]
    )
    at_least = IntegerField("Ít nhất", validators=[Optional(), NumberRange(0, 60)])
    age_from = IntegerField("Từ mấy tuổi", validators=[Optional(), NumberRange(0, 100)])
    source = TextAreaField("Câu trong văn bản", validators=[Length(max=600)])

    @property
    def is_empty(self) -> bool:
        return not self.text.data and not self.items.data

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that counts something must say what and how much."""
        good = super().validate(extra_validators)
        if self.is_empty:
            return good
        problems = dict(self._problems())
        for name, problem in problems.items():
            self[name].errors = [*self[name].errors, problem]
        return good and not problems

    def criterion(self, number: int) -> Criterion:
        kind = CriterionKind(self.kind.data)
        return Criterion(
            id=self.id.data or f"dong-{number}",
            text=self.text.data,
            kind=kind,
            items=tuple(self.items.data) if kind in ITEM_KINDS else (),
            at_least=(self.at_least.data or 0) if kind is not CriterionKind.ALL_ITEMS else 0,
            age_from=(self.age_from.data or 0) if kind is CriterionKind.ONE_PERSON else 0,
            source=self.source.data or "",
        )

    def _problems(self) -> list[tuple[str, str]]:
        problems = []
        if not self.text.data:
            problems.append(("text", "Ghi tiêu chí bằng một câu."))
        kind, count, items = self.kind.data, self.at_least.data or 0, self.items.data or []
        if kind == CriterionKind.VISITS and count < 1:
            problems.append(("at_least", "Ghi số lần đến nhà, từ 1."))
        if kind != CriterionKind.VISITS and not items:
            problems.append(("items", "Chọn ít nhất một việc."))
        if kind in (CriterionKind.SOME_ITEMS, CriterionKind.ONE_PERSON) and items and count > len(items):
            problems.append(("at_least", f"Chỉ có {len(items)} việc được chọn."))
        return problems


class CriteriaForm(Form):
    """`decision`, the commune's paper, is asked for when they are put in force; `need` empty means all."""

    lines = FieldList(FormField(CriterionForm), max_entries=MOST_ROWS)
    need = IntegerField("Cần đạt mấy tiêu chí", validators=[Optional(), NumberRange(0, MOST_ROWS)])
    decision = StringField("Văn bản của xã, phường", validators=[Length(max=300)])
    more = SubmitField("Thêm một dòng")
    preview = SubmitField("Xem thử")
    save = SubmitField("Áp dụng")

    @classmethod
    def of(cls, rule: Criteria) -> CriteriaForm:
        """The form filled with the criteria in force, and an empty row."""
        rows = [
            {
                "id": line.id, "text": line.text, "kind": line.kind.value, "items": list(line.items),
                "at_least": line.at_least or None, "age_from": line.age_from or None, "source": line.source,
            }
            for line in rule.lines
        ]  # fmt: skip
        form = cls(lines=rows, need=rule.need or None)
        if not form.is_submitted():
            form.add_row()
        return form

    def add_row(self) -> None:
        if len(self.lines.entries) < MOST_ROWS:
            self.lines.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        count = sum(not row.form.is_empty for row in self.lines)
        if not count:
            self.form_errors.append("Cần ít nhất một tiêu chí.")
        if (self.need.data or 0) > count:
            self.need.errors = [*self.need.errors, f"Chỉ có {count} tiêu chí."]
        if self.save.data and not self.decision.data:
            self.decision.errors = [*self.decision.errors, "Chưa điền văn bản của xã, phường."]
        return good and not self.errors

    def criteria(self) -> Criteria:
        rows = [row.form for row in self.lines if not row.form.is_empty]
        lines = _with_own_ids([row.criterion(number) for number, row in enumerate(rows, 1)])
        return Criteria(lines, self.need.data or 0, self.decision.data)


def _with_own_ids(lines: list[Criterion]) -> tuple[Criterion, ...]:
    """No two lines of one id, whatever was sent."""
    seen: set[str] = set()
    unique = []
    for number, line in enumerate(lines, 1):
        own = line if line.id not in seen else replace(line, id=f"{line.id}-{number}")
        seen.add(own.id)
        unique.append(own)
    return tuple(unique)
