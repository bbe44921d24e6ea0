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
class Problem:
    """What is wrong, what to do, and the name of the input that it is about."""

    message: str
    remedy: str
    about: str


@dataclass(frozen=True)
class BadRow:
    number: int
    sheet: str
    cells: tuple[BadCell, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BadTable:
    """Rows of one sheet below one header; `columns` are (letter, label, width: from "s" to "l")."""

    sheet: str
    columns: tuple[tuple[str, str, str], ...]
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
    columns = tuple((letter, label, width) for _at, letter, label, _header, width in table["columns"])
    return BadTable(table["name"], columns, tuple(_bad_row(table, row) for row in rows))


def _bad_row(table: dict[str, Any], row: dict[str, Any]) -> BadRow:
    bad = {error["at"] for error in row["errors"]}
    cells = tuple(
        BadCell(f"o-{table['sheet']}-{row['row']}-{column}", value, letter, label, at in bad)
        for at, ((column, letter, label, *_), value) in enumerate(
            zip(table["columns"], row["cells"], strict=True)
        )
    )
    problems = tuple(
        Problem(error["message"], error["remedy"], _input_of(error, cells)) for error in row["errors"]
    )
    return BadRow(row["row"] + 1, table["name"], cells, problems)


def _input_of(error: dict[str, Any], cells: Sequence[BadCell]) -> str:
    if not cells:
        return ""
    return cells[error["at"] if error["at"] is not None else 0].name


@dataclass(frozen=True)
class UnknownPlace:
    """A hamlet that the list names and the commune's list doesn't, or a sheet that names none.

    `name` is the select's; `where` says which rows it settles.
    """

    name: str
    title: str
    where: str
    problem: str


def unknown_places(plan: dict[str, Any]) -> list[UnknownPlace]:
    left = plan["left_out"]
    tabs: dict[int, UnknownPlace] = {}
    for each in left["tabs"]:
        title = f"Trang “{each['name']}”" if each["name"] else "Danh sách này"
        place = UnknownPlace(f"t-{each['sheet']}", title, f"{each['rows']} dòng", _problem(each))
        tabs.setdefault(each["sheet"], place)
    return [*tabs.values(), *(_unknown_place(n, each) for n, each in enumerate(left["places"]))]


FEW_ROWS = 8


def _unknown_place(number: int, place: dict[str, Any]) -> UnknownPlace:
    rows = place["rows"]
    some = ", ".join(str(row) for row in rows[:FEW_ROWS]) + (" ..." if len(rows) > FEW_ROWS else "")
    sheet = f"trang “{place['name']}”, " if place["name"] else ""
    title = f"“{place['value']}”" if place["value"] else "Ô trống"
    return UnknownPlace(f"n-{number}", title, f"{sheet}{len(rows)} dòng: {some}", _problem(place))


def _problem(place: dict[str, Any]) -> str:
    """What is wrong, with the nearest name when there is one."""
    guess, mark, _rest = place["remedy"].partition("? ")
    return f"{place['message']}." + (f" {guess}?" if mark else "")


def told_lines(plan: dict[str, Any]) -> Iterator[str]:
    """What was dropped or converted, a line each."""
    told = plan["told"]
    sheets: dict[tuple[str, str], list[str]] = {}
    for sheet, column, header, reason in told["dropped"]:
        sheets.setdefault((header or column, reason), []).append(sheet)
    for (header, reason), names in sheets.items():
        where = f" ở {len(names)} trang tính" if len(names) > 1 else ""
        yield f"Không lưu cột “{header}”{where}: {reason}."
    for sheet, row, column, reason in told["removed"]:
        yield f"Đã xóa trong ô: {_place(sheet)}dòng {row}, cột {column}: {reason}."
    for font, count in told["fonts"].items():
        yield f"Đã đổi {count} ô từ phông {font} sang Unicode."
    yield from told["notes"]


def _place(sheet: str) -> str:
    return f"trang tính “{sheet}”, " if sheet else ""


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
    parts = [f"{_place(table['name'])}dòng {row['row'] + 1}"]
    if error["at"] is not None:
        _at, letter, label, *_ = table["columns"][error["at"]]
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
    people = new["size"] or len(new["people"])
    return NewLine(where, new["head"], hamlet, born, new["address"], new["phone"], people)


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
