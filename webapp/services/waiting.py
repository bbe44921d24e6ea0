"""What waits for a leader's choice within the viewer's scope, with both sides of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import aliased

from webapp.models.base import db, now
from webapp.models.commune import Hamlet
from webapp.models.event import Event, EventOp, FieldHead, QuarantinedEvent
from webapp.models.household import Household, Person
from webapp.rules.events import dated_on, parse_event
from webapp.services import accounts
from webapp.services.access import Viewer, in_scope

MOST_SHOWN = 100
MARKED_DAYS = 30
# The household that an event named, and the one that goes on in its place.
NAMED = aliased(Household)
GOES_ON = func.coalesce(NAMED.merged_into, NAMED.id)
HAS_COMPETING = text("field_head.competing <> '[]'")


@dataclass(frozen=True)
class Side:
    """One of the things to choose from: who wrote it and when it arrived; `person` is a name or None."""

    id: str
    op: EventOp
    item: str | None
    person: str | None
    data: dict[str, Any]
    by: str
    received_at: datetime
    dated_on: date


@dataclass(frozen=True)
class Twin:
    """A second event under the id of a kept one. `first` is None where the kept one is out of scope."""

    id: str
    household: Household
    hamlet: Hamlet
    first: Side | None
    second: Side


@dataclass(frozen=True)
class Contest:
    """A field whose edits compete: the value that stands, and the ones to choose from."""

    household: Household
    hamlet: Hamlet
    subject_id: str
    person: str | None
    field: str
    value: str | None
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Marked:
    """An event that counts but should be looked at."""

    side: Side
    household: Household
    hamlet: Hamlet
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    twins: list[Twin]
    contests: list[Contest]
    marked: list[Marked]


def waiting(viewer: Viewer) -> Waiting:
    """All that waits, oldest first; events of the last month with a mark, newest first."""
    return Waiting(_twins(viewer), _contests(viewer), _marked(viewer))


def count(viewer: Viewer) -> int:
    """How many things wait for a choice."""
    queries = (_open_twins(viewer), _open_contests(viewer))
    return sum(
        db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
        for query in queries
    )


def twins_in_scope(viewer: Viewer) -> Select[QuarantinedEvent, Household, Hamlet]:
    return (
        select(QuarantinedEvent, Household, Hamlet)
        .join(NAMED, NAMED.id == QuarantinedEvent.household_id)
        .join(Household, Household.id == GOES_ON)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(QuarantinedEvent.commune_id == viewer.commune_id, in_scope(viewer, Household.hamlet_id))
    )


def value_of(household: Household, person_id: str | None, field: str) -> str | None:
    subject: Household | Person | None = household if person_id is None else db.session.get(Person, person_id)
    value = getattr(subject, field)
    return None if value is None else str(value)


def _open_twins(viewer: Viewer) -> Select[QuarantinedEvent, Household, Hamlet]:
    return twins_in_scope(viewer).where(QuarantinedEvent.settled_at.is_(None))


def _open_contests(viewer: Viewer) -> Select[FieldHead, Household, Hamlet]:
    return (
        select(FieldHead, Household, Hamlet)
        .join(Household, Household.id == FieldHead.household_id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(
            FieldHead.commune_id == viewer.commune_id,
            HAS_COMPETING,
            in_scope(viewer, Household.hamlet_id),
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
        )
    )


def _twins(viewer: Viewer) -> list[Twin]:
    query = _open_twins(viewer).order_by(QuarantinedEvent.received_at).limit(MOST_SHOWN)
    rows = db.session.execute(query).all()
    firsts = _events_in_scope(viewer, {row.event_id for row, _household, _hamlet in rows})
    drafts = {row.id: parse_event(row.payload) for row, _household, _hamlet in rows}
    recorders = {row.recorded_by for row, *_ in rows} | {event.recorded_by for event in firsts.values()}
    users = accounts.names_of(recorders)
    people = _people(
        {draft.person for draft in drafts.values()} | {each.person_id for each in firsts.values()}
    )
    twins = []
    for row, household, hamlet in rows:
        draft, first = drafts[row.id], firsts.get(row.event_id)
        day, _wrong = dated_on(draft.occurred_at, row.received_at, row.received_at)
        second = Side(
            row.event_id, EventOp(draft.op), draft.item, people.get(draft.person or ""), draft.data,
            users[row.recorded_by], row.received_at, day,
        )  # fmt: skip
        twins.append(Twin(row.id, household, hamlet, _side(first, users, people) if first else None, second))
    return twins


def _contests(viewer: Viewer) -> list[Contest]:
    query = _open_contests(viewer).order_by(Hamlet.sort_key, Household.head_sort).limit(MOST_SHOWN)
    rows = db.session.execute(query).all()
    edits = _events_in_scope(viewer, {edit for head, _household, _hamlet in rows for edit in head.competing})
    users = accounts.names_of({edit.recorded_by for edit in edits.values()})
    people = _people({head.subject_id for head, _household, _hamlet in rows})
    contests = []
    for head, household, hamlet in rows:
        person = None if head.subject_id == household.id else head.subject_id
        sides = tuple(_side(edits[each], users, people) for each in head.competing if each in edits)
        contests.append(
            Contest(
                household, hamlet, head.subject_id, people.get(person or ""), head.field,
                value_of(household, person, head.field), sides,
            )
        )  # fmt: skip
    return contests


def _marked(viewer: Viewer) -> list[Marked]:
    rows = db.session.execute(
        select(Event, Household, Hamlet)
        .join(NAMED, NAMED.id == Event.household_id)
        .join(Household, Household.id == GOES_ON)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(
            Event.commune_id == viewer.commune_id,
            Event.received_at > now() - timedelta(days=MARKED_DAYS),
            Event.marks != [],
            in_scope(viewer, Household.hamlet_id),
        )
        .order_by(Event.received_at.desc())
        .limit(MOST_SHOWN)
    ).all()
    users = accounts.names_of({event.recorded_by for event, *_ in rows})
    people = _people({event.person_id for event, *_ in rows})
    return [
        Marked(_side(event, users, people), household, hamlet, tuple(event.marks))
        for event, household, hamlet in rows
    ]


def _side(event: Event, users: dict[str, str], people: dict[str, str]) -> Side:
    return Side(
        event.id, event.op, event.item, people.get(event.person_id or ""), event.data,
        users[event.recorded_by], event.received_at, event.dated_on,
    )  # fmt: skip


def _events_in_scope(viewer: Viewer, ids: set[str]) -> dict[str, Event]:
    rows = db.session.scalars(
        select(Event)
        .join(NAMED, NAMED.id == Event.household_id)
        .join(Household, Household.id == GOES_ON)
        .where(
            Event.id.in_(ids),
            Household.commune_id == viewer.commune_id,
            in_scope(viewer, Household.hamlet_id),
        )
    )
    return {event.id: event for event in rows}


def _people(ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {each for each in ids if each}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {person: name for person, name in rows if name}
