"""Lines that stand above rows of a list and hold for them: hamlets, heads of households, titles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.rules.household_list.endings import Phrases
from webapp.rules.household_list.places import KIND_WORDS, Hamlets
from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import fold


@dataclass(frozen=True)
class Heading:
    """What a heading line says about the rows below it; `row` counts from 0. Unsaid fields are None."""

    row: int
    hamlet: str | None = None
    head: str | None = None
    address: str | None = None
    phone: str | None = None
    number: str | None = None


_KINDS = "|".join(sorted({fold(word) for word in KIND_WORDS} | {"tdp", "kp"}, key=len, reverse=True))
_KEYS = re.compile(
    rf"\b(?:(?P<hamlet>(?:ten )?(?:{_KINDS})(?:\s*[/,-]\s*(?:{_KINDS}))*)"
    r"|(?P<head>(?:ho(?: va)? ten )?(?:chu ho|ho ong|ho ba|ho ong\s*\(ba\))(?: so \d+)?)"
    r"|(?P<address>dia chi[^:]{0,20}|noi o[^:]{0,20}|cho o[^:]{0,20})"
    r"|(?P<phone>so dien thoai|dien thoai|sdt|dt)"
    r"|(?P<number>(?:so|ma) ho(?: khau| gia dinh)?|ho so)"
    r"|(?:xa|phuong|dac khu|huyen|quan|tinh|thanh pho))\s*:"
)
_DIGITS = re.compile(r"\d{1,4}\W*")
_ENUMERATOR = re.compile(r"^(?:[IVX]+|[A-Z]|\d{1,2}|[-*+•])\s*[.)/:-]*\s+|^(?:[IVX]+|[A-Z]|\d{1,2})[.)]\s*")
_COUNT_BEHIND = re.compile(r"\s*[:(\-–]\s*\d+\s*(?:hộ|ho|khẩu|nhân khẩu).*$", re.IGNORECASE)
_MOST_CELLS, _MOST_WORDS, _LONGEST_LINE = 8, 8, 500


def heading_of(row: Sequence[Cell], index: int, hamlets: Hamlets) -> Heading | None:
    """The heading that this row is; None for a row of data (more cells, or no key and no hamlet)."""
    cells = [str(cell) for cell in row if cell is not None]
    text = " ".join(cells)
    if len(cells) > _MOST_CELLS or len(text) > _LONGEST_LINE:
        return None
    if ":" in text and (said := _said(text)):
        return Heading(index, **said)
    if len(cells) == 1 and _TITLE.matches(text):
        within = hamlets.find_within(text)
        return Heading(index, hamlet=hamlets.labels[within] if within else None)
    if len(cells) == 1 or (len(cells) == 2 and _ENUMERATOR.fullmatch(f"{cells[0]} ")):
        name = _COUNT_BEHIND.sub("", _ENUMERATOR.sub("", text)).strip(" :.-")
        numbered = len(cells) == 2 and _DIGITS.fullmatch(cells[0]) is not None
        return Heading(index, hamlet=name) if _is_hamlet_line(name, hamlets, numbered=numbered) else None
    return None


_TITLE = Phrases(
    r"danh sách\b|.* danh sách\b|phụ lục\b|cộng h(?:òa|oà) xã hội|độc lập\W+tự do|ủy ban nhân dân|ubnd\b"
)
_BEGINS = 6


def _said(text: str) -> dict[str, str]:
    """{"hamlet": "3", "head": "Nguyễn Văn A"} from "Thôn/xóm: 3, Họ và tên chủ hộ: Nguyễn Văn A"."""
    bare = "".join(fold(char) if len(fold(char)) == 1 else char for char in text)
    found = list(_KEYS.finditer(bare))
    said: dict[str, str] = {}
    if not found or found[0].start() > _BEGINS:
        return said
    for match, following in zip(found, [*found[1:], None], strict=True):
        value = text[match.end() : following.start() if following else None].strip(" ,;.-")
        if value and match.lastgroup:
            said[match.lastgroup] = value
    return said


# Words that are also people's family names ("Bon", "Khu") head a group only with a number: "Khu 9".
_SURE_KINDS = "thôn|buôn|bản|xóm|làng|ấp|khóm|tổ dân phố|khu phố|khối phố|khu dân cư|tiểu khu"
_UNKNOWN_HAMLET = re.compile(rf"(?:{_SURE_KINDS}) \S|(?:{'|'.join(KIND_WORDS)}) (?:số )?\d")


def _is_hamlet_line(text: str, hamlets: Hamlets, *, numbered: bool) -> bool:
    """ "THÔN 3", also when the commune has no such hamlet: its rows then say so.

    Beside a row's own number only a hamlet that is known counts, since anything else may be someone's name.
    """
    if len(text.split()) > _MOST_WORDS or not text.casefold().startswith(KIND_WORDS):
        return False
    return bool(hamlets.find(text)) or (not numbered and bool(_UNKNOWN_HAMLET.match(text.casefold())))
