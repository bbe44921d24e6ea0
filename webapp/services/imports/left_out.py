"""The rows that an import leaves out: each with its cells, what is wrong, and the lines that stand above it.

As plain JSON, kept in the plan: {"rows", "tables", "places", "tabs"}. A table is a sheet's header: rows below
it share its columns. `places` are unknown hamlets by their spelling, `tabs` are sheets whose hamlet nothing
says; both are settled at once for all their rows.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.rules.household_list import RowError
from webapp.rules.household_list.columns import Column, Header, Kind
from webapp.rules.household_list.grouping import Group, group_rows
from webapp.rules.household_list.reading import Entry
from webapp.rules.sheets import Cell, column_letter
from webapp.services.imports.reading import Reading
from webapp.services.imports.source import UNUSED

MOST_PLACES = 40
PLACE_KINDS = frozenset({Kind.HAMLET, Kind.PLACE})
WIDTHS = {
    Kind.HEAD: "l",
    Kind.NAME: "l",
    Kind.ADDRESS: "l",
    Kind.NUMBER: "s",
    Kind.SIZE: "s",
    Kind.BIRTH: "d",
    Kind.PHONE: "p",
}
HEADERS = {
    Kind.HEAD: "Họ và tên chủ hộ",
    Kind.NAME: "Họ và tên",
    Kind.BIRTH: "Năm sinh",
    Kind.HAMLET: "Thôn",
    Kind.ADDRESS: "Địa chỉ",
    Kind.PHONE: "Số điện thoại",
    Kind.SIZE: "Số nhân khẩu",
    Kind.NUMBER: "STT",
}


@dataclass
class LeftOut:
    count: int = 0
    tables: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    tabs: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return vars(self)


def rows_left_out(reading: Reading, ambiguous: Iterable[RowError]) -> LeftOut:
    """Every row that is not written, and why. `ambiguous` are errors that the comparison found."""
    left = LeftOut()
    ambiguous = list(ambiguous)
    doubtful = {(error.sheet, error.row) for error in ambiguous}
    good = {(each.sheet, each.row) for each in reading.parsed.households} - doubtful
    errors: defaultdict[str, list[RowError]] = defaultdict(list)
    for error in (*reading.parsed.errors, *ambiguous):
        errors[error.sheet].append(error)
    for index, read in enumerate(reading.sheets):
        _SheetLeftOut(left, index, reading, errors.get(read.sheet, [])).collect(good)
    return left


class _SheetLeftOut:
    """Collects the left-out rows of one sheet into `left`."""

    def __init__(self, left: LeftOut, index: int, reading: Reading, errors: Sequence[RowError]) -> None:
        self.left, self.index = left, index
        self.sheet, self.read = reading.source.sheets[index], reading.sheets[index]
        self.place_said = _place_said(reading, index)
        self.errors: defaultdict[int, list[RowError]] = defaultdict(list)
        for error in errors:
            self.errors[error.row - 1].append(error)
        self.entries = {entry.row: entry for entry in self.read.entries}
        self.tables: dict[int, int] = {}
        self.places: dict[tuple[int, str], int] = {}
        self.headings = {heading.row: heading for heading in self.read.headings}
        self.titles = deque(self.read.titles)
        self.headers_said: set[int] = set()

    def collect(self, good: set[tuple[str, int]]) -> None:
        self._above_the_rows()
        for number, group in enumerate(group_rows(self.read.entries)):
            written = (self.read.sheet, group.first.row + 1) in good
            for entry in _in_order(group):
                if not written or entry.row in self.errors:
                    self.left.rows.append(self._row(entry, number))
                    self.left.count += 1

    def _above_the_rows(self) -> None:
        """Errors of the whole sheet, of a title or of a heading: their own row is no row of the list."""
        header_rows = {header.first_row for header in self.read.headers}
        used_headings = {entry.heading.row for entry in self.read.entries}
        for place, errors in self.errors.items():
            if place in self.entries:
                continue
            if place in header_rows:
                self._add_tab(errors)
            else:
                alone = self._names_someone(place) and place not in used_headings
                self.left.rows.append(self._title_row(place, errors, alone))
                self.left.count += alone

    def _names_someone(self, place: int) -> bool:
        """Whether the row is a heading for one household."""
        heading = self.headings.get(place)
        return heading is not None and bool(heading.head or heading.number)

    def _add_tab(self, errors: Sequence[RowError]) -> None:
        rows = sum(error.covers for error in errors)
        self.left.tabs.append(
            {
                "sheet": self.index,
                "name": self.sheet.name,
                "rows": rows,
                "message": errors[0].message,
                "remedy": errors[0].remedy,
            }
        )

    def _title_row(self, place: int, errors: Sequence[RowError], alone: bool) -> dict[str, Any]:
        """`alone`: a heading for a household without a row below it."""
        cells = self.sheet.rows[place]
        filled = [at for at, cell in enumerate(cells) if cell is not None]
        columns = [[at, column_letter(at), "Dòng tiêu đề", "", "l"] for at in filled]
        return {
            "table": self._add_table(columns),
            "group": f"{self.index}/t{place}",
            "row": place,
            "cells": [shown(cells[at]) for at in filled],
            "errors": [_error(error, None) for error in errors],
            "above": [],
            "title": True,
            "alone": alone,
        }

    def _row(self, entry: Entry, group: int) -> dict[str, Any]:
        columns = used_columns(entry.header)
        letters = [column_letter(column.index) for column in columns]
        errors = []
        for error in self.errors.get(entry.row, []):
            at = letters.index(error.column) if error.column in letters else None
            known_as = self._place(error, columns[at], entry) if at is not None else None
            errors.append(_error(error, at, known_as))
        return {
            "table": self._table(entry.header, columns),
            "group": f"{self.index}/{group}",
            "row": entry.row,
            "cells": [shown(self._cell(entry.row, column.index)) for column in columns],
            "errors": errors,
            "above": self._lines_above(entry),
            "title": False,
        }

    def _cell(self, row: int, column: int) -> Cell:
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else None

    def _place(self, error: RowError, column: Column, entry: Entry) -> int | None:
        """The number of the unknown hamlet, one for each spelling in each column."""
        if column.kind not in PLACE_KINDS:
            return None
        value = shown(self._cell(entry.row, column.index))
        number = self.places.get((column.index, value))
        if number is None:
            if len(self.left.places) >= MOST_PLACES:
                return None
            number = self.places[column.index, value] = len(self.left.places)
            self.left.places.append(
                {
                    "sheet": self.index,
                    "name": self.sheet.name,
                    "column": column.index,
                    "value": value,
                    "message": error.message,
                    "remedy": error.remedy,
                    "rows": [],
                }
            )
        self.left.places[number]["rows"].append(entry.row + 1)
        return number

    def _table(self, header: Header, columns: Sequence[Column]) -> int:
        if header.first_row not in self.tables:
            described = [
                [
                    each.index,
                    column_letter(each.index),
                    _label(each),
                    _header(each, columns),
                    WIDTHS.get(each.kind, "m"),
                ]
                for each in columns
            ]
            self.tables[header.first_row] = self._add_table(described)
        return self.tables[header.first_row]

    def _add_table(self, columns: list[list[Any]]) -> int:
        table = {"sheet": self.index, "name": self.sheet.name, "place": self.place_said, "columns": columns}
        self.left.tables.append(table)
        return len(self.left.tables) - 1

    def _lines_above(self, entry: Entry) -> list[list[Any]]:
        """[row, text] of titles and headings that belong above this row and stand nowhere yet; the header
        itself has None for text."""
        lines: list[list[Any]] = []
        while self.titles and self.titles[0][0] < entry.row:
            place, text = self.titles.popleft()
            if self._belongs(place, entry):
                lines.append([place, text])
        if entry.header.first_row not in self.headers_said:
            self.headers_said.add(entry.header.first_row)
            lines.append([entry.header.first_row, None])
        return sorted(lines, key=lambda line: int(line[0]))

    def _belongs(self, place: int, entry: Entry) -> bool:
        """False for a heading of another household, and for the lines of details below that."""
        heading = self.headings.get(place)
        if heading is None or (heading.hamlet and not self._names_someone(place)):
            return True
        if self._names_someone(place):
            return place == entry.heading.row
        return not (heading.address or heading.phone) or place > entry.heading.row


def _place_said(reading: Reading, index: int) -> str | None:
    """The label of the hamlet that the officer named for this sheet, where the sheet itself names none."""
    sheet, read, place = reading.source.sheets[index], reading.sheets[index], reading.place
    if sheet.hamlet_id:
        return place.labels.get(sheet.hamlet_id)
    texts = [sheet.name, *(text for _row, text in read.titles)]
    named = any(place.lookup.find_within(text) for text in texts) or place.lookup.find(sheet.name)
    return None if named else place.labels.get(reading.source.hamlet_id or "")


def used_columns(header: Header) -> list[Column]:
    return sorted((each for each in header.columns if each.kind not in UNUSED), key=lambda each: each.index)


def shown(cell: Cell) -> str:
    """A cell as an input shows it."""
    return "" if cell is None else str(cell)


def _in_order(group: Group) -> list[Entry]:
    return sorted(group.entries, key=lambda entry: entry.row)


def _label(column: Column) -> str:
    return column.header or HEADERS.get(column.kind, "")


def _header(column: Column, columns: Sequence[Column]) -> str:
    """For the file of left-out rows; given names stand beside the family name under one header."""
    shared = any(other.header == column.header and other.index < column.index for other in columns)
    return "" if column.kind is Kind.GIVEN_NAME and column.header and shared else _label(column)


def _error(error: RowError, at: int | None, place: int | None = None) -> dict[str, Any]:
    return {
        "at": at,
        "message": error.message,
        "remedy": error.remedy,
        "covers": error.covers,
        "place": place,
    }
