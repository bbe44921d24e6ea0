"""Reads one workbook inside a process of its own, with limits that it sets on itself.

Run by `sheet_reader` as a script (not as a module: the site is not loaded), the file on standard input, its
kind as argument: zip, ole, or csv (UTF-8 text). Writes one JSON object: {"sheets": [...]} or {"error": code,
...details}. A crash, a kill by a limit, anything else is for the reader to take as "too much".
"""

import csv
import datetime
import html
import io
import json
import os
import re
import resource
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY_BYTES = 300 * 1024 * 1024
CPU_SECONDS, WALL_SECONDS = 10, 20
MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 20_000, 200, 300
TITLE_ROWS = 50  # a sheet's titles, headers and signatures come on top of its rows of data
MAX_ENTRIES, MAX_UNPACKED_BYTES = 2_000, 120 * 1024 * 1024
MAX_CELLS, MAX_CELL_CHARS, MAX_CHARS = 800_000, 2_000, 30_000_000


class Refused(Exception):
    def __init__(self, code: str, **details: Any) -> None:
        self.answer = {"error": code, **details}
        super().__init__(code)


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    signal.alarm(WALL_SECONDS)
    os.nice(10)


# --- what the file claims, before anything is unpacked ----------------------------------------------------


def check_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise Refused("too-much")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("encrypted")
        _check_kind({entry.filename for entry in entries})
        names = _sheet_names(archive)
        for entry in entries:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                _check_worksheet(archive, entry, names.get(entry.filename, entry.filename))
            elif entry.filename == "content.xml":
                _check_open_document(archive, entry)


def _check_kind(names: set[str]) -> None:
    refused = {"word/document.xml": "word", "xl/vbaProject.bin": "macro", "xl/workbook.bin": "xlsb"}
    for name, code in refused.items():
        if name in names:
            raise Refused(code)
    if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
        raise Refused("archive" if names else "unreadable")


