"""Where learners stop and what they mistake, from plain counts. Few are never told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SMALL = 5
OFTEN = 0.2
FEW, NEARLY_ALL, NONE_YET = "ít", "gần hết", "chưa có"


def told(n: int) -> str | int:
    """A number as it may be shown: 1 to 4 are `FEW`."""
    return FEW if 0 < n < SMALL else n


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole as it may be shown: `percent` for a bar, `words` beside it.

    Where the part, or what is left of the whole, is small, both are rounded to none or all.
    """

    percent: int
    words: str


def share(part: int, whole: int) -> Share:
    if not whole:
        return Share(0, NONE_YET)
    if whole < SMALL or 0 < part < SMALL:
        return Share(0, FEW)
    if 0 < whole - part < SMALL:
        return Share(100, NEARLY_ALL)
    percent = min(100, round(100 * part / whole))
    return Share(percent, f"{percent}%")


def level(part: int, whole: int) -> int:
    """How long a bar is beside two numbers that `told` shows: percent, none where either is small."""
    return min(100, round(100 * part / whole)) if min(part, whole) >= SMALL else 0


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
    def first_share(self) -> Share:
        return share(self.first_right, self.first)

    @property
    def second_share(self) -> Share:
        return share(self.second_right, self.second)


@dataclass(frozen=True, slots=True)
class Stop:
    """At `step` (1-based) `lost` of the `reached` did not go on."""

    step: int
    reached: int
    lost: int

    @property
    def leaves_few(self) -> bool:
        """Whether those who went on are too few to be told, also by a subtraction."""
        return 0 < self.reached - self.lost < SMALL


def hard_step(reached: Sequence[int], beyond: int) -> Stop | None:
    """The step after which most stop: of those where at least `SMALL` and a fifth of the comers do.

    `reached` are the walks that saw step 1, 2 ...; `beyond` those that saw what follows the last step.
    """
    stops = [
        Stop(step, here, here - following)
        for step, (here, following) in enumerate(pairwise([*reached, beyond]), start=1)
        if here - following >= max(SMALL, OFTEN * here)
    ]
    return max(stops, key=lambda stop: stop.lost, default=None)


def tries_of(counts: Mapping[str, int]) -> Tries:
    """From counts by `first-right`, `first-wrong`, `second-right`, `second-wrong`."""
    return Tries(
        *(counts.get(name, 0) for name in ("first-right", "first-wrong", "second-right", "second-wrong"))
    )
