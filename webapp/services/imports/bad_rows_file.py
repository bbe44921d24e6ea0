"""The rows left out, as a workbook to correct and choose again: tabs, titles and headers as they were."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import xlsxwriter

ADVICE = "Cần sửa"
LONGEST_TAB = 31
HEADER = 3


def bad_rows_file(plan: dict[str, Any]) -> bytes:
    """An .xlsx whose every cell is text, so that nothing in it is ever a formula."""
    buffer = io.BytesIO()
    left = plan["left_out"]
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        taken: set[str] = set()
        for _sheet, rows in groupby(left["rows"], key=lambda row: left["tables"][row["table"]]["sheet"]):
            some = list(rows)
            name = _tab_name(left["tables"][some[0]["table"]]["name"], taken)
            _Tab(book, book.add_worksheet(name), left["tables"]).write(some)
        if not book.worksheets():
            book.add_worksheet("Không có dòng lỗi")
    return buffer.getvalue()


def _tab_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet takes and that is still free."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:LONGEST_TAB] or "Danh sách"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain[: LONGEST_TAB - 5]} ({number})", number + 1
    taken.add(found.casefold())
    return found


class _Tab:
    """Writes one worksheet from top to bottom."""

    def __init__(self, book: Any, sheet: Any, tables: Sequence[dict[str, Any]]) -> None:
        font = {"font_name": "Times New Roman", "font_size": 13, "valign": "top", "num_format": "@"}
        self.plain = book.add_format(font)
        self.strong = book.add_format({**font, "bold": True})
        self.bad = book.add_format({**font, "bg_color": "#FDECEA", "border": 1})
        self.advice = book.add_format({**font, "font_color": "#97140F"})
        self.sheet, self.tables, self.at = sheet, tables, 0

    def write(self, rows: Sequence[dict[str, Any]]) -> None:
        said = {row["row"]: row["errors"] for row in rows if row["title"]}
        if place := self.tables[rows[0]["table"]]["place"]:
            self._line([f"Danh sách hộ {place}"], self.strong)
        for row in rows:
            table = self.tables[row["table"]]
            if not row["title"]:
                self._above(table, row, said)
                self._row(table, row)
            elif row["alone"]:
                self._line([" ".join(row["cells"])], self.strong, row["errors"])
        widest = max(len(self.tables[row["table"]]["columns"]) for row in rows)
        self.sheet.set_column(0, widest, 22, self.plain)
        self.sheet.set_column(widest + 1, widest + 1, 90, self.plain)

    def _above(self, table: dict[str, Any], row: dict[str, Any], said: dict[int, Any]) -> None:
        """The header, and the titles and headings over it, where they belong above this row."""
        for place, text in row["above"]:
            if text is not None:
                self._line([text], self.strong, said.get(place, ()))
            elif any(column[HEADER] for column in table["columns"]):
                headers = [column[HEADER] for column in table["columns"]]
                self._line(headers, self.strong)
                if len(headers) > 1:
                    self.sheet.write_string(self.at - 1, len(headers) + 1, ADVICE, self.strong)

    def _row(self, table: dict[str, Any], row: dict[str, Any]) -> None:
        bad = {error["at"] for error in row["errors"]}
        self._line(row["cells"], self.plain)
        for column, text in enumerate(row["cells"]):
            if column in bad:
                self.sheet.write_string(self.at - 1, column, text, self.bad)
        advice = " ".join(f"{error['message']}. {error['remedy']}" for error in row["errors"])
        self.sheet.write_string(
            self.at - 1, len(table["columns"]) + 1, f"Dòng {row['row'] + 1} cũ. {advice}".strip(), self.advice
        )

    def _line(self, cells: Sequence[str], look: Any, errors: Sequence[dict[str, Any]] = ()) -> None:
        """Advice about a title stands in a comment: beside it, it would be read as part of the title."""
        for column, text in enumerate(cells):
            self.sheet.write_string(self.at, column, text, look)
        if errors:
            advice = " ".join(f"{error['message']}. {error['remedy']}" for error in errors)
            self.sheet.write_comment(self.at, 0, advice, {"x_scale": 2})
        self.at += 1