_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^<>]*?ref=["\'](?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})')
_PLACE = re.compile(rb'<(?:\w+:)?c\s[^<>]*?r=["\']([A-Z]{1,3})(\d{1,7})')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names on the tabs, by the entry that holds the sheet, as far as the workbook says it."""
    try:
        with archive.open("xl/workbook.xml") as book, archive.open("xl/_rels/workbook.xml.rels") as relations:
            tags = re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book.read(1 << 20).decode("utf-8", "replace"))
            links = re.findall(r"<Relationship\s[^<>]*>", relations.read(1 << 20).decode("utf-8", "replace"))
    except KeyError:
        return {}
    targets = {_attribute(link, "Id"): _attribute(link, "Target").removeprefix("/xl/") for link in links}
    return {f"xl/{targets.get(_attribute(tag, 'r:id'), '')}": _attribute(tag, "name") for tag in tags}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _check_worksheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """The sheet's own claim first, which costs one block; then where its cells and rows really are."""
    last_row = last_column = rows = 0
    for number, block in enumerate(_blocks(archive, entry)):
        places = _DIMENSION.findall(block) if number == 0 else []
        places += _PLACE.findall(block)
        rows += len(_ROW.findall(block))
        last_row = max([last_row, rows, *(int(row) for _column, row in places)])
        last_column = max([last_column, *(_column_number(column) for column, _row in places)])
        if number == 0:
            _check_size(name, last_row, last_column)
    _check_size(name, last_row, last_column)


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry in pieces that end at a tag's end, so that no tag is cut in two."""
    rest = b""
    with archive.open(entry) as stream:
        while piece := stream.read(1 << 18):
            cut = piece.rfind(b">") + 1
            yield rest + piece[:cut]
            rest = piece[cut:]
            if len(rest) > 1 << 20:
                raise Refused("too-much")
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_size(sheet: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS + TITLE_ROWS:
        raise Refused("too-many-rows", sheet=sheet, rows=rows)
    if columns > MAX_COLUMNS:
        raise Refused("too-many-columns", sheet=sheet, columns=columns)


_OD_TAG = re.compile(rb"<(?:\w+:)?(table-row|table-cell|table)(?=[\s>/])([^<>]*)>")
_OD_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_OD_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')


def _check_open_document(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Counts rows and cells that hold something, as often as the file says they repeat."""
    name, rows, repeat, columns, widest = "", 0, 0, 0, 0
    for block in _blocks(archive, entry):
        for tag, attributes in _OD_TAG.findall(block):
            if tag == b"table":
                _check_size(name, rows, widest)
                name, rows, widest = _attribute(attributes.decode("utf-8", "replace"), "table:name"), 0, 0
            elif tag == b"table-row":
                repeat, columns = _repeats(_OD_ROWS, attributes), 0
            elif b"value-type=" in attributes:
                rows, repeat = rows + repeat, 0
                columns += _repeats(_OD_COLUMNS, attributes)
                widest = max(widest, columns)
    _check_size(name, rows, widest)


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


# --- reading ----------------------------------------------------------------------------------------------


def read_workbook(data: bytes) -> list[dict[str, Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        visible = [each.name for each in workbook.sheets_metadata if each.visible is SheetVisibleEnum.Visible]
        if len(visible) > MAX_SHEETS:
            raise Refused("too-much")
        return [_read_sheet(workbook.get_sheet_by_name(name)) for name in visible]


def _read_sheet(sheet: CalamineSheet) -> dict[str, Any]:
    last_row, last_column = sheet.end or (0, 0)
    _check_size(sheet.name, last_row + 1, last_column + 1)
    rows = [plain_row(row) for row in sheet.to_python(skip_empty_area=False)]
    ranges = sheet.merged_cell_ranges or []
    return {"name": sheet.name, "rows": rows, "merged": [[*first, *last] for first, last in ranges[:50_000]]}


def read_csv(data: bytes) -> list[dict[str, Any]]:
    text = data.decode()
    declared = re.match(r"sep=(.)\r?\n", text)
    delimiter = declared[1] if declared else _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[Any]] = [[]] if declared and next(lines, None) else []
    for row in lines:
        rows.append(plain_row(row))
        _check_size("CSV", len(rows), len(row))
    return [{"name": "", "rows": rows, "merged": []}]


def _delimiter(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of columns."""

    def agreement(delimiter: str) -> int:
        rows = csv.reader(text[:100_000].splitlines()[:50], delimiter=delimiter)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return max(";\t,|", key=agreement)


def plain_row(cells: Iterable[Any]) -> list[Any]:
    row = [plain(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return row


def plain(cell: Any) -> Any:
    """JSON's own kinds: whole floats as int, dates as ISO text, blank as None, long text cut."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    if isinstance(cell, str):
        return cell[:MAX_CELL_CHARS] if cell.strip() else None
    return cell


def check_content(sheets: list[dict[str, Any]]) -> None:
    """What goes back to the site must stay small there too."""
    if sum(bool(row) for sheet in sheets for row in sheet["rows"]) > MAX_ROWS + TITLE_ROWS * len(sheets):
        total = sum(bool(row) for sheet in sheets for row in sheet["rows"])
        raise Refused("too-many-rows", sheet=sheets[0]["name"], rows=total)
    cells = [cell for sheet in sheets for row in sheet["rows"] for cell in row]
    if len(cells) > MAX_CELLS or sum(len(cell) for cell in cells if isinstance(cell, str)) > MAX_CHARS:
        raise Refused("too-much")
    if all(cell is None for cell in cells):
        raise Refused("empty")


def answer(kind: str, data: bytes) -> dict[str, Any]:
    try:
        if kind == "zip":
            check_zip(data)
        sheets = read_csv(data) if kind == "csv" else read_workbook(data)
        check_content(sheets)
    except Refused as refusal:
        return refusal.answer
    except PasswordError:
        return {"error": "encrypted"}
    except MemoryError:
        return {"error": "too-much"}
    except (CalamineError, zipfile.BadZipFile, csv.Error, ValueError, OSError, NotImplementedError, EOFError):
        return {"error": "unreadable"}
    return {"sheets": sheets}


def main() -> NoReturn:
    data = sys.stdin.buffer.read()
    limit_this_process()
    json.dump(answer(sys.argv[1], data), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.flush()
    os._exit(0)  # no tidying up of what is thrown away anyway


if __name__ == "__main__":
    main()
