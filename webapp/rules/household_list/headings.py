"""Lines of a list that are no row of it: headings of a group, totals, signatures."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
_ENUMERATOR = re.compile(r"^(?:[IVX]+|[A-Z]|\d{1,2}|[-*+•])\s*[.)/:-]*\s+|^(?:[IVX]+|[A-Z]|\d{1,2})[.)]\s*")
_COUNT_BEHIND = re.compile(r"\s*[:(\-–]\s*\d+\s*(?:hộ|ho|khẩu|nhân khẩu).*$", re.IGNORECASE)
_MOST_CELLS, _MOST_WORDS, _LONGEST_LINE = 4, 8, 500


def heading_of(row: Sequence[Cell], index: int, hamlets: Hamlets) -> Heading | None:
    """The heading that this row is; None for a row of data (more cells, or no key and no hamlet)."""
    cells = [str(cell) for cell in row if cell is not None]
    text = " ".join(cells)
    if len(cells) > _MOST_CELLS * 2 or len(text) > _LONGEST_LINE:
        return None
    if ":" in text and (said := _said(text)):
        return Heading(index, **said)
    if len(cells) == 1 and _TITLE.search(fold(text)):
        within = hamlets.find_within(text)
        return Heading(index, hamlet=hamlets.labels[within] if within else None)
    if len(cells) == 1 or (len(cells) == 2 and _ENUMERATOR.fullmatch(f"{cells[0]} ")):
        name = _COUNT_BEHIND.sub("", _ENUMERATOR.sub("", text)).strip(" :.-")
        return Heading(index, hamlet=name) if _is_hamlet_line(name, hamlets) else None
    return None


_TITLE = re.compile(
    r"\bdanh sach\b|^bieu\b|^phu luc\b|^cong hoa xa hoi\b|^doc lap\b|^uy ban nhan dan\b|^ubnd\b"
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


def _is_hamlet_line(text: str, hamlets: Hamlets) -> bool:
    """ "THÔN 3", also when the commune has no such hamlet: its rows then say so."""
    if len(text.split()) > _MOST_WORDS or not text.casefold().startswith(KIND_WORDS):
        return False
    words = text.casefold().split()
    return bool(hamlets.find(text)) or (len(words) > 1 and any(_starts(words, kind) for kind in KIND_WORDS))


def _starts(words: Sequence[str], kind: str) -> bool:
    length = len(kind.split())
    return len(words) > length and words[:length] == kind.split()


_TOTAL = re.compile(r"^(?:tong|cong|tong cong|tong so|cong don|luy ke)\b(?!.*\b(?:van|thi)\b)")
_END = re.compile(
    r"^(?:nguoi lap|nguoi tong hop|lap bieu|lap danh sach|can bo|t/?m\b|kt\b|chu tich|pho chu tich|noi nhan"
    r"|xac nhan cua|truong (?:thon|ban|buon|ap|khu|xom)|to truong|bi thu|thu ky|\(?ky,|\(?ky ten"
    r"|uy ban nhan dan|danh sach nay.*|an dinh danh sach.*|.*\bngay\b.*\bthang\b.*\bnam\b.*)"
)


def is_total(row: Sequence[Cell]) -> bool:
    return any(_TOTAL.match(fold(cell)) for cell in row[:4] if isinstance(cell, str))


def ends_the_list(row: Sequence[Cell], name_places: Collection[int]) -> bool:
    """Signatures and the line above them, or "Danh sách này có 120 hộ".

    `name_places` are the columns of names: a row with someone's name in them is none of these.
    """
    filled = sum(cell is not None for cell in row)
    if filled > _MOST_CELLS:
        return False
    texts = {place: fold(cell[:200]) for place, cell in enumerate(row) if isinstance(cell, str)}
    ends = {place for place, text in texts.items() if _END.match(text)}
    return (
        bool(ends)
        and len(texts) == filled
        and all(place in ends or place not in texts for place in name_places)
    )
