"""The register and the receipt list as Excel workbooks; every cell is text, so nothing in it is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from webapp.services.handing_out import Sheet
from webapp.services.register import Book, Line

Column = tuple[str, int]
"""A heading and its width in letters."""
REGISTER: tuple[Column, ...] = (
    ("Số vào sổ", 18), ("Họ và tên", 30), ("Thôn, tổ dân phố", 26), ("Quyết định", 28), ("Ngày cấp", 12),
    ("Ngày trao", 12), ("Ghi chú", 60),
)  # fmt: skip
RECEIPTS: tuple[Column, ...] = (
    ("STT", 6), ("Thôn, tổ dân phố", 26), ("Họ và tên", 30), ("Số vào sổ", 18), ("Ngày nhận", 14),
    ("Người nhận ký, ghi rõ họ tên", 34), ("Ghi chú", 24),
)  # fmt: skip


def register_workbook(book: Book, lines: Sequence[Line]) -> bytes:
    """Every number of a title and year, with what became of it."""
    rows = (
        (each.number, each.recipient, each.address, each.decision, each.issued_on, each.handed_out_on,
         each.remark)
        for each in lines
    )  # fmt: skip
    return _workbook(f"Sổ cấp giấy công nhận “{book.title.name}” năm {book.year}", REGISTER, rows)


def receipts_workbook(sheets: Sequence[Sheet]) -> bytes:
    """By hamlet and given name, with room for signatures."""
    rows = (
        (str(number), each.paper.frozen["address"].split(",")[0], each.paper.frozen["recipient"],
         each.paper.number, each.handed_out_on, "", "")
        for number, each in enumerate(sheets, start=1)
    )  # fmt: skip
    return _workbook("Danh sách ký nhận giấy công nhận", RECEIPTS, rows)


def _workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "num_format": "@"}
        plain = book.add_format({**font, "text_wrap": True, "border": 1})
        strong = book.add_format({**font, "bold": True, "text_wrap": True, "border": 1})
        sheet = book.add_worksheet("Danh sách")
        sheet.write_string(0, 0, title, book.add_format({**font, "bold": True, "font_size": 14}))
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, heading, strong)
        for number, row in enumerate(rows, start=3):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell, plain)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&CTrang &P/&N")
    return buffer.getvalue()
