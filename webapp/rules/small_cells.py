"""Numbers that may be published: a small one is left out, and what would give it away by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEAST = 5


def is_small(count: int, least: int = LEAST) -> bool:
    """Whether a number is so small that it may point at somebody; nobody at all points at no one."""
    return 0 < count < least


def shown(count: int, *parts: int) -> int | None:
    """A number, None where it or its difference from one of its published parts is small."""
    return None if is_small(count) or any(is_small(count - part) for part in parts) else count


def published(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The cells of a table whose sum is published too; None for those that are left out.

    Small ones are left out, and with them the next smallest, until what is left out can't be worked out as
    the sum less the rest: two cells at least, together not small.
    """
    hidden = {name for name, count in cells.items() if is_small(count)}
    if hidden:
        others = sorted(
            (name for name in cells if name not in hidden and cells[name]), key=lambda name: cells[name]
        )
        while others and _gives_away([cells[name] for name in hidden]):
            hidden.add(others.pop(0))
    return {name: None if name in hidden else count for name, count in cells.items()}


def sum_of(cells: Mapping[str, int]) -> int | None:
    """The sum of a table's cells, None where even the sum, or all that is left out of it, is small."""
    hidden = [cells[name] for name, count in published(cells).items() if count is None]
    return None if hidden and _gives_away(hidden) else sum(cells.values())


def _gives_away(hidden: Sequence[int]) -> bool:
    return len(hidden) < 2 or is_small(sum(hidden))
