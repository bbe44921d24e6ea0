"""What an officer brought: its cells as they were read, without those that must not be kept.

A list is read again after each correction, so its cells wait with the batch. Cells under forbidden or unused
headers are replaced by a mark of the same kind, so that rows keep their shape and nothing else.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.rules.household_list import DroppedColumn, RemovedValue
from webapp.rules.household_list.columns import Column, Header, Kind
from webapp.rules.household_list.reading import Entry, SheetEntries
from webapp.rules.household_list.sensitive import is_paper_number, is_private_remark, without_paper_numbers
from webapp.rules.legacy_fonts import repair_rows
from webapp.rules.sheets import Cell, Sheet, column_letter
from webapp.rules.vietnamese import clean_text

UNUSED = frozenset({Kind.FORBIDDEN, Kind.UNKNOWN, Kind.IGNORED})
COUNTERS = frozenset({Kind.NUMBER, Kind.HOUSEHOLD_NUMBER})


@dataclass(frozen=True)
class ListSheet:
    """`header` is one that isn't written (pasted text); `hamlet_id` is the officer's choice for the sheet."""

    name: str
    rows: Sequence[Sequence[Cell]]
    header: Header | None = None
    hamlet_id: str | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def as_read(self, labels: Mapping[str, str]) -> Sheet:
        """For the reader, which takes a hamlet from the tab's name."""
        label = labels.get(self.hamlet_id or "")
        return Sheet(f"{self.name} – {label}" if label else self.name, self.rows, self.merged)


@dataclass(frozen=True)
class Source:
    """`hamlet_id` is for households whose hamlet nothing in the list names; a `partial` list says nothing of
    those whom it doesn't name.

    `dropped`, `removed` and `fonts` (cells converted, by old font) tell what is not in these cells any more.
    """

    name: str
    sheets: tuple[ListSheet, ...]
    hamlet_id: str | None = None
    dropped: tuple[DroppedColumn, ...] = ()
    removed: tuple[RemovedValue, ...] = ()
    fonts: Mapping[str, int] = field(default_factory=dict)
    partial: bool = False


def without_private_cells(source: Source, read: Sequence[SheetEntries], found: FoundPrivate) -> Source:
    """The source with only the cells that a list needs; what was left out is remembered by name alone."""
    removed: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for each in found.removed:
        removed[each.sheet, each.row].add(each.column)
    sheets = tuple(
        replace(sheet, rows=_kept_rows(sheet, entries, removed), merged=())
        for sheet, entries in zip(source.sheets, read, strict=True)
    )
    return replace(
        source,
        sheets=sheets,
        dropped=tuple(dict.fromkeys([*source.dropped, *found.dropped])),
        removed=tuple(dict.fromkeys([*source.removed, *found.removed])),
        fonts=source.fonts or found.fonts,
    )


@dataclass(frozen=True)
class FoundPrivate:
    dropped: Sequence[DroppedColumn]
    removed: Sequence[RemovedValue]
    fonts: Mapping[str, int]


def _kept_rows(
    sheet: ListSheet, read: SheetEntries, removed: Mapping[tuple[str, int], set[str]]
) -> list[list[Cell]]:
    raw = repair_rows(sheet.rows).rows
    kept: list[list[Cell]] = [[] for _ in raw]
    if not read.headers:
        return _only_that_it_is_filled(kept, read)
    for place, _said in read.titles:
        kept[place] = [_title_cell(cell) for cell in raw[place]]
    for header in read.headers:
        for place in range(max(header.first_row, 0), header.last_row + 1):
            kept[place] = [_title_cell(cell) for cell in raw[place]]
    for entry in read.entries:
        kept[entry.row] = _kept_cells(entry, raw[entry.row])
        for column in removed.get((read.sheet, entry.row + 1), ()):
            _remove_private(kept[entry.row], column)
    return [_trimmed(row) for row in kept]


def _only_that_it_is_filled(kept: list[list[Cell]], read: SheetEntries) -> list[list[Cell]]:
    """A sheet that holds no list: that it has something is all there is to know."""
    for place in read.filled_rows[:1]:
        kept[place] = ["x"]
    return kept


def _kept_cells(entry: Entry, raw: Sequence[object]) -> list[Cell]:
    row = [_mark(cell) for cell in raw]
    for column in entry.header.columns:
        if column.kind not in UNUSED:
            row.extend([None] * (column.index + 1 - len(row)))
            row[column.index] = _value(entry, column, raw)
    return row


def _value(entry: Entry, column: Column, raw: Sequence[object]) -> Cell:
    """As the reader has it (merged cells filled down); an identity number in a wrong place is cut short."""
    value, of = entry.cells.get(column.kind, (None, None))
    if of is not column:
        value = _cell(raw[column.index]) if column.index < len(raw) else None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if column.kind not in COUNTERS and value is not None and len(str(value)) >= 9 and is_paper_number(value):
        return f"{str(value)[:3]}…"
    return value


def _remove_private(row: list[Cell], letter: str) -> None:
    """Take what was found to be private out of the cell in this column."""
    for place, value in enumerate(row):
        if column_letter(place) == letter:
            text = "" if value is None else str(value)
            whole = is_private_remark(text) or is_paper_number(value)
            row[place] = None if whole else without_paper_numbers(text) or None


def _mark(cell: object) -> Cell:
    """Text stays text and a number a number, so that the row is still taken for what it is."""
    if isinstance(cell, str):
        return "x" if cell.strip() else None
    return None if cell is None else 0


def _title_cell(cell: object) -> Cell:
    kept = _cell(cell)
    return without_paper_numbers(kept) or None if isinstance(kept, str) else kept


def _cell(cell: object) -> Cell:
    if isinstance(cell, str):
        return clean_text(cell) or None
    return cell if isinstance(cell, int | float) and math.isfinite(cell) else None


def _trimmed(row: list[Cell]) -> list[Cell]:
    while row and row[-1] is None:
        row.pop()
    return row


# --- as JSON ----------------------------------------------------------------------------------------------


def as_json(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "hamlet_id": source.hamlet_id,
        "sheets": [_sheet_as_json(sheet) for sheet in source.sheets],
        "dropped": [list(vars(each).values()) for each in source.dropped],
        "removed": [list(vars(each).values()) for each in source.removed],
        "fonts": dict(source.fonts),
        "partial": source.partial,
    }


def _sheet_as_json(sheet: ListSheet) -> dict[str, Any]:
    columns = sheet.header.columns if sheet.header else ()
    return {
        "name": sheet.name,
        "rows": sheet.rows,
        "columns": [[column.index, column.kind.value] for column in columns],
        "hamlet_id": sheet.hamlet_id,
    }


def from_json(data: Mapping[str, Any]) -> Source:
    return Source(
        name=data["name"],
        sheets=tuple(_sheet_from_json(each) for each in data["sheets"]),
        hamlet_id=data["hamlet_id"],
        dropped=tuple(DroppedColumn(*each) for each in data["dropped"]),
        removed=tuple(RemovedValue(*each) for each in data["removed"]),
        fonts=data["fonts"],
        partial=data["partial"],
    )


def _sheet_from_json(data: Mapping[str, Any]) -> ListSheet:
    columns = tuple(Column(index, Kind(kind), "") for index, kind in data["columns"])
    header = Header(-1, -1, columns) if columns else None
    return ListSheet(data["name"], data["rows"], header, data["hamlet_id"])
