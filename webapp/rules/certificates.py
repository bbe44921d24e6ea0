"""What a certificate says: its number, its check code, the words frozen at issue, and lines that fit.

Plain values in, plain values out. What the paper looks like is a layout's business (`webapp/web/pdf`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from webapp.rules.vietnamese import clean_text

# --- the number -------------------------------------------------------------------------------------------

NUMBER_FIELDS = ("serial", "yy", "year", "commune")
_NUMBER_FIELD = re.compile(r"\{(\w+)(?::0?(\d)d)?\}")
_ODD_IN_NUMBER = re.compile(r"[^\w /.-]|_")
_WIDEST_SERIAL = 999_999


def format_number(pattern: str, *, serial: int, year: int, commune: str) -> str:
    """ "GDS-{yy}-{serial:05d}" -> "GDS-26-00412". Fields: serial, yy, year, commune (its code)."""
    values = {"serial": str(serial), "yy": f"{year % 100:02d}", "year": str(year), "commune": commune}
    return _NUMBER_FIELD.sub(lambda found: values[found[1]].zfill(int(found[2] or 0)), pattern)


def number_format_problem(pattern: str) -> str | None:
    """Why a commune can't use this pattern, in a sentence for its form; None when it can."""
    if unclosed := re.search(r"\{[^{}]*(?=\{|$)", pattern):
        return f"Thiếu dấu }} để đóng “{unclosed[0]}”. Mỗi ô mở bằng {{ và đóng bằng }}."
    names = [found[1] for found in _NUMBER_FIELD.finditer(pattern)]
    rest = _NUMBER_FIELD.sub("", pattern)
    if unknown := [name for name in names if name not in NUMBER_FIELDS]:
        return f"Không có ô {{{unknown[0]}}}. Dùng {{serial}}, {{serial:05d}}, {{yy}}, {{year}}, {{commune}}."
    if "serial" not in names:
        return "Cần có {serial} (số thứ tự) để mỗi giấy một số, ví dụ GDS-{yy}-{serial:05d}."
    if not {"yy", "year"} & set(names):
        return "Cần có {yy} hoặc {year} (năm), vì số thứ tự bắt đầu lại từ 1 mỗi năm."
    if "{" in rest or "}" in rest or pattern != clean_text(pattern):
        return (
            "Dấu ngoặc nhọn chỉ dùng cho {serial}, {yy}, {year}, {commune}; bỏ khoảng trắng thừa ở hai đầu."
        )
    if odd := _ODD_IN_NUMBER.search(rest):
        return f"Không dùng được dấu “{odd[0]}” trong số. Chỉ ghi chữ, chữ số, dấu cách, dấu / - và dấu chấm."
    if len(format_number(pattern, serial=_WIDEST_SERIAL, year=2026, commune="00000")) > 40:
        return "Số dài quá 40 ký tự."
    return None


def ready_formats(letters: str) -> tuple[str, ...]:
    """What communes use, to choose from: GDS-26-00001, 00001/2026, 01/2026/GDS."""
    return (f"{letters}-{{yy}}-{{serial:05d}}", "{serial:05d}/{year}", f"{{serial:02d}}/{{year}}/{letters}")


