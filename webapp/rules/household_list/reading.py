"""From a raw sheet to its rows of data, each with the cells by what they are and the headings above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from webapp.rules.household_list.columns import NAME_KINDS, Column, Header, Kind, header_at, is_header_row
from webapp.rules.household_list.endings import ends_the_list, is_numbered, is_total
from webapp.rules.household_list.headings import Heading, heading_of
from webapp.rules.household_list.places import Hamlets
from webapp.rules.legacy_fonts import Coding, repair_rows
from webapp.rules.sheets import Cell, Sheet
from webapp.rules.vietnamese import clean_text

_EXAMPLE = "ví dụ"


@dataclass(frozen=True)
class Entry:
    """One row of data. `row` counts from 0; `cells` holds only what is filled in."""

    row: int
    cells: Mapping[Kind, tuple[Cell, Column]]
    heading: Heading
    header: Header

    def cell(self, kind: Kind) -> Cell:
        return self.cells[kind][0] if kind in self.cells else None

    def text(self, kind: Kind) -> str:
        cell = self.cell(kind)
        return "" if cell is None else str(cell)

    @property
    def name(self) -> str:
        """The person's name, put together when family and given names have columns of their own."""
        first = self.text(Kind.NAME) or self.text(Kind.FAMILY_NAME)
        if not first and Kind.HEAD in self.cells and not self.header.first(Kind.NAME, Kind.FAMILY_NAME):
            first = self.text(Kind.HEAD)
        given = self.text(Kind.GIVEN_NAME)
        return first if not given or first.endswith(f" {given}") else f"{first} {given}".strip()


@dataclass
class SheetEntries:
    """A sheet that has been walked through. `titles` are its lines above a list; rows count from 0."""

    sheet: str
    entries: list[Entry] = field(default_factory=list)
    titles: list[tuple[int, str]] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    fonts: Mapping[Coding, int] = field(default_factory=dict)
    filled_rows: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


def read_entries(sheet: Sheet, hamlets: Hamlets, header: Header | None = None) -> SheetEntries:
    """Walks through a sheet once. `header` is for rows without one of their own (pasted text)."""
    repaired = repair_rows(sheet.rows)
    rows = [[_clean(cell) for cell in row] for row in repaired.rows]
    walk = _Walk(rows, hamlets, _below_merged(sheet), header)
    walk.read.sheet, walk.read.fonts = clean_text(sheet.name), repaired.found
    for index, row in enumerate(rows):
        if any(cell is not None for cell in row):
            walk.step(index, row)
    return walk.read


class _Walk:
    """Where one is while going down a sheet: under which header and heading, or past the end of a list."""

    def __init__(
        self,
        rows: list[list[Cell]],
        hamlets: Hamlets,
        merged: Mapping[tuple[int, int], int],
        header: Header | None,
    ) -> None:
        self._rows, self._hamlets, self._merged = rows, hamlets, merged
        self._header, self._heading, self._ended = header, Heading(-1), False
        self.read = SheetEntries("", headers=[header] if header else [])

    def step(self, index: int, row: list[Cell]) -> None:
        header = self._header
        if header and header.first_row <= index <= header.last_row:
            return
        self.read.filled_rows.append(index)
        if is_header_row(row, header):
            self._header, self._ended = header_at(self._rows, index), False
            self.read.headers.append(self._header)
        elif header and ends_the_list(row, header):
            self._ended = True
        elif said := heading_of(row, index, self._hamlets):
            self._heading, self._ended = _under(self._heading, said), False
            self.read.headings.append(self._heading)
            self.read.titles.append((index, _joined(row)))
        elif header is None:
            self.read.titles.append((index, _joined(row)))
        elif not is_total(row, header) and (not self._ended or is_numbered(row, header)):
            self._ended = False
            self._add(index, row, header)

    def _add(self, index: int, row: list[Cell], header: Header) -> None:
        if not _is_about_someone(row, header):
            return
        for column in header.columns:
            if column.kind in _SPREAD and (index, column.index) in self._merged:
                row.extend([None] * (column.index + 1 - len(row)))
                above = self._rows[self._merged[index, column.index]]
                row[column.index] = above[column.index] if column.index < len(above) else None
        entry = _entry(index, row, self._heading, header)
        second_line = any((index, place) in self._merged for place in header.name_places)
        if entry.name or not second_line:
            self.read.entries.append(entry)


# Cells merged over several rows say the same for each; names and numbers are left to grouping.
_SPREAD = frozenset({Kind.HAMLET, Kind.PLACE, Kind.ADDRESS})
_MOST_MERGED_CELLS = 200_000


def _below_merged(sheet: Sheet) -> dict[tuple[int, int], int]:
    """(row, column) of each cell that is merged with one above, and the row of that one."""
    cells = (
        ((row, left), top)
        for top, left, bottom, _right in sheet.merged
        for row in range(top + 1, min(bottom + 1, len(sheet.rows)))
    )
    return dict(islice(cells, _MOST_MERGED_CELLS))


def _joined(row: Sequence[Cell]) -> str:
    return " ".join(str(cell) for cell in row if cell is not None)


def _clean(cell: object) -> Cell:
    if isinstance(cell, str):
        return clean_text(cell) or None
    return cell if isinstance(cell, int | float) else None


def _under(above: Heading, said: Heading) -> Heading:
    """A household's heading stands under its hamlet's; a new hamlet or a new title forgets the household."""
    if said.hamlet and not (said.head or said.number):
        return said
    if said.head or said.number:
        return replace(said, hamlet=said.hamlet or above.hamlet)
    if said.address or said.phone:
        return replace(above, address=said.address or above.address, phone=said.phone or above.phone)
    return Heading(said.row, hamlet=above.hamlet)


_ABOUT_SOMEONE = NAME_KINDS | {
    *(Kind.BIRTH, Kind.BIRTH_MALE, Kind.BIRTH_FEMALE, Kind.PHONE, Kind.RELATION, Kind.SIZE),
    *(Kind.ADDRESS, Kind.NOTE),
}


def _is_about_someone(row: Sequence[Cell], header: Header) -> bool:
    """More is filled in than a row's number and its hamlet, and it is no example of a template."""
    if any(isinstance(cell, str) and cell.casefold() == _EXAMPLE for cell in row[:2]):
        return False
    places = {column.index for column in header.columns if column.kind in _ABOUT_SOMEONE}
    return any(cell is not None and place in places for place, cell in enumerate(row))


def _entry(index: int, row: Sequence[Cell], heading: Heading, header: Header) -> Entry:
    cells: dict[Kind, tuple[Cell, Column]] = {}
    for column in header.columns:
        cell = row[column.index] if column.index < len(row) else None
        if cell is not None and column.kind not in cells:
            cells[column.kind] = (cell, column)
    return Entry(index, cells, heading, header)
