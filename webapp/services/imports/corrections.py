"""Cells that an officer corrects on the preview, before the list is read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.rules.sheets import MAX_COLUMNS, Cell
from webapp.rules.vietnamese import clean_text
from webapp.services.imports.left_out import shown
from webapp.services.imports.reading import ListPlace
from webapp.services.imports.source import ListSheet, Source

LONGEST_CELL = 500


@dataclass(frozen=True)
class Corrections:
    """`cells` by (sheet, row, column), all from 0; `places` by the number of an unknown hamlet in the plan,
    and `tabs` by sheet: the id of the hamlet that is meant."""

    cells: Mapping[tuple[int, int, int], str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    tabs: Mapping[int, str] = field(default_factory=dict)


def corrected(source: Source, plan: Mapping[str, Any], place: ListPlace, wanted: Corrections) -> Source:
    """The source with these corrections; what isn't in it, or says the same as before, is left aside."""
    sheets = [replace(each, rows=[list(row) for row in each.rows]) for each in source.sheets]
    for (sheet, row, column), text in wanted.cells.items():
        if sheet < len(sheets) and row < len(sheets[sheet].rows):
            _write(sheets[sheet], row, column, text)
    unknown = plan["left_out"]["places"]
    for number, hamlet_id in wanted.places.items():
        if number < len(unknown) and hamlet_id in place.labels:
            _name_place(sheets[unknown[number]["sheet"]], unknown[number], place.labels[hamlet_id])
    for sheet, hamlet_id in wanted.tabs.items():
        if sheet < len(sheets) and hamlet_id in place.labels:
            sheets[sheet] = replace(sheets[sheet], hamlet_id=hamlet_id)
    return replace(source, sheets=tuple(sheets))


def _write(sheet: ListSheet, row: int, column: int, text: str) -> None:
    cells = sheet.rows[row]
    assert isinstance(cells, list)  # noqa: S101 - copied above
    before: Cell = cells[column] if column < len(cells) else None
    text = clean_text(text)[:LONGEST_CELL]
    if column >= MAX_COLUMNS or text == shown(before):
        return
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = text or None


def _name_place(sheet: ListSheet, unknown: Mapping[str, Any], label: str) -> None:
    """Write the hamlet's name wherever its unknown spelling stands in that column."""
    for row in unknown["rows"]:
        _write(sheet, row - 1, unknown["column"], label)
