"""Whether two ways of numbering certificates could ever print the same number in one year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from webapp.rules.certificates import format_number, read_number

_SERIAL = re.compile(r"\{serial(?::0?\d?d)?\}")


def may_meet(one: str, other: str, *, year: int, commune: str) -> bool:
    """Whether two titles' patterns could give the same number, each from a counter of its own.

    Says yes in doubt: what stands before and after the serial is the same, or differs by digits only.
    """
    (start, end), (other_start, other_end) = _ends(one, year, commune), _ends(other, year, commune)
    return _digits_apart(start, other_start) and _digits_apart(end[::-1], other_end[::-1])


def may_return(before: str, after: str, *, year: int, commune: str) -> bool:
    """Whether a title that changes its pattern in mid-year could print a number a second time.

    One counter goes on, so the same text around it never repeats; a digit more or less beside it can.
    """
    same_text = _ends(before, year, commune) == _ends(after, year, commune)
    return not same_text and may_meet(before, after, year=year, commune=commune)


def serial_in(pattern: str, number: str, *, year: int, commune: str) -> int | None:
    """The serial with which this pattern would print that number; None when it never would."""
    bare = read_number(number)
    texts = [re.escape(each) for each in _texts(pattern, year, commune)]
    found = re.fullmatch(r"(\d+)".join(texts), bare, re.ASCII)
    if found is None:
        return None
    again = format_number(pattern, serial=int(found[1]), year=year, commune=commune)
    return int(found[1]) if read_number(again) == bare else None


def printed_again(pattern: str, numbers: Iterable[str], *, last: int, year: int, commune: str) -> str | None:
    """The first of the numbers given already that the pattern would still print after serial `last`."""
    for number in numbers:
        serial = serial_in(pattern, number, year=year, commune=commune)
        if serial is not None and serial > last:
            return number
    return None


def _texts(pattern: str, year: int, commune: str) -> list[str]:
    """What is printed around the serials, as `read_number` compares it."""
    return [
        read_number(format_number(text, serial=0, year=year, commune=commune))
        for text in _SERIAL.split(pattern)
    ]


def _ends(pattern: str, year: int, commune: str) -> tuple[str, str]:
    texts = _texts(pattern, year, commune)
    return texts[0], texts[-1]


def _digits_apart(one: str, other: str) -> bool:
    """Whether one text is the other with nothing, or digits only, behind it."""
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    extra = long[len(short) :]
    return long.startswith(short) and (not extra or extra.isdigit())
