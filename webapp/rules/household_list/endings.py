"""Totals and signatures: lines of a list that are nobody's row.

They are known by words with their marks, because names sound alike without: "Tổ trưởng" and Tô Trường,
"Tổng" and the family Tống. Text typed without any mark is only taken for the phrases that no name is.
"""

import re
from collections.abc import Sequence

from webapp.rules.household_list.columns import Header, Kind
from webapp.rules.sheets import Cell
from webapp.rules.vietnamese import fold


class Phrases:
    """Ways in which a line may begin. `ambiguous` ones count only when written with their marks."""

    def __init__(self, phrases: str, ambiguous: str = "") -> None:
        self._marked = re.compile("|".join(filter(None, [phrases, ambiguous])))
        self._bare = re.compile(fold(phrases))

    def matches(self, text: str) -> bool:
        start = text[:200].strip().casefold()
        return bool((self._bare if start.isascii() else self._marked).match(start))


_TOTAL = Phrases(r"tổng cộng\b|tổng số\b|tổng:?$|cộng:?$|cộng dồn|lũy kế", r"tổng\b|cộng\b")
_END = Phrases(
    r"\(?người lập|người tổng hợp|lập biểu|lập danh sách|t/?m\.|kt\.|chủ tịch|phó chủ tịch|nơi nhận"
    r"|danh sách này|xác nhận của|ủy ban nhân dân|ấn định danh sách|\(ký|ký,|.*\bngày\b.*\btháng\b.*\bnăm\b",
    r"cán bộ|trưởng (?:thôn|bản|buôn|ấp|khu|xóm)|tổ trưởng|bí thư|thư ký|ký tên",
)
_MOST_CELLS = 4


def is_numbered(row: Sequence[Cell], header: Header) -> bool:
    """The row has a number of its own and a name: it is someone's, whatever the words in it."""
    column = header.first(Kind.NUMBER)
    number = row[column.index] if column and column.index < len(row) else None
    named = any(place < len(row) and row[place] is not None for place in header.name_places)
    return named and str(number).rstrip(".").isdigit()


def is_total(row: Sequence[Cell], header: Header) -> bool:
    texts = [cell for cell in row[:4] if isinstance(cell, str)]
    return any(_TOTAL.matches(text) for text in texts) and not is_numbered(row, header)


def ends_the_list(row: Sequence[Cell], header: Header) -> bool:
    """Signatures and the line above them, or "Danh sách này có 120 hộ".

    A row with a name in a column of names is none of these, nor is one that has a number.
    """
    filled = sum(cell is not None for cell in row)
    texts = {place: cell for place, cell in enumerate(row) if isinstance(cell, str)}
    if filled > _MOST_CELLS or len(texts) < filled:
        return False
    ends = {place for place, text in texts.items() if _END.matches(text)}
    names = header.name_places & texts.keys()
    return bool(ends) and names <= ends and not is_numbered(row, header)
