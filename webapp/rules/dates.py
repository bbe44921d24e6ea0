"""Dates as Vietnamese papers write and lists carry them."""

import re
from datetime import date, timedelta

FIRST_BIRTH_YEAR = 1900
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*)?")
_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMBER = re.compile(r"\d{4,6}(?:[.,]\d+)?")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def administrative_date(day: date) -> str:
    """ "ngày 05 tháng 3 năm 2026": a zero only before days under 10 and months 1 and 2 (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def show_date(day: date) -> str:
    """ "05/03/2026"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def parse_date(text: str) -> date | None:
    """A day written dd/mm/yyyy (or with dots, hyphens), ISO, or "ngày 05 tháng 3 năm 2026"; else None."""
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in iso.groups())
    elif written := _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text):
        day, month, year = (int(part) for part in written.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def birth_year(raw: object, today: date) -> int | None:
    """The year in a cell that holds a year, a date, a spreadsheet's day number, or text with one year.

    None when there is none, or it lies outside 1900 to this year. The day and month are never kept.
    """
    year = _year_in(raw, today)
    return year if year is not None and FIRST_BIRTH_YEAR <= year <= today.year else None


def _year_in(raw: object, today: date) -> int | None:
    if isinstance(raw, date):
        return raw.year
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _year_of_number(raw, today)
    text = str(raw or "").strip()
    if _NUMBER.fullmatch(text):
        return _year_of_number(float(text.replace(",", ".")), today)
    years = _FOUR_DIGITS.findall(text)
    return int(years[0]) if len(years) == 1 else None


def _year_of_number(number: float, today: date) -> int | None:
    """A number up to the end of this century is a year; a bigger one counts days since 30/12/1899."""
    if not FIRST_BIRTH_YEAR <= number <= (today - _EXCEL_DAY_ZERO).days:
        return None
    if number <= 2100:
        return int(number)
    return (_EXCEL_DAY_ZERO + timedelta(days=int(number))).year
