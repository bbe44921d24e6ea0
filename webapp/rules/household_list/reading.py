"""From a raw sheet to its rows of data, each with the cells by what they are and the headings above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from webapp.rules.household_list.columns import NAME_KINDS, Column, Header, Kind, find_header, is_header_row
from webapp.rules.household_list.headings import Heading, ends_the_list, heading_of, is_total
from webapp.rules.household_list.places import Hamlets
from webapp.rules.legacy_fonts import Coding, repair_rows
from webapp.rules.sheets import Cell, Sheet, column_letter
from webapp.rules.vietnamese import clean_text, fold

_EXAMPLE = "vi du"


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
    rows = _filled_down(sheet, [[_clean(cell) for cell in row] for row in repaired.rows])
    read = SheetEntries(clean_text(sheet.name), fonts=repaired.found)
    read.headers = [header] if header else []
    heading, ended = Heading(-1), False
    for index, row in enumerate(rows):
        if _is_blank(row) or (header and header.first_row <= index <= header.last_row):
            continue
        read.filled_rows.append(index)
        if is_header_row(row) and (found := find_header(rows, index, index + 1)):
            header, ended = found, False
            read.headers.append(found)
        elif header and ends_the_list(row, header.name_places):
            ended = True
        elif said := heading_of(row, index, hamlets):
            heading, ended = _under(heading, said), False
            read.headings.append(heading)
            read.titles.append((index, _joined(row)))
        elif header is None:
            read.titles.append((index, _joined(row)))
        elif not ended and not is_total(row) and (entry := _entry(index, row, heading, header)):
            read.entries.append(entry)
    return read


def _is_blank(row: Sequence[Cell]) -> bool:
    return all(cell is None for cell in row)


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


def _filled_down(sheet: Sheet, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Cells merged over several rows say the same for each; names and numbers are left to grouping."""
    header = find_header(rows)
    if header is None:
        return rows
    spread = {c.index for kind in (Kind.HAMLET, Kind.PLACE, Kind.ADDRESS) for c in header.all(kind)}
    for top, left, bottom, right in sheet.merged:
        if left == right and left in spread and top > header.last_row and top < len(rows):
            value = rows[top][left] if left < len(rows[top]) else None
            for row in rows[top + 1 : bottom + 1]:
                row.extend([None] * (left + 1 - len(row)))
                row[left] = value
    return rows


_COUNTED = NAME_KINDS | {Kind.BIRTH, Kind.BIRTH_MALE, Kind.BIRTH_FEMALE, Kind.PHONE, Kind.RELATION, Kind.SIZE}


def _entry(index: int, row: Sequence[Cell], heading: Heading, header: Header) -> Entry | None:
    """The row's cells by kind; None for a row that says nothing about anyone, or an example."""
    cells: dict[Kind, tuple[Cell, Column]] = {}
    for column in header.columns:
        cell = row[column.index] if column.index < len(row) else None
        if cell is not None and column.kind not in cells:
            cells[column.kind] = (cell, column)
    example = any(fold(str(cell)).startswith(_EXAMPLE) for cell in row[:2] if isinstance(cell, str))
    if example or not _COUNTED & set(cells):
        return None
    return Entry(index, cells, heading, header)


def letter(column: Column | None) -> str:
    return column_letter(column.index) if column else ""
