"""What a member has helped with this week, in the two words of the reports: lượt (assists) and hộ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from webapp.models.base import db
from webapp.models.event import Event, EventOp, LiveDone
from webapp.models.teaching import TeachingSession
from webapp.rules.events import VIETNAM
from webapp.services.access import Viewer


@dataclass(frozen=True)
class Helped:
    """`assists`: one person helped on one occasion; a family as one counts where nobody is named."""

    since: date
    until: date
    assists: int
    households: int


def this_week(viewer: Viewer, today: date) -> Helped:
    """From Monday to today, by who helped, which need not be who typed."""
    monday = today - timedelta(days=today.weekday())
    people: dict[tuple[str, date], set[str | None]] = defaultdict(set)
    for each in _taught(viewer, monday, today):
        people[each.household, each.on].add(each.person)
    counted = sum(len(each - {None}) or 1 for each in people.values())
    present = _headcount(viewer, monday, today)
    return Helped(monday, today, counted + present, len({household for household, _on in people}))


def for_phone(viewer: Viewer, today: date) -> dict[str, Any]:
    """What a phone needs to go on counting where `this_week` stopped, by the same rule.

    `since` is the Monday; `present` the people who were only counted; of each of `taught`: the event's id,
    the household, the day and the person or null.
    """
    monday = today - timedelta(days=today.weekday())
    taught = sorted(_taught(viewer, monday, today))
    rows = [[each.event, each.household, each.on.isoformat(), each.person] for each in taught]
    return {"since": monday.isoformat(), "present": _headcount(viewer, monday, today), "taught": rows}


class Taught(NamedTuple):
    event: str
    household: str
    on: date
    person: str | None


def _taught(viewer: Viewer, monday: date, today: date) -> list[Taught]:
    """Live ticks and visits that met someone.

    An event isn't received before it happens, so the week's lie among those received since Monday.
    """
    is_live = select(LiveDone.event_id).where(LiveDone.event_id == Event.id).exists()
    rows = db.session.execute(
        select(Event.id, Event.household_id, Event.dated_on, Event.person_id, Event.op, Event.data).where(
            Event.commune_id == viewer.commune_id,
            Event.received_at >= datetime.combine(monday, time(), VIETNAM),
            Event.helper_id == viewer.user_id,
            Event.dated_on.between(monday, today),
            or_(Event.op == EventOp.VISIT, (Event.op == EventOp.DONE) & is_live),
        )
    )
    return [
        Taught(event, household, on, person)
        for event, household, on, person, op, data in rows
        if op is EventOp.DONE or data.get("result") == "met"
    ]


def _headcount(viewer: Viewer, monday: date, today: date) -> int:
    """People of group sessions and walk-ins who were only counted; those ticked are events."""
    query = select(func.coalesce(func.sum(TeachingSession.headcount), 0)).where(
        TeachingSession.commune_id == viewer.commune_id,
        TeachingSession.held_on.between(monday, today),
        TeachingSession.helper_id == viewer.user_id,
    )
    return int(db.session.scalar(query) or 0)
