"""Ticks that came faster than people visit and teach: a reason to ask again, never a finding.

One act is all that somebody kept in one moment. An act for several households is a group session, and one
whose hour nobody noted (noon sharp, as papers and past sessions are written) says nothing about speed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from webapp.rules.events import VIETNAM

HOUR = timedelta(hours=1)
FEWEST_ITEMS = 3


class MarkKind(StrEnum):
    BUSY_HOUR = "busy-hour"
    WHOLE_FAMILY = "whole-family"


@dataclass(frozen=True)
class Tick:
    household: str
    item: str
    recorder: str
    at: datetime


@dataclass(frozen=True)
class Mark:
    """What was fast: `count` households of one recorder within an hour, or `count` items of one family."""

    kind: MarkKind
    recorder: str
    since: datetime
    until: datetime
    count: int


def timed(ticks: Iterable[Tick]) -> list[Tick]:
    """The ticks that say when one family was taught: no group sessions, none without an hour."""
    acts: dict[tuple[str, datetime], list[Tick]] = defaultdict(list)
    for tick in ticks:
        if tick.at.astimezone(VIETNAM).time() != time(12):
            acts[tick.recorder, tick.at].append(tick)
    single = [act for act in acts.values() if len({tick.household for tick in act}) == 1]
    return sorted((tick for act in single for tick in act), key=lambda tick: (tick.at, tick.household))


def busy_hours(ticks: Sequence[Tick], most: int) -> dict[str, Mark]:
    """By household: the fullest hour of its recorder with more than `most` households in it (0: never)."""
    found: dict[str, Mark] = {}
    by_recorder: dict[str, list[Tick]] = defaultdict(list)
    for tick in timed(ticks):
        by_recorder[tick.recorder].append(tick)
    for recorder, own in by_recorder.items() if most else ():
        first = 0
        for place, tick in enumerate(own):
            while tick.at - own[first].at >= HOUR:
                first += 1
            window = own[first : place + 1]
            homes = {each.household for each in window}
            if len(homes) > most:
                mark = Mark(MarkKind.BUSY_HOUR, recorder, window[0].at, tick.at, len(homes))
                found |= {home: mark for home in homes if home not in found or found[home].count < mark.count}
    return found


def whole_families(ticks: Sequence[Tick], minutes: int) -> dict[str, Mark]:
    """By household: all that it learned, three items or more, ticked within so many minutes (0: never)."""
    by_home: dict[str, list[Tick]] = defaultdict(list)
    for tick in timed(ticks):
        by_home[tick.household].append(tick)
    everything: dict[str, set[str]] = defaultdict(set)
    for tick in ticks:
        everything[tick.household].add(tick.item)
    found: dict[str, Mark] = {}
    for home, own in by_home.items() if minutes else ():
        items = {tick.item for tick in own}
        if len(items) < FEWEST_ITEMS or items != everything[home]:
            continue
        if own[-1].at - own[0].at <= timedelta(minutes=minutes):
            found[home] = Mark(MarkKind.WHOLE_FAMILY, own[0].recorder, own[0].at, own[-1].at, len(items))
    return found
