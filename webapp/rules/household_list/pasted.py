"""Pasted text: cells copied from a sheet, or one name a line, with or without a header."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from webapp.rules.household_list.columns import Column, Header, Kind, is_header_row
from webapp.rules.household_list.listing import check_list
from webapp.rules.household_list.parsed import CommuneName, HamletName, ParsedList
from webapp.rules.household_list.places import Hamlets
from webapp.rules.household_list.reading import read_entries
from webapp.rules.sheets import MAX_COLUMNS, Cell, Sheet
from webapp.rules.vietnamese import birth_year, is_person_name, normalize_phone

_LONGEST_CELL = 2_000
_ENUMERATION = re.compile(r"^\s*(?:\d{1,4}\s*[.)/-]|[-*+•])\s*(?=\D)")


def parse_pasted(
    text: str,
    hamlets: Iterable[HamletName],
    commune: CommuneName,
    today: date,
    *,
    default_hamlet: str | None = None,
) -> ParsedList:
    """As `parse_list`; rows are counted by line. Without a header each column is told by what is in it."""
    known = Hamlets(hamlets)
    rows, header = cut_pasted(text, known, today)
    read = read_entries(Sheet("", rows), known, header)
    return check_list([read], known, commune, today, default_hamlet)


def cut_pasted(text: str, hamlets: Hamlets, today: date) -> tuple[list[list[Cell]], Header | None]:
    """The rows of pasted text, and the header that its columns stand for when none is written."""
    rows = _cells(text)
    written = any(is_header_row(row) for row in rows[:20])
    return rows, None if written else _guessed_header(rows, hamlets, today)


def _cells(text: str) -> list[list[Cell]]:
    """Cut at tabs, else at the semicolon or comma that most lines have, else a cell a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    filled = [line for line in lines if line.strip()]
    separators = [mark for mark in "\t;," if sum(mark in line for line in filled) * 2 > len(filled)]
    if "\t" not in separators and any("\t" in line for line in filled):
        separators.insert(0, "\t")
    return [_row(line, separators[0] if separators else None) for line in lines]


def _row(line: str, separator: str | None) -> list[Cell]:
    cells = [
        cell.strip()[:_LONGEST_CELL]
        for cell in (line.split(separator)[:MAX_COLUMNS] if separator else [line])
    ]
    return [_ENUMERATION.sub("", cells[0]) or None, *(cell or None for cell in cells[1:])]


_MOST = 0.6


def _guessed_header(rows: Sequence[Sequence[Cell]], hamlets: Hamlets, today: date) -> Header:
    """A header that isn't written: each column's kind is the first, not taken yet, that most cells fit."""
    width = max((len(row) for row in rows), default=0)
    if width <= 1:
        return Header(-1, -1, (Column(0, Kind.NAME, ""),))
    tests: dict[Kind, Callable[[str], bool]] = {
        Kind.PHONE: lambda text: normalize_phone(text) is not None,
        Kind.BIRTH: lambda text: bool(re.search(r"\d{4}", text)) and birth_year(text, today) is not None,
        Kind.HAMLET: lambda text: len(hamlets.find(text)) == 1 and not text.isdigit(),
        Kind.NAME: is_person_name,
        Kind.SIZE: lambda text: text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 30,
        Kind.ADDRESS: lambda text: any(char.isalpha() for char in text),
    }
    columns = [[str(row[n]) for row in rows if n < len(row) and row[n] is not None] for n in range(width)]
    kinds: list[Kind] = []
    for texts in columns:
        kinds.append(Kind.NUMBER if _counts_rows(texts) else _kind_of(texts, tests))
        tests.pop(kinds[-1], None)
    if Kind.NAME not in kinds:
        kinds[max(range(width), key=lambda n: sum(map(is_person_name, columns[n])))] = Kind.NAME
    return Header(-1, -1, tuple(Column(n, kind, "") for n, kind in enumerate(kinds)))


def _counts_rows(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _kind_of(texts: Sequence[str], tests: Mapping[Kind, Callable[[str], bool]]) -> Kind:
    fitting = (kind for kind, fits in tests.items() if sum(map(fits, texts)) > len(texts) * _MOST)
    return next(fitting, Kind.UNKNOWN) if texts else Kind.UNKNOWN
