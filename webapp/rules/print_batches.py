"""How a batch of sheets is cut into parts, and how long it still takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

A_PART = 100


class Sheet(Protocol):
    """A certificate on its way to the printer; sheets of one title look alike."""

    @property
    def title_id(self) -> str: ...


S = TypeVar("S", bound=Sheet)


def in_parts(sheets: Sequence[S], most: int = A_PART) -> list[Sequence[S]]:
    """Sheets in order in parts of nearly equal length, at most `most` and of one title each."""
    parts: list[Sequence[S]] = []
    for _, same in groupby(sheets, key=lambda sheet: sheet.title_id):
        some = list(same)
        count = -(-len(some) // most)
        bounds = [len(some) * number // count for number in range(count + 1)]
        parts += [some[start:end] for start, end in pairwise(bounds)]
    return parts


def seconds_left(*, made: int, wanted: int, seconds: float) -> int | None:
    """What is left at the speed so far; None before anything is made."""
    if made <= 0 or seconds <= 0:
        return None
    return round((wanted - made) * seconds / made)


def time_words(seconds: int | None) -> str:
    """ "Còn khoảng 40 giây." in steps that don't jump about; empty where nobody knows."""
    if seconds is None:
        return ""
    if seconds <= 5:
        return "Sắp xong."
    if seconds < 90:
        return f"Còn khoảng {-(-seconds // 5) * 5} giây."
    return f"Còn khoảng {-(-seconds // 60)} phút."
