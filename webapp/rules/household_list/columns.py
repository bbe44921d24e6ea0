"""Finds the header of a list and what each column holds, however it is spelt and ordered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.rules.household_list.places import KIND_WORDS
from webapp.rules.household_list.sensitive import forbidden_reason
from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import fold


class Kind(StrEnum):
    NUMBER = "number"
    HOUSEHOLD_NUMBER = "household number"
    HEAD = "head"
    NAME = "name"
    FAMILY_NAME = "family and middle names"
    GIVEN_NAME = "given name"
    BIRTH = "birth"
    BIRTH_MALE = "birth, men"
    BIRTH_FEMALE = "birth, women"
    GENDER = "gender"
    MALE = "men"
    FEMALE = "women"
    HAMLET = "hamlet"
    PLACE = "hamlet or part of an address"
    ADDRESS = "address"
    COMMUNE = "commune"
    PHONE = "phone"
    SIZE = "size"
    RELATION = "relation"
    NOTE = "note"
    FORBIDDEN = "forbidden"
    IGNORED = "known, not used"
    UNKNOWN = "unknown"


NAME_KINDS = frozenset({Kind.HEAD, Kind.NAME, Kind.FAMILY_NAME, Kind.GIVEN_NAME})
_HAMLET_WORDS = "|".join(
    ["tdp", "kp", *(fold(w) for w in KIND_WORDS if w not in {"tổ", "xóm", "khu", "đội", "cụm"})]
)
_PLACE_WORDS = "to|xom|khu|doi|cum|ngo|nhom"
_BIRTH_WORDS = "nam sinh|ngay sinh|thang sinh|sinh nam|sinh ngay|ntns"
_FULL_NAME = "ho(?: va)?(?: chu dem)?(?: va)? ten"
# The first pattern that a header (as a search key without punctuation) matches says what the column holds.
_HEADERS: tuple[tuple[Kind, str], ...] = (
    (Kind.UNKNOWN, r".*\b(?:e?mail|can bo|to vien|phu trach|dieu tra|giam sat|nguoi lap|huong dan)\b.*"),
    (Kind.RELATION, r".*\bquan he\b.*|qh\b.*"),
    (Kind.NUMBER, r"stt|so tt|tt|so thu tu|no"),
    (Kind.HOUSEHOLD_NUMBER, r"(?:ma|so|stt) ho(?: gia dinh| khau| dan)?|ho so|ho"),
    (Kind.PHONE, r".*\b(?:dien thoai|sdt|dt|di dong|phone|zalo|so may|lien he)\b.*"),
    (Kind.BIRTH_MALE, r".*sinh.* nam gioi"),
    (Kind.BIRTH_FEMALE, r".*sinh.* nu(?: gioi)?"),
    (Kind.BIRTH, rf".*\b(?:{_BIRTH_WORDS})\b.*|ns"),
    (Kind.MALE, r"(?:gioi tinh )?nam gioi|gioi tinh nam"),
    (Kind.FEMALE, r"(?:gioi tinh )?nu(?: gioi)?"),
    (Kind.GENDER, r"gioi(?: tinh)?|gt|phai|nam nu"),
    (
        Kind.FAMILY_NAME,
        rf"(?:{_FULL_NAME} )?ho(?: va)?(?: chu| ten)? (?:dem|lot)(?! va ten).*|{_FULL_NAME} ho",
    ),
    (Kind.GIVEN_NAME, rf"ten|ten goi|{_FULL_NAME} ten"),
    (Kind.HEAD, rf"(?:{_FULL_NAME} |ten )?(?:dai dien )?(?:cua )?chu ho.*|{_FULL_NAME} .*chu ho.*"),
    (Kind.NAME, rf"{_FULL_NAME}.*|ten (?:thanh vien|nhan khau|nguoi|cong dan|day du|khai sinh).*"),
    (Kind.ADDRESS, r".*\b(?:dia chi|noi o|cho o|thuong tru|cu tru|noi sinh song|so nha|duong)\b.*"),
    (Kind.SIZE, r".*\b(?:nhan khau|so khau|tong khau|so nguoi|so nk|so thanh vien|khau)\b.*"),
    (
        Kind.HAMLET,
        rf"(?:ten )?(?:don vi |dia ban )?(?:{_HAMLET_WORDS})(?: (?:{_HAMLET_WORDS}|{_PLACE_WORDS}))*",
    ),
    (Kind.HAMLET, r"don vi|dia ban"),
    (Kind.PLACE, rf"(?:ten )?(?:{_PLACE_WORDS})(?: (?:{_PLACE_WORDS}|lien gia))*"),
    (Kind.COMMUNE, r"(?:ten )?(?:xa|phuong|dac khu)(?: (?:xa|phuong|dac khu|thi tran))*"),
    (Kind.NOTE, r"ghi chu.*|gc|chu thich|luu y"),
    (Kind.IGNORED, r"(?:ten )?(?:tinh|huyen|quan|thanh pho|thi xa)(?: .*)?"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _HEADERS)


@dataclass(frozen=True)
class Column:
    index: int
    kind: Kind
    header: str
    reason: str = ""


@dataclass(frozen=True)
class Header:
    """`last_row` is the last row (from 0) that belongs to the header; lists begin below it."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]

    def first(self, *kinds: Kind) -> Column | None:
        return next((column for kind in kinds for column in self.columns if column.kind is kind), None)

    @property
    def name_column(self) -> Column | None:
        return self.first(Kind.HEAD, Kind.NAME, Kind.FAMILY_NAME, Kind.GIVEN_NAME)

    @property
    def person_column(self) -> Column | None:
        return self.first(Kind.NAME, Kind.FAMILY_NAME, Kind.HEAD, Kind.GIVEN_NAME)

    @property
    def name_places(self) -> frozenset[int]:
        return frozenset(column.index for column in self.columns if column.kind in NAME_KINDS)

    def all(self, kind: Kind) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.kind is kind)


