"""From a group of rows to a checked household, or to the reasons why it is left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from webapp.rules.household_list.cells import (
    BadCell,
    address_form_of,
    checked_birth_year,
    checked_name,
    checked_phone,
    checked_size,
    checked_text,
    says_nothing,
)
from webapp.rules.household_list.columns import Column, Kind
from webapp.rules.household_list.findings import Findings
from webapp.rules.household_list.grouping import Group
from webapp.rules.household_list.parsed import ListedHousehold, ListedPerson
from webapp.rules.household_list.places import CommuneNames
from webapp.rules.household_list.reading import Entry
from webapp.rules.household_list.sensitive import (
    PAPERS,
    REMARK,
    is_paper_number,
    is_private_remark,
    without_paper_numbers,
)
from webapp.rules.household_list.whereabouts import NoHamlet, Whereabouts, wrong_commune
from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import fold

Value = TypeVar("Value")
_BIRTHS = (Kind.BIRTH, Kind.BIRTH_MALE, Kind.BIRTH_FEMALE)
_ADULT = 18
_LONGEST_ADDRESS, _LONGEST_NOTE, _LONGEST_RELATION = 200, 500, 30


@dataclass(frozen=True)
class Checked:
    """A household that may be kept, with all its rows (from 0) and the column of its head's name."""

    household: ListedHousehold
    rows: tuple[int, ...]
    column: Column | None