def read_number(typed: str) -> str:
    """A number as someone types it from the paper, made comparable: no spaces, one case, plain hyphens."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s", "", clean_text(typed))).upper()


# --- the check code ---------------------------------------------------------------------------------------

CHECK_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
CHECK_CODE_LENGTH = 8
CHECK_CODE_BITS = 40
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_code(bits: int) -> str:
    """Forty random bits (`secrets.randbits(CHECK_CODE_BITS)`) as eight characters for typing."""
    digits = ((bits >> shift) & 31 for shift in range(CHECK_CODE_BITS - 5, -1, -5))
    return "".join(CHECK_CODE_ALPHABET[digit] for digit in digits)


def show_check_code(code: str) -> str:
    """ "7K3M9QWE" -> "7K3M-9QWE", as it is printed."""
    return f"{code[:4]}-{code[4:]}"


def read_check_code(typed: str) -> str | None:
    """The code that someone meant: any case, spaces or hyphens, O for 0, I or L for 1; None if it is none."""
    bare = re.sub(r"[\W_]", "", typed.upper()).translate(_LOOKALIKES)
    valid = len(bare) == CHECK_CODE_LENGTH and set(bare) <= set(CHECK_CODE_ALPHABET)
    return bare if valid else None


# --- what is frozen at issue ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CertificateFields:
    """All that the paper says and the public page repeats, frozen when the number is given.

    Build it with `freeze`, keep it as `as_json()`, read it back with `fields_from_json`.
    """

    heading: str  # GIẤY CÔNG NHẬN
    authority: str  # Chủ tịch Ủy ban nhân dân xã Liên Minh
    verb: str  # Công nhận
    prefix: str  # Gia đình ông (bà), or the family's own form of address
    recipient: str
    address: str  # hamlet, commune, province
    achieves: str  # đạt tiêu chuẩn
    honour: str  # Gia đình số
    year: int
    decision_number: str
    decision_on: date
    number: str
    check_code: str  # without the hyphen
    place: str
    issued_on: date
    signature_lines: tuple[str, ...]
    signer: str
    born: int | None = None  # a person's year of birth, where the design of the issue prints it

    def as_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def last_valid_day(issued_on: date, years: int) -> date | None:
    """The last day of a certificate that is valid for so many years; None for ever."""
    if not years:
        return None
    leap_day = (issued_on.month, issued_on.day) == (2, 29)
    return issued_on.replace(year=issued_on.year + years, day=28 if leap_day else issued_on.day)


def freeze(**values: Any) -> CertificateFields:
    """The fields with every text composed (NFC), on one line, without control and direction marks."""
    return CertificateFields(**{name: _cleaned(value) for name, value in values.items()})


def fields_from_json(data: Mapping[str, Any]) -> CertificateFields:
    """Read what `as_json` gave. Raises KeyError when something is missing: a frozen paper has no defaults.

    Only the year of birth came later; before, no paper carried it.
    """
    values = {field.name: data[field.name] for field in fields(CertificateFields) if field.name != "born"}
    values["born"] = data.get("born")
    for name in ("decision_on", "issued_on"):
        values[name] = date.fromisoformat(values[name])
    return CertificateFields(**values | {"signature_lines": tuple(values["signature_lines"])})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, tuple | list):
        return tuple(line for each in value if (line := clean_text(each)))
    return value


# --- lines that fit ---------------------------------------------------------------------------------------

Measure = Callable[[str], float]
"""The width of a text set at size 1, in the unit of the size (points a point)."""


@dataclass(frozen=True, slots=True)
class FitStep:
    size: float  # points
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """A text broken into lines at a size; `cut` when not even the last step holds it whole."""

    size: float
    lines: tuple[str, ...]
    cut: bool = False


def fit(text: str, measure: Measure, width: float, steps: Sequence[FitStep]) -> Fit:
    """The first of `steps` at which the text stays within `width` (in the unit of the sizes).

    Lines break at spaces and are balanced; a word longer than a line breaks between letters, never between
    a letter and its marks. What no step holds is cut with an ellipsis at the last one.
    """
    words = [(word, measure(word)) for word in text.split()]
    space = measure(" ")
    for step in steps:
        limit = width / step.size
        if step.lines == 1 and measure(" ".join(text.split())) <= limit:
            return Fit(step.size, (" ".join(text.split()),))
        breakable = step is steps[-1] or step.lines > 2
        pieces = _short_pieces(words, measure, limit) if breakable else words
        if step.lines > 1 and (lines := _balanced(pieces, space, limit, step.lines)):
            return Fit(step.size, tuple(lines))
    return _cut(words, measure, space, width / steps[-1].size, steps[-1])


def _balanced(pieces: list[tuple[str, float]], space: float, limit: float, most: int) -> list[str] | None:
    """At most `most` lines within `limit`, as even as possible; None when it can't be done."""
    best = _wrap(pieces, space, limit)
    if len(best) > most or any(width > limit for _, width in pieces):
        return None
    count, low, high = len(best), 0.0, limit
    for _ in range(12):
        middle = (low + high) / 2
        attempt = _wrap(pieces, space, middle)
        if len(attempt) <= count and all(width <= middle for _, width in pieces):
            best, high = attempt, middle
        else:
            low = middle
    return best


def _wrap(pieces: list[tuple[str, float]], space: float, limit: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for piece, width in pieces:
        if lines and used + space + width <= limit:
            lines[-1] += f" {piece}"
            used += space + width
        else:
            lines.append(piece)
            used = width
    return lines


def _short_pieces(words: list[tuple[str, float]], measure: Measure, limit: float) -> list[tuple[str, float]]:
    pieces: list[tuple[str, float]] = []
    for word, width in words:
        pieces += [(word, width)] if width <= limit else _pieces_of(word, measure, limit)
    return pieces


def _pieces_of(word: str, measure: Measure, limit: float) -> list[tuple[str, float]]:
    pieces = [("", 0.0)]
    for letter in re.findall(r".[\u0300-\u036f]*", word):
        width = pieces[-1][1] + measure(letter)
        if pieces[-1][0] and width > limit:
            pieces.append((letter, measure(letter)))
        else:
            pieces[-1] = (pieces[-1][0] + letter, width)
    return pieces


def _cut(words: list[tuple[str, float]], measure: Measure, space: float, limit: float, step: FitStep) -> Fit:
    lines = _wrap(_short_pieces(words, measure, limit), space, limit)[: step.lines]
    last = unicodedata.normalize("NFC", lines[-1])
    while last and measure(f"{last}…") > limit:
        last = last[:-1]
    return Fit(step.size, (*lines[:-1], f"{last}…"), cut=True)
