"""Where learners stop and what they mistake, from plain counts. Few are never told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SMALL = 5
OFTEN = 0.2
FEW = "ít"


def told(n: int) -> str | int:
    """A number as it may be shown: 1 to 4 are `FEW`."""
    return FEW if 0 < n < SMALL else n


def share(part: int, whole: int) -> int | None:
    """Percent, 0 to 100; None where either number, or what is left of the whole, is too small to be shown."""
    if whole < SMALL or any(0 < each < SMALL for each in (part, whole - part)):
        return None
    return min(100, round(100 * part / whole))


@dataclass(frozen=True, slots=True)
class Tries:
    """How the first and the second try of one question, screen or case went, all devices together."""

    first_right: int = 0
    first_wrong: int = 0
    second_right: int = 0
    second_wrong: int = 0

    @property
    def first(self) -> int:
        return self.first_right + self.first_wrong

    @property
    def second(self) -> int:
        return self.second_right + self.second_wrong

    @property
    def first_share(self) -> int | None:
        return share(self.first_right, self.first)

    @property
    def second_share(self) -> int | None:
        return share(self.second_right, self.second)


@dataclass(frozen=True, slots=True)
class Stop:
    """At `step` (1-based) `lost` of the `reached` did not go on."""

    step: int
    reached: int
    lost: int

    @property
    def part(self) -> float:
        return self.lost / self.reached


def hard_step(reached: Sequence[int], beyond: int) -> Stop | None:
    """The step after which most stop: at least `SMALL` of them and a fifth of those who came so far.

    `reached` are the walks that saw step 1, 2 ...; `beyond` those that saw what follows the last step.
    """
    stops = [
        Stop(step, here, here - following)
        for step, (here, following) in enumerate(pairwise([*reached, beyond]), start=1)
        if here - following >= SMALL
    ]
    worst = max(stops, key=lambda stop: stop.part, default=None)
    return worst if worst and worst.part >= OFTEN else None


def tries_of(counts: Mapping[str, int]) -> Tries:
    """From counts by `first-right`, `first-wrong`, `second-right`, `second-wrong`."""
    return Tries(
        *(counts.get(name, 0) for name in ("first-right", "first-wrong", "second-right", "second-wrong"))
    )
