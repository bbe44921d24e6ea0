"""Counting what is learnt and where it stops, without persons: sums by day, nothing about who or where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from webapp.lessons import Lesson, catalog
from webapp.lessons.authored import is_authored
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.scams import scam_catalog
from webapp.models.base import db
from webapp.models.count import CountKind, CountWhat, LearningCount
from webapp.models.inserting import insert_or_add
from webapp.services import lesson_shelf

MOST_ENTRIES = 200
MOST_AT_ONCE = 50
WHOLE = "1"
PLACE = re.compile(r"([a-z]{4,8}):([a-z0-9-]{1,60}):([0-9]{1,4}):([a-z0-9-]{1,60})")


class UnreadableCounts(ValueError):
    """What was sent is no list of counts; says so in Vietnamese."""


class Counted(NamedTuple):
    """One thing that is counted."""

    kind: CountKind
    slug: str
    version: int
    place: str
    what: CountWhat


@dataclass(frozen=True, slots=True)
class Known:
    """What may be counted of one lesson, practice or case."""

    version: int
    places: frozenset[str]


Places = Callable[[CountKind, str], Known | None]


def read_counts(sent: object) -> Counter[Counted]:
    """From `[{"count": "step:quet-ma-qr:1:3", "what": "seen", "n": 1}, ...]`.

    What no lesson, practice or case of this installation has is left out. Raises UnreadableCounts.
    """
    if not isinstance(sent, list):
        raise UnreadableCounts("Gói đếm phải là một danh sách.")
    if len(sent) > MOST_ENTRIES:
        raise UnreadableCounts(f"Mỗi lần gửi tối đa {MOST_ENTRIES} dòng đếm.")
    counts: Counter[Counted] = Counter()
    places = cache(places_of)
    for entry in sent:
        counted, n = _entry(entry, places)
        if counted is not None:
            counts[counted] += n
    return counts


def add(day: date, counts: Counter[Counted]) -> None:
    """Add to the day's sums, in one order everywhere, so that two who add at once never wait in a ring."""
    rows = [{"day": day, **counted._asdict(), "n": n} for counted, n in sorted(counts.items())]
    if rows:
        db.session.execute(insert_or_add(LearningCount, "n"), rows)


def places_of(kind: CountKind, slug: str) -> Known | None:
    """None for what there isn't, and for the lesson that promises to leave no trace."""
    if kind is CountKind.PRACTICE:
        practice = practice_catalog().practice(slug)
        return _known(practice.version, [state.id for state in practice.states]) if practice else None
    if kind is CountKind.SCAM:
        case = scam_catalog().case(slug)
        return _known(case.version, [WHOLE]) if case else None
    lesson = _lesson(slug)
    if lesson is None or lesson.leaves_no_trace:
        return None
    parts: dict[CountKind, Sequence[object]] = {
        CountKind.STEP: lesson.steps, CountKind.CHECK: lesson.checks, CountKind.DONE: (None,),
    }  # fmt: skip
    return _known(lesson.version, [str(number) for number in range(1, len(parts[kind]) + 1)])


def _lesson(slug: str) -> Lesson | None:
    if not is_authored(slug):
        return catalog().lesson(slug)
    own = lesson_shelf.published(slug)
    return own.lesson if own else None


def _known(version: int, places: Sequence[str]) -> Known:
    return Known(version, frozenset(places))


def _entry(entry: object, places: Places) -> tuple[Counted | None, int]:
    fields = (entry.get("count"), entry.get("what"), entry.get("n")) if isinstance(entry, dict) else ()
    match fields:
        case (str(name), str(what), int(n)) if not isinstance(n, bool) and 1 <= n <= MOST_AT_ONCE:
            return _counted(name, what, places), n
    raise UnreadableCounts("Có dòng đếm không đọc được.")


def _counted(name: str, what: str, places: Places) -> Counted | None:
    found = PLACE.fullmatch(name)
    if found is None or what not in list(CountWhat) or found[1] not in list(CountKind):
        return None
    kind, slug, version, place = CountKind(found[1]), found[2], int(found[3]), found[4]
    known = places(kind, slug)
    if known is None or not 1 <= version <= known.version or place not in known.places:
        return None
    return Counted(kind, slug, version, place, CountWhat(what))
