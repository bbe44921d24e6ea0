"""The visits of an invented family: evenings and weekends over the months, what was ticked and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from webapp import lessons
from webapp.lessons import ItemKind
from webapp.models.event import EventOp
from webapp.rules.events import VIETNAM
from webapp.services.demo.families import Family
from webapp.services.demo.learning import Learnt
from webapp.services.demo.script import demo_id, sayings

EVENING, MORNING = time(18, 40), time(8, 20)
WRONG_CLOCK = timedelta(days=365 * 6 + 11)


@dataclass(frozen=True)
class Entry:
    """One event as a phone makes it, before it has a number and a device."""

    id: str
    op: EventOp
    at: datetime
    item: str | None = None
    person: str | None = None
    cancels: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """Entries that one account sends together; `clock_off` is how far its phone's clock is behind."""

    family: Family
    by: str
    arrived_at: datetime
    entries: tuple[Entry, ...]
    clock_off: timedelta = timedelta(0)

    @property
    def began_at(self) -> datetime:
        return self.entries[0].at

    @property
    def met(self) -> bool:
        return any(entry.data.get("result") == "met" for entry in self.entries)


@dataclass(frozen=True)
class Span:
    """The days within which a family's story happens."""

    first: date
    last: date


def diary(
    rng: Random, family: Family, learnt: Sequence[Learnt], visits: int, span: Span, members: Sequence[str]
) -> list[Visit]:
    """The family's visits in order. `members` are accounts, its own first; now and then another one comes."""
    if not visits:
        return _nobody_home(rng, family, span, members[0]) if rng.random() < 0.3 else []
    days = _days(rng, span, visits + (rng.random() < 0.35))
    absent = rng.randrange(len(days)) if len(days) > visits else -1
    shares = _shares(rng, learnt, visits)
    written: list[Visit] = []
    for number, day in enumerate(days):
        member = members[0] if rng.random() < 0.93 or len(members) == 1 else rng.choice(members[1:])
        taught = None if number == absent else shares.pop(0)
        written.append(_visit(rng, family, member, day, number, taught))
    return written


def _days(rng: Random, span: Span, count: int) -> list[date]:
    length = (span.last - span.first).days + 1
    return [span.first + timedelta(days=day) for day in sorted(rng.sample(range(length), min(count, length)))]


def _shares(rng: Random, learnt: Sequence[Learnt], visits: int) -> list[list[Learnt]]:
    """What is learnt, in its order, dealt out to the visits; a visit may teach nothing."""
    cuts = sorted(rng.randint(0, len(learnt)) for _ in range(visits - 1))
    edges = [0, *cuts, len(learnt)]
    return [list(learnt[a:b]) for a, b in pairwise(edges)]


def _visit(
    rng: Random, family: Family, member: str, day: date, number: int, taught: list[Learnt] | None
) -> Visit:
    """A visit that met somebody (`taught`), or found nobody (None)."""
    began = _moment(rng, day)
    pen = _Pen(family, number, began)
    if taught is None:
        later = rng.random() < 0.5
        following = (day + timedelta(days=rng.randint(3, 12))).isoformat() if later else None
        pen.write(EventOp.VISIT, data={"result": "later" if later else "absent", "next": following})
    else:
        _teach(rng, pen, taught)
        pen.write(EventOp.VISIT, data={"result": "met", "next": None})
        if rng.random() < 0.22:
            pen.write(EventOp.NOTE, data={"text": rng.choice(sayings().notes)})
    return Visit(family, member, pen.at + _delay(rng, began), tuple(pen.entries))


def _teach(rng: Random, pen: _Pen, taught: Sequence[Learnt]) -> None:
    for each in taught:
        if rng.random() < 0.025:
            slip = pen.write(EventOp.DONE, each.item, each.person, data=_version(each.item))
            pen.write(EventOp.UNDO, each.item, each.person, cancels=slip.id)
        pen.write(EventOp.DONE, each.item, each.person, data=_version(each.item))


@dataclass
class _Pen:
    """Writes one visit's entries, a few minutes apart."""

    family: Family
    number: int
    at: datetime
    entries: list[Entry] = field(default_factory=list)

    def write(
        self,
        op: EventOp,
        item: str | None = None,
        person: str | None = None,
        cancels: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> Entry:
        entry_id = demo_id(self.family.id, "visit", self.number, len(self.entries))
        entry = Entry(entry_id, op, self.at, item, person, cancels, data or {})
        self.entries.append(entry)
        self.at += timedelta(minutes=4, seconds=7 * len(self.entries))
        return entry


def _nobody_home(rng: Random, family: Family, span: Span, member: str) -> list[Visit]:
    return [_visit(rng, family, member, day, 0, None) for day in _days(rng, span, 1)]


def _moment(rng: Random, day: date) -> datetime:
    start = MORNING if day.weekday() >= 5 else EVENING
    return datetime.combine(day, start, VIETNAM) + timedelta(minutes=rng.randint(0, 75))


def _delay(rng: Random, began: datetime) -> timedelta:
    """Most send at once; some only where there is a network again, late in the evening."""
    if rng.random() < 0.75:
        return timedelta(seconds=rng.randint(1, 40))
    night = datetime.combine(began.date(), time(22, 0), VIETNAM)
    return max(night - began - timedelta(hours=1), timedelta(minutes=5))


def _version(slug: str) -> dict[str, Any]:
    item = lessons.catalog().item(slug)
    return {"lesson_version": item.version if item and item.kind is ItemKind.LESSON else None}