class SheetCheck:
    """Checks the groups of one sheet. What is refused stands in `findings` and `refused_heads`."""

    def __init__(
        self, whereabouts: Whereabouts, commune: CommuneNames, findings: Findings, today: date
    ) -> None:
        self._whereabouts, self._commune = whereabouts, commune
        self._findings, self._today = findings, today
        self._no_hamlet: dict[tuple[int, str], tuple[BadCell, set[int]]] = {}
        self.refused_heads: set[tuple[str, str | None]] = set()

    def households(self, groups: Iterable[Group]) -> Iterator[Checked]:
        for group in groups:
            if checked := self._checked(group):
                yield checked
        for (row, _message), (problem, rows) in self._no_hamlet.items():
            self._findings.refuse_sheet(row, problem, rows)

    def _checked(self, group: Group) -> Checked | None:
        before = len(self._findings.errors)
        name, hamlet_id = self._head_name(group), self._hamlet(group)
        self._check_commune(group)
        birth = self._head_birth(group)
        phone = self._found(group, Kind.PHONE, checked_phone) or self._heading_phone(group)
        size = self._found(group, Kind.SIZE, checked_size)
        address = self._address(group, hamlet_id) if hamlet_id else None
        note = self._note(group)
        if not hamlet_id or len(self._findings.errors) > before:
            self.refused_heads.add((fold(name or group.head_name), hamlet_id))
            return None
        form = self._form(group.first, birth)
        others = _others(group, name)
        members = (person for entry in others if (person := self._member(entry)))
        household = ListedHousehold(
            head=name,
            hamlet_id=hamlet_id,
            birth_year=birth,
            address=address,
            phone=phone,
            size=size or (len(others) + 1 if group.lists_members else None),
            note=note,
            address_form=form,
            persons=(ListedPerson(name, birth, "chủ hộ", form), *members),
            lists_members=group.lists_members,
            sheet=self._findings.sheet,
            row=group.first.row + 1,
        )
        return Checked(household, _rows(group), group.first.header.name_column)

    def _refuse(self, group: Group, entry: Entry, problem: BadCell, column: Column | None) -> None:
        self._findings.refuse(entry.row, problem, column, rows=_rows(group))

    def _head_name(self, group: Group) -> str:
        column = group.first.header.name_column
        try:
            if not group.head and not group.head_name:
                column = group.first.header.first(Kind.RELATION) or column
                raise BadCell(
                    "Hộ này chưa có dòng Chủ hộ", "Ghi Chủ hộ ở cột Quan hệ cho một người trong hộ."
                )
            return checked_name(group.head_name, "chủ hộ")
        except BadCell as problem:
            self._refuse(group, group.first, problem, column)
            return ""

    def _hamlet(self, group: Group) -> str | None:
        try:
            return self._whereabouts.hamlet_of(group)
        except NoHamlet as none:
            if none.column:
                self._refuse(group, group.first, none.problem, none.column)
            else:
                key = (none.row, none.problem.message)
                self._no_hamlet.setdefault(key, (none.problem, set()))[1].update(_rows(group))
            return None

    def _check_commune(self, group: Group) -> None:
        if Kind.COMMUNE in group.first.cells:
            cell, column = group.first.cells[Kind.COMMUNE]
            if not self._commune.is_ours(str(cell)):
                self._refuse(group, group.first, wrong_commune(str(cell), self._commune), column)

    def _head_birth(self, group: Group) -> int | None:
        """The birth columns of a row of persons are the head's only when the row is the head's."""
        if group.head is None and group.first.name:
            return None
        return self._cell(group, group.first, _BIRTHS, lambda cell: checked_birth_year(cell, self._today))

    def _cell(
        self, group: Group, entry: Entry, kinds: Iterable[Kind], check: Callable[[Cell], Value | None]
    ) -> Value | None:
        for kind in kinds:
            if kind in entry.cells:
                cell, column = entry.cells[kind]
                try:
                    return check(cell)
                except BadCell as problem:
                    self._refuse(group, entry, problem, column)
        return None

    def _found(self, group: Group, kind: Kind, check: Callable[[Cell], Value | None]) -> Value | None:
        """The head's cell, or the first of the household's others that says something."""
        others = (entry for entry in group.entries if not says_nothing(entry.cell(kind)))
        entry = group.first if not says_nothing(group.first.cell(kind)) else next(others, None)
        return self._cell(group, entry, (kind,), check) if entry else None

    def _heading_phone(self, group: Group) -> str | None:
        try:
            return checked_phone(group.first.heading.phone)
        except BadCell:
            return None

    def _address(self, group: Group, hamlet_id: str) -> str | None:
        text = self._whereabouts.address_of(group, hamlet_id)
        column = group.first.header.first(Kind.ADDRESS, Kind.PLACE)
        if not text or not column:
            return text
        if (kept := without_paper_numbers(text)) != text:
            self._findings.remove(group.first.row, column, PAPERS)
        return self._text(group, kept, "Địa chỉ", _LONGEST_ADDRESS, column)

    def _note(self, group: Group) -> str | None:
        if Kind.NOTE not in group.first.cells:
            return None
        cell, column = group.first.cells[Kind.NOTE]
        if is_private_remark(str(cell)):
            self._findings.remove(group.first.row, column, REMARK)
            return None
        kept = "" if is_paper_number(cell) else without_paper_numbers(str(cell))
        if kept != str(cell):
            self._findings.remove(group.first.row, column, PAPERS)
        return self._text(group, kept, "Ghi chú", _LONGEST_NOTE, column)

    def _text(self, group: Group, text: str, what: str, longest: int, column: Column) -> str | None:
        try:
            return checked_text(text, what, longest)
        except BadCell as problem:
            self._refuse(group, group.first, problem, column)
            return None

    def _member(self, entry: Entry) -> ListedPerson | None:
        """A member whose own row is wrong is left out alone; the household stays."""
        alone = Group((entry,), entry, entry.name, lists_members=True)
        before = len(self._findings.errors)
        try:
            checked_name(entry.name, "người trong hộ")
        except BadCell as problem:
            self._refuse(alone, entry, problem, entry.header.person_column)
        birth = self._cell(alone, entry, _BIRTHS, lambda cell: checked_birth_year(cell, self._today))
        if len(self._findings.errors) > before:
            return None
        relation = entry.text(Kind.RELATION)[:_LONGEST_RELATION] or None
        return ListedPerson(entry.name, birth, relation, self._form(entry, birth))

    def _form(self, entry: Entry, birth: int | None) -> str | None:
        """Ông or bà, for grown-ups whose sex the list tells; the sex itself is not kept."""
        if birth is not None and self._today.year - birth < _ADULT:
            return None
        if {Kind.BIRTH_MALE, Kind.MALE} & set(entry.cells):
            return "ông"
        if {Kind.BIRTH_FEMALE, Kind.FEMALE} & set(entry.cells):
            return "bà"
        return address_form_of(entry.text(Kind.GENDER))


def _others(group: Group, head: str) -> list[Entry]:
    """The rows of the household's other people."""
    named = [entry for entry in group.entries if entry.name or entry.text(Kind.RELATION)]
    if group.head:
        return [entry for entry in named if entry is not group.head]
    return [entry for entry in named if fold(entry.name) != fold(head)]


def _rows(group: Group) -> tuple[int, ...]:
    return tuple(entry.row for entry in group.entries)
