"""What a page or the command line shows of a batch: rows to correct, new households, changes, who is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, TypeVar

PAGE = 50
Thing = TypeVar("Thing")
FIELDS = {
    "head": "Chủ hộ",
    "hamlet_id": "Thôn",
    "phone": "Số điện thoại",
    "address": "Địa chỉ",
    "size": "Số nhân khẩu",
    "note": "Ghi chú",
    "address_form": "Cách xưng hô",
    "name": "Họ tên",
    "birth_year": "Năm sinh",
    "relation": "Quan hệ với chủ hộ",
}


@dataclass(frozen=True)
class Page(Generic[Thing]):
    """One page of a longer list."""

    rows: Sequence[Thing]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def page_of(things: Sequence[Thing], page: int) -> Page[Thing]:
    page = min(max(page, 1), max(1, -(-len(things) // PAGE)))
    return Page(things[(page - 1) * PAGE : page * PAGE], len(things), page)


# --- rows to correct --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BadCell:
    """One cell in an input of this name; `bad` when an error names it."""

    name: str
    value: str
    letter: str
    label: str
    bad: bool


@dataclass(frozen=True)
class BadRow:
    """`problems` are (what is wrong and what to do, the input that it is about)."""

    number: int
    sheet: str
    cells: tuple[BadCell, ...]
    problems: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        return f"loi-{self.cells[0].name}" if self.cells else f"loi-{self.number}"


@dataclass(frozen=True)
class BadTable:
    """Rows of one sheet below one header."""

    sheet: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[BadRow, ...]


def bad_rows(plan: dict[str, Any], page: int) -> tuple[Page[Any], list[BadTable]]:
    """A page of the rows that can be corrected one by one, with the other rows of the same household.

    Rows that only an unknown hamlet keeps out are not among them: they are settled together.
    """
    left = plan["left_out"]
    alone = {row["group"] for row in left["rows"] if any(error["place"] is None for error in row["errors"])}
    shown = page_of([row for row in left["rows"] if row["group"] in alone], page)
    tables = [
        _bad_table(left["tables"][number], list(rows))
        for number, rows in groupby(shown.rows, key=lambda row: int(row["table"]))
    ]
    return shown, tables


def _bad_table(table: dict[str, Any], rows: Sequence[dict[str, Any]]) -> BadTable:
    columns = tuple((letter, label) for _at, letter, label, _header in table["columns"])
    return BadTable(table["name"], columns, tuple(_bad_row(table, row) for row in rows))


def _bad_row(table: dict[str, Any], row: dict[str, Any]) -> BadRow:
    bad = {error["at"] for error in row["errors"]}
    cells = tuple(
        BadCell(f"o-{table['sheet']}-{row['row']}-{column}", value, letter, label, at in bad)
        for at, ((column, letter, label, _header), value) in enumerate(
            zip(table["columns"], row["cells"], strict=True)
        )
    )
    problems = tuple(
        (f"{error['message']}. {error['remedy']}", _input_of(error, cells)) for error in row["errors"]
    )
    return BadRow(row["row"] + 1, table["name"], cells, problems)


def _input_of(error: dict[str, Any], cells: Sequence[BadCell]) -> str:
    if not cells:
        return ""
    return cells[error["at"] if error["at"] is not None else 0].name


def lines(plan: dict[str, Any]) -> Iterator[str]:
    """Each refused row in one line: `Trang tính “Bản Nà”, dòng 17, cột C (Năm sinh): ...`."""
    left = plan["left_out"]
    for tab in left["tabs"]:
        name = f"Trang tính “{tab['name']}”" if tab["name"] else "Cả danh sách"
        yield f"{name}: {_lower(tab['message'])}. {tab['remedy']} ({tab['rows']} dòng)"
    for row in left["rows"]:
        table = left["tables"][row["table"]]
        for error in row["errors"]:
            counted = f" ({error['covers']} dòng)" if row["title"] and error["covers"] > 1 else ""
            said = f"{_lower(error['message'])}. {error['remedy']}{counted}"
            yield f"{_where(table, row, error)}: {said}"


def _where(table: dict[str, Any], row: dict[str, Any], error: dict[str, Any]) -> str:
    parts = [f"trang tính “{table['name']}”"] if table["name"] else []
    parts.append(f"dòng {row['row'] + 1}")
    if error["at"] is not None:
        _at, letter, label, _header = table["columns"][error["at"]]
        parts.append(f"cột {letter} ({label})" if label else f"cột {letter}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# --- households -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewLine:
    """A household that would be new; `born` is the head's year."""

    where: str
    head: str
    hamlet: str
    born: int | None
    address: str | None
    phone: str | None
    people: int


@dataclass(frozen=True)
class ChangedLine:
    """`changes` are (what, old, new) as a page shows them; old is empty where nothing was known."""

    id: str
    head: str
    hamlet: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class GoneLine:
    id: str
    head: str
    hamlet: str


def new_lines(plan: dict[str, Any], labels: dict[str, str], page: int) -> Page[NewLine]:
    found = page_of(plan["new"], page)
    return Page([_new_line(each, labels) for each in found.rows], found.total, found.page)


def _new_line(new: dict[str, Any], labels: dict[str, str]) -> NewLine:
    where = f"{new['sheet']}, dòng {new['row']}" if new["sheet"] else f"Dòng {new['row']}"
    born = new["people"][0][1] if new["people"] else None
    hamlet = labels.get(new["hamlet_id"], "")
    return NewLine(where, new["head"], hamlet, born, new["address"], new["phone"], len(new["people"]))


def changed_lines(plan: dict[str, Any], labels: dict[str, str], page: int) -> Page[ChangedLine]:
    found = page_of(plan["changed"], page)
    return Page([_changed_line(each, labels) for each in found.rows], found.total, found.page)


def _changed_line(change: dict[str, Any], labels: dict[str, str]) -> ChangedLine:
    shown = [_shown_change("", field, labels) for field in change["fields"]]
    for _id, name, fields in change["people"]:
        shown += [_shown_change(f"{name}: ", field, labels) for field in fields]
    for name, born, _relation, _form in change["people_new"]:
        shown.append(("Thêm người", "", f"{name}, {born}" if born else name))
    return ChangedLine(change["id"], change["head"], labels.get(change["hamlet_id"], ""), tuple(shown))


def _shown_change(whose: str, change: Sequence[Any], labels: dict[str, str]) -> tuple[str, str, str]:
    name, old, new = change
    if name == "hamlet_id":
        old, new = labels.get(old, old), labels.get(new, new)
    label = FIELDS[name] if not whose else FIELDS[name].lower()
    return f"{whose}{label}", "" if old is None else str(old), str(new)


def gone_lines(plan: dict[str, Any], labels: dict[str, str], page: int) -> Page[GoneLine]:
    """Households that are kept but that the list doesn't name."""
    found = page_of(plan["gone"], page)
    lines_ = [GoneLine(own, head, labels.get(hamlet, "")) for own, head, hamlet in found.rows]
    return Page(lines_, found.total, found.page)
