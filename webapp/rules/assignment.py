"""Giving households to members: lanes found in addresses, neighbours in order, shares as even as can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from webapp.rules.vietnamese import clean_text, fold

# Longer words first: "ngõ hẻm" is no lane, "tổ dân phố" is no "tổ".
LANE_WORDS = (
    "khu phố", "tổ dân phố", "đường", "phố", "ngõ", "ngách", "hẻm", "kiệt", "xóm", "thôn", "buôn", "bản",
    "ấp", "khóm", "cụm", "đội", "tổ", "dãy", "khu", "quốc lộ", "tỉnh lộ",
)  # fmt: skip
_LANE = re.compile(
    r"(?<!\w)(" + "|".join(sorted(LANE_WORDS, key=len, reverse=True)) + r")\s+([^,;/\-\u2013]+)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d+)")


def lanes_of(address: str | None) -> tuple[str, ...]:
    """The lanes that an address names, widest last: "Số 5, ngõ 12, xóm Đông" -> ("Ngõ 12", "Xóm Đông")."""
    found = []
    for word, name in _LANE.findall(clean_text(address or "")):
        shown = clean_text(name)
        found.append(f"{word[:1].upper()}{word[1:].lower()} {shown}")
    return tuple(dict.fromkeys(found))


def lies_in(address: str | None, words: str) -> bool:
    """Whether an address names that lane, or begins with the words, whatever the diacritics and case."""
    wanted, whole = fold(words), fold(address or "")
    if not wanted:
        return False
    return whole.startswith(wanted) or wanted in {fold(lane) for lane in lanes_of(address)}


def walking_key(address: str | None) -> tuple[object, ...]:
    """Sorts addresses as one walks: the lane from the widest part on, then the house number by its value."""
    lanes = [_natural(lane) for lane in reversed(lanes_of(address))]
    return (not address, tuple(lanes), _natural(address or ""))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = (part for part in _NUMBER.split(fold(text)) if part)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def even_shares(loads: Mapping[str, int], count: int) -> dict[str, int]:
    """How many of `count` new households each member takes so that all end as even as can be.

    `loads` are the households each has and keeps, in the order in which members are named.
    """
    totals = dict(loads)
    for _ in range(count if totals else 0):
        least = min(totals, key=lambda member: totals[member])
        totals[least] += 1
    return {member: totals[member] - loads[member] for member in loads}


def blocks(neighbours: Sequence[str], shares: Mapping[str, int]) -> dict[str, Sequence[str]]:
    """Runs of neighbours, as long as each member's share, in the order of the members."""
    ends = list(accumulate(shares.values(), initial=0))
    return {
        member: neighbours[start:end] for member, start, end in zip(shares, ends[:-1], ends[1:], strict=True)
    }
