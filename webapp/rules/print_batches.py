"""How a batch of sheets is cut into parts, and how long it still takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

A_PART = 100


class Sheet(Protocol):
    """A certificate on its way to the printer; sheets of one kind (title and design) look alike."""

    @property
    def kind(self) -> object: ...


S = TypeVar("S", bound=Sheet)


def in_parts(sheets: Sequence[S], most: int = A_PART) -> list[Sequence[S]]:
    """Sheets in order in parts of nearly equal length, at most `most` and of one kind each.

    All but a kind's last part are even: where two share a sheet of paper, none is left half empty.
    """
    parts: list[Sequence[S]] = []
    for _, same in groupby(sheets, key=lambda sheet: sheet.kind):
        some = list(same)
        pairs = -(-len(some) // 2)
        count = -(-pairs // (most // 2))
        bounds = [2 * (pairs * number // count) for number in range(count)]
        parts += [some[start:end] for start, end in pairwise([*bounds, len(some)])]
    return parts


def seconds_left(*, made: int, wanted: int, seconds: float) -> int | None:
    """What is left at the speed so far; None before anything is made."""
    if made <= 0 or seconds <= 0:
        return None
    return round((wanted - made) * seconds / made)


def progress_words(*, made: int, wanted: int, seconds: float) -> str:
    """What a run is doing: getting ready, drawing for so long, or joining what is drawn."""
    if made <= 0:
        return "Đang chuẩn bị mẫu giấy…"
    if made >= wanted:
        return "Đang gộp thành một tệp…"
    return time_words(seconds_left(made=made, wanted=wanted, seconds=seconds))


def time_words(seconds: int | None) -> str:
    """ "Còn khoảng 40 giây." in steps that don't jump about; empty where nobody knows."""
    if seconds is None:
        return ""
    if seconds <= 5:
        return "Sắp xong."
    if seconds < 90:
        return f"Còn khoảng {-(-seconds // 5) * 5} giây."
    return f"Còn khoảng {-(-seconds // 60)} phút."
