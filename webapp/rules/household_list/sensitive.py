"""Data that a household list must not bring in (Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP).

Whole columns are known by their header; papers' numbers and sensitive remarks are also found inside the
columns that are kept.
"""

import re

from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import fold, normalize_phone

PAPERS = "số giấy tờ tùy thân"
REMARK = "ghi chú về giấy tờ, sức khỏe, hoàn cảnh, tổ chức"

_COLUMNS = {
    PAPERS: r"cccd|cmnd|cmt|can cuoc|dinh danh|chung minh|giay to|ho chieu|ma so cong dan|ngay cap|noi cap",
    "dân tộc": r"dan toc|dtts",
    "tôn giáo": r"ton giao|dao giao",
    "hộ nghèo, diện chính sách": r"ngheo|chinh sach|tro cap|bao tro|thu nhap|co cong|hoan canh",
    "sức khỏe, bảo hiểm y tế": r"suc khoe|khuyet tat|tan tat|benh|bhyt|y te|bao hiem|nhom mau",
    "đảng viên, đoàn viên, hội viên": r"dang vien|vao dang|doan vien|hoi vien|doan the|cong doan|^dang|^hoi",
    "tài khoản ngân hàng, mật khẩu": r"tai khoan|ngan hang|stk|mat khau|otp",
    "tọa độ, vị trí": r"toa do|gps|kinh do|vi do",
    "án tích": r"tien an|tien su|an tich",
}
_COLUMN_PATTERNS = {reason: re.compile(rf"\b(?:{words})\b") for reason, words in _COLUMNS.items()}


def forbidden_reason(header: str) -> str | None:
    """The kind of data under such a header when it must not be kept. `header` is a search key."""
    return next((reason for reason, words in _COLUMN_PATTERNS.items() if words.search(header)), None)


_REMARKS = re.compile(
    r"\b(?:ngheo|dtts|dan toc|ton giao|cong giao|tin lanh|phat giao|theo dao|khuyet tat|tan tat|tam than|benh"
    r"|ung thu|hiv|tai bien|cam diec|khiem thi|bhyt|bao hiem y te|dang vien|doan vien|hoi vien|tien an"
    r"|nghien|ma tuy|tai khoan|stk|cccd|cmnd|can cuoc|dinh danh|bao tro|nguoi co cong|thuong binh|liet si"
    r"|mat khau)\b"
)
_LONG_NUMBER = re.compile(
    r"(?<!\d)\d{12}(?!\d)|(?<!\d)(?<!\d[ .])(?:\d{9}|\d{3}[ .]\d{3}[ .]\d{3}[ .]\d{3})(?![ .]?\d)"
)


def is_paper_number(cell: Cell) -> bool:
    """True for 9 or 12 digits (also when a spreadsheet has eaten the zeros) that are no phone number."""
    digits = re.sub(r"[\s.]", "", str(cell if cell is not None else ""))
    if not digits.isdigit() or not digits.isascii():
        return False
    lost_zeros = isinstance(cell, int | float) and 9 <= len(digits) <= 12
    return (len(digits) in {9, 12} or lost_zeros) and normalize_phone(cell) is None


def is_private_remark(text: str) -> bool:
    """True for a note about someone's poverty, health, faith, membership, papers or accounts."""
    return bool(_REMARKS.search(fold(text)))


def without_paper_numbers(text: str) -> str:
    """The text without numbers of 9 or 12 digits."""
    kept = _LONG_NUMBER.sub(" ", text)
    return text if kept == text else re.sub(r"\s+", " ", kept).strip(" ,;:-")