def kind_of_header(text: str) -> tuple[Kind, str]:
    """What a column under this header holds; with the reason when it must not be kept."""
    key = re.sub(r"\s+", " ", re.sub(r"\(.*?\)|[^\w ]", " ", fold(text))).strip()
    if key == "ho" and text.strip().casefold().startswith("họ"):
        return Kind.FAMILY_NAME, ""
    if reason := forbidden_reason(key):
        return Kind.FORBIDDEN, reason
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(key)), Kind.UNKNOWN), ""


_MOSTLY_TEXTS = 0.5
_NAME_HEADER = re.compile(r"\b(?:ten|ho|chu ho)\b")


def is_header_row(row: Sequence[Cell], above: Header | None = None) -> bool:
    """A column of names and another known column, or beside the names only words that might be headers.

    Under a header (`above`) the cell in its column of names must itself be a header: there "Nữ" and
    "Chủ hộ" are what a row says of someone.
    """
    texts = _header_texts(row)
    filled = sum(cell is not None for cell in row)
    if len(texts) < filled * _MOSTLY_TEXTS or not any(_NAME_HEADER.search(fold(text)) for text in texts):
        return False
    kinds = [kind_of_header(text)[0] for text in texts]
    if not NAME_KINDS & set(kinds):
        return False
    if above and above.name_column and kind_of_header(_at(row, above.name_column.index))[0] is Kind.UNKNOWN:
        return False
    known = sum(kind is not Kind.UNKNOWN for kind in kinds)
    return known > 1 or (len(texts) == filled and not any(re.search(r"\d", text) for text in texts))


def _header_texts(row: Iterable[Cell]) -> list[str]:
    return [
        cell for cell in row if isinstance(cell, str) and len(cell) <= 80 and not re.search(r":\s*\S", cell)
    ]


def header_at(rows: Sequence[Sequence[Cell]], index: int) -> Header:
    """The header whose first row is this one; small headers and column numbers below belong to it."""
    titles = [cell if isinstance(cell, str) else "" for cell in rows[index]]
    columns = [_column(place, title, title) for place, title in enumerate(titles) if title]
    last = index
    if index + 1 < len(rows) and _is_second_row(rows[index], rows[index + 1]):
        columns, last = _under_wide_headers(titles, rows[index + 1]), index + 1
    while last + 1 < len(rows) and is_numbering(rows[last + 1]):
        last += 1
    return Header(index, last, tuple(_with_split_name(columns, rows[last + 1 : last + 51])))


def _column(place: int, title: str, shown: str) -> Column:
    kind, reason = kind_of_header(title)
    return Column(place, kind, shown, reason)


_SECOND_ROW_WORDS = frozenset(
    {"nam", "nu", "ngay", "thang", "ho", "ten", "ho dem", "ho va ten dem", "ho lot"}
)


def _is_second_row(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Small headers (Nam, Nữ; Ngày, Tháng, Năm; Họ đệm, Tên) under a wide one."""
    filled = [(place, cell) for place, cell in enumerate(second) if cell is not None]
    if not filled or not all(isinstance(cell, str) for _place, cell in filled):
        return False
    small = [place for place, cell in filled if fold(str(cell)) in _SECOND_ROW_WORDS]
    return len(small) >= 2 and all(place in small or not _at(first, place) for place, _cell in filled)


def _under_wide_headers(titles: Sequence[str], second: Sequence[Cell]) -> list[Column]:
    """The wide header carried to the right over its small ones: "Năm sinh" over "Nam" and "Nữ"."""
    columns, wide = [], ""
    has_women = any(str(cell).casefold() == "nữ" for cell in second if cell is not None)
    for place in range(max(len(titles), len(second))):
        small = _at(second, place)
        wide = _at(titles, place) or (wide if small else "")
        if not (wide or small) or fold(small) in {"ngay", "thang"}:
            continue
        meant = "nam giới" if small.casefold() == "nam" and has_women else small
        shown = f"{wide} ({small})" if wide and small else wide or small
        columns.append(_column(place, f"{wide} {meant}".strip(), shown))
    return columns


def _at(row: Sequence[Cell], place: int) -> str:
    value = row[place] if place < len(row) else None
    return "" if value is None else str(value)


def is_numbering(row: Sequence[Cell]) -> bool:
    """The row under a header that counts the columns: 1, 2, 3 or (1), (2), (3) or A, B, 1, 2."""
    marks = [str(cell).strip("() ") for cell in row if cell is not None]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    return (
        len(marks) > 1
        and all(re.fullmatch(r"\d{1,2}|[A-Z]", mark) for mark in marks)
        and numbers == list(range(1, len(numbers) + 1))
    )


def _with_split_name(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """A column without header beside the names holds the given names when most of its cells are one word."""
    found = list(columns)
    headed = {column.index for column in columns}
    for column in columns:
        beside = column.index + 1
        if column.kind in {Kind.HEAD, Kind.NAME, Kind.FAMILY_NAME} and beside not in headed:
            words = [text for row in rows if (text := _at(row, beside))]
            single = [word for word in words if re.fullmatch(r"[^\W\d_]+", word)]
            if words and len(single) > len(words) / 2:
                found.append(Column(beside, Kind.GIVEN_NAME, column.header))
    return found
