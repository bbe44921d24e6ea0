"""What one cell says, checked: a name, a birth year, a phone number, a number of people."""

import re
from datetime import date

from webapp.rules.household_list.sensitive import is_paper_number
from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import birth_year, fold, is_person_name, normalize_phone

LONGEST_NAME = 200
MOST_PEOPLE = 50
_LONGEST_PHONES = 60
_NOTHING = frozenset(
    {"", "-", "--", "x", "0", "o", "khong", "ko", "k", "khong co", "ko co", "chua co", "khong ro"}
)


class BadCell(Exception):
    """What is wrong with a cell and what to do, in plain words; never repeats a number of papers."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def says_nothing(cell: Cell) -> bool:
    return cell is None or fold(str(cell)).strip(" .") in _NOTHING


def checked_name(text: str, whose: str) -> str:
    """A person's name; `whose` is "chủ hộ" or "người trong hộ"."""
    if not text.strip():
        raise BadCell(f"Chưa điền tên {whose}", "Điền họ và tên vào ô này.")
    if len(text) > LONGEST_NAME:
        raise BadCell(
            f"Tên {whose} dài quá {LONGEST_NAME} chữ", "Chỉ ghi họ và tên, chuyển phần còn lại sang Ghi chú."
        )
    if not is_person_name(text):
        raise BadCell("Ô này không phải tên người", "Chỉ ghi họ và tên bằng chữ, bỏ chữ số và ký hiệu.")
    return text


def checked_birth_year(cell: Cell, today: date) -> int | None:
    """The year, or None when the cell is blank or says that nobody knows."""
    if says_nothing(cell):
        return None
    if (year := birth_year(cell, today)) is not None:
        return year
    shown = "" if is_paper_number(cell) else f" “{_short(cell)}”"
    raise BadCell(f"Năm sinh{shown} chưa đúng", f"Ghi đủ 4 chữ số, từ 1900 đến {today.year}, hoặc để trống.")


def checked_phone(cell: Cell) -> str | None:
    """The first number in the cell that is a phone number; None when the cell says there is none."""
    if says_nothing(cell):
        return None
    whole, text = normalize_phone(cell), str(cell)[:_LONGEST_PHONES]
    parts = [normalize_phone(part) for part in re.split(r"[,;/]|\s-\s|\bhoặc\b", text)]
    spaced = [normalize_phone(part) for part in text.split()]
    if phone := next((each for each in (whole, *parts, *spaced) if each), None):
        return phone
    if is_paper_number(cell):
        raise BadCell(
            "Ô này giống số giấy tờ, không phải số điện thoại", "Xóa số này, ghi số điện thoại hoặc để trống."
        )
    raise BadCell("Số điện thoại cần đủ 10 chữ số", "Ghi lại số bắt đầu bằng 0, hoặc để trống.")


def checked_size(cell: Cell) -> int | None:
    """The number of people of a household: 4, "04", "4 người"."""
    if says_nothing(cell):
        return None
    number = re.fullmatch(
        r"0*(\d{1,3})(?:\.0)?\s*(?:người|nguoi|khẩu|khau|nhân khẩu|nk)?", str(cell).strip(), re.I
    )
    if number and 1 <= int(number[1]) <= MOST_PEOPLE:
        return int(number[1])
    shown = "" if is_paper_number(cell) else f" “{_short(cell)}”"
    raise BadCell(
        f"Số nhân khẩu{shown} chưa đúng", f"Ghi bằng chữ số, từ 1 đến {MOST_PEOPLE}, hoặc để trống."
    )


def checked_text(text: str, what: str, longest: int) -> str | None:
    if len(text) > longest:
        raise BadCell(f"{what} dài quá {longest} chữ", "Ghi gọn lại.")
    return text or None


def _short(cell: Cell) -> str:
    text = str(cell)
    return text if len(text) <= 20 else f"{text[:19]}…"


_MALE, _FEMALE = frozenset({"nam", "ong", "trai"}), frozenset({"nu", "ba", "gai"})


def address_form_of(gender: str) -> str | None:
    """ "ông" or "bà" from a cell of the column Giới tính, which is itself not kept."""
    key = fold(gender)
    return "ông" if key in _MALE else "bà" if key in _FEMALE else None
