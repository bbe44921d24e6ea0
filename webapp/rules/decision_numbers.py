"""The number of a signed decision: "142" becomes "142/QĐ-UBND", and what no paper carries is refused."""

import re

from webapp.rules.vietnamese import clean_text, fold

USUAL_ENDING = "QĐ-UBND"
_AROUND_SIGNS = re.compile(r"\s*([/-])\s*")
_SIGNS = "/-.&"
_SERIAL = re.compile(r"\d{1,6}[^\W\d_]?")
_WHOLE = re.compile(r"\d{1,6}[^\W\d_]?(?:/[^\W_]+(?:[-.& ][^\W_]+)*)+")
_ENDING = re.compile(r"[^\W_]+(?:[-.& /][^\W_]+)*")


def whole_number(typed: str, ending: str = USUAL_ENDING) -> str:
    """A number as the paper carries it: spaces around signs dropped, a bare serial completed."""
    number = _AROUND_SIGNS.sub(r"\1", clean_text(typed)).strip("/")
    if _SERIAL.fullmatch(number):
        return f"{number}/{ending}"
    return number.upper() if number.islower() else number


def number_key(number: str) -> str:
    """Equal where two papers carry the same number: "077/QĐ-UBND" and "77/qd-ubnd" are one."""
    return _AROUND_SIGNS.sub(r"\1", fold(number)).lstrip("0")


def decision_number_problem(number: str, ending: str = USUAL_ENDING) -> str | None:
    """Why this can't be a decision's number, with the form it has; None when it can."""
    like = f"Ghi số, rồi ký hiệu sau dấu gạch chéo, ví dụ 142/{ending}."
    if strange := next((sign for sign in number if not sign.isalnum() and sign not in f" {_SIGNS}"), ""):
        return f"Số quyết định có ký tự “{strange}” không dùng được. {like}"
    return None if _WHOLE.fullmatch(number) else f"Số quyết định chưa đúng dạng. {like}"


def ending_problem(ending: str) -> str | None:
    """Why this can't stand after the serial and its slash; None when it can."""
    if _ENDING.fullmatch(ending):
        return None
    return f"Ký hiệu chỉ gồm chữ, số và dấu gạch, ví dụ {USUAL_ENDING}."
