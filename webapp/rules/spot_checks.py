"""How many of a list are asked about again, and which: a draw that anyone can repeat from its seed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping


def how_many(cases: int, share: int) -> int:
    """At least one of any list, the share (percent) rounded up; none where the share is 0."""
    return max(1, math.ceil(cases * share / 100)) if cases and share else 0


def drawn(seed: str, ids: Collection[str], count: int) -> list[str]:
    """The `count` of these ids that the seed puts first; their order in the list has no say."""
    return sorted(ids, key=lambda each: (_rank(seed, each), each))[:count]


def choose_asker(seed: str, case: str, askers: Collection[str], load: Mapping[str, int]) -> str | None:
    """Who asks: whoever has the fewest to ask, the seed among equals. None where nobody is left."""
    return min(askers, key=lambda each: (load.get(each, 0), _rank(seed, case + each)), default=None)


def _rank(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()
