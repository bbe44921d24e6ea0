"""How the rows of a list to be signed are spread over pages: even, and never a page of signatures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Paper:
    """Millimetres: what a page holds, what the title, the head of the table and the signatures take of it.

    A row is at least `lowest`, which holds two lines of a name, and at most `tallest`.
    """

    page: float
    title: float
    head: float
    signatures: float
    lowest: float
    tallest: float


@dataclass(frozen=True)
class Spread:
    """Where each page ends in the list, and how tall every row is in millimetres."""

    ends: tuple[int, ...]
    height: float

    def cut(self, rows: Sequence[T]) -> list[Sequence[T]]:
        return [rows[start:end] for start, end in zip((0, *self.ends), self.ends, strict=False)]


def spread(count: int, paper: Paper) -> Spread:
    """The fewest pages that hold `count` rows, each filled alike."""
    pages = 1
    while (found := _spread_over(pages, count, paper)) is None:
        pages += 1
    return found


def _spread_over(pages: int, count: int, paper: Paper) -> Spread | None:
    rooms = [paper.page - paper.head] * pages
    rooms[0] -= paper.title
    rooms[-1] -= paper.signatures
    whole, ends, so_far = sum(rooms), [], 0.0
    for room in rooms:
        so_far += room
        ends.append(round(count * so_far / whole))
    counts = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    if any(n * paper.lowest > room for n, room in zip(counts, rooms, strict=True)):
        return None
    tallest = min([paper.tallest, *(room / n for n, room in zip(counts, rooms, strict=True) if n)])
    return Spread(tuple(ends), int(tallest * 10) / 10)
