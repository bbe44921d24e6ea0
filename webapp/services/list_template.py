"""The sheet that an officer downloads, fills in and imports."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from webapp.rules.household_list.places import KIND_WORDS
from webapp.rules.vietnamese import sort_key

LIST_SHEET, GUIDE_SHEET, CHOICES_SHEET = "Danh sách", "Hướng dẫn", "Danh mục"
_COLUMNS = (
    ("STT", 7),
    ("Họ và tên chủ hộ", 30),
    ("Năm sinh", 11),
    ("{kinds}", 26),
    ("Địa chỉ", 30),
    ("Số điện thoại", 17),
    ("Số nhân khẩu", 11),
    ("Ghi chú", 30),
)
_HAMLET, _PHONE, _SIZE = 3, 5, 6
_HEADER_ROW, _FIRST_ROW, _LAST_ROW = 2, 5, 20_004
_EXAMPLES = (
    ("Ví dụ", "Nguyễn Văn Ví Dụ", 1965, "{hamlet}", "Số nhà 12", "0900 000 001", 4, "Nhà đầu ngõ"),
    ("Ví dụ", "H'Ví Dụ Niê", 1980, "{hamlet}", "", "", 5, ""),
)
_GUIDE = (
    "Mỗi hộ ghi một dòng ở trang Danh sách, bắt đầu từ dòng trống đầu tiên. Các dòng Ví dụ không được nhập.",
    "Chỉ cần họ và tên chủ hộ, và nơi ở (cột {kinds}: bấm vào ô rồi chọn). Các ô khác có thể để trống.",
    "Năm sinh ghi đủ 4 chữ số, ví dụ 1965. Ghi cả ngày sinh cũng được, trang chỉ giữ lại năm.",
    "Số điện thoại có 10 chữ số, bắt đầu bằng 0.",
    "Không ghi số căn cước, dân tộc, tôn giáo, hộ nghèo, sức khỏe, đảng viên, tài khoản: sẽ bị bỏ.",
    "Muốn nhập cả người trong hộ: thêm cột Quan hệ với chủ hộ, mỗi người một dòng, chủ hộ đứng trước.",
    "Danh sách xã đang có cũng nhập được (.xlsx, .xls, .ods, .csv), không cần chép sang tệp này.",
    "Mỗi tệp tối đa 20.000 dòng và 5 MB.",
)


def build_template(commune_name: str, hamlets: Sequence[str]) -> bytes:
    """An .xlsx with a header, two examples (left out on import) and a choice of hamlets ("Thôn 3")."""
    buffer = io.BytesIO()
    names = sorted(hamlets, key=sort_key)
    words = {"kinds": _kinds(names), "hamlet": names[0] if names else "Thôn 1"}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = _Looks(book)
        sheet = book.add_worksheet(LIST_SHEET)
        guide = book.add_worksheet(GUIDE_SHEET)
        choices = book.add_worksheet(CHOICES_SHEET)
        _write_list(sheet, commune_name, words, looks)
        _write_guide(guide, words, looks)
        _offer_hamlets(sheet, choices, names)
    return buffer.getvalue()


def _kinds(names: Sequence[str]) -> str:
    """What stands over the hamlets: "Thôn", or "Buôn/Thôn" where there are several kinds."""
    longest_first = sorted(KIND_WORDS, key=len, reverse=True)
    kinds = [
        next((k for k in longest_first if name.casefold().startswith(f"{k} ")), "thôn") for name in names
    ]
    return "/".join(dict.fromkeys(kind.capitalize() for kind in kinds)) or "Thôn"


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "Times New Roman", "font_size": 13, "valign": "top", "text_wrap": True}
        self.plain = book.add_format(font)
        self.title = book.add_format({**font, "bold": True, "font_size": 14, "text_wrap": False})
        self.header = book.add_format(
            {**font, "bold": True, "border": 1, "bg_color": "#E9EDF8", "align": "center"}
        )
        self.example = book.add_format({**font, "italic": True, "font_color": "#5B5549"})
        self.text = book.add_format({**font, "num_format": "@"})


def _write_list(sheet: Any, commune_name: str, words: dict[str, str], looks: _Looks) -> None:
    sheet.write_string(0, 0, f"DANH SÁCH HỘ GIA ĐÌNH – {commune_name.upper()}", looks.title)
    for column, (header, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width, looks.text if column == _PHONE else looks.plain)
        sheet.write_string(_HEADER_ROW, column, header.format(**words), looks.header)
    for offset, example in enumerate(_EXAMPLES, start=1):
        for column, value in enumerate(example):
            shown = value.format(**words) if isinstance(value, str) else value
            sheet.write(_HEADER_ROW + offset, column, shown, looks.example)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _write_guide(sheet: Any, words: dict[str, str], looks: _Looks) -> None:
    sheet.set_column(0, 0, 110, looks.plain)
    sheet.write_string(0, 0, "Cách điền và nhập danh sách", looks.title)
    for row, line in enumerate(_GUIDE, start=1):
        sheet.write_string(row, 0, f"{row}. {line.format(**words)}", looks.plain)


def _offer_hamlets(sheet: Any, choices: Any, names: Sequence[str]) -> None:
    """The hamlets stand on a hidden sheet; a list inside the rule itself may have 255 characters only."""
    choices.hide()
    choices.write_column(0, 0, names)
    if names:
        sheet.data_validation(
            _FIRST_ROW,
            _HAMLET,
            _LAST_ROW,
            _HAMLET,
            {
                "validate": "list",
                "source": f"='{CHOICES_SHEET}'!$A$1:$A${len(names)}",
                "error_title": "Chưa có trong danh sách",
                "error_message": "Bấm mũi tên bên phải ô rồi chọn.",
            },
        )
    sheet.data_validation(
        _FIRST_ROW,
        _SIZE,
        _LAST_ROW,
        _SIZE,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": 50,
            "error_title": "Số nhân khẩu",
            "error_message": "Ghi bằng chữ số, từ 1 đến 50.",
        },
    )
