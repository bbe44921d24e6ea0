"""What pages show of the log: kept in the transaction that keeps an event, and rebuildable from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from webapp.models.base import db
from webapp.models.event import Event, EventOp, FieldHead, HouseholdProgress, LiveDone
from webapp.models.household import Household, Person
from webapp.rules.checklist import Edit, FieldState, Tick, field_state, live_dones
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import progress

HOUSEHOLD_COLUMNS = {"head", "address", "phone", "address_form"}


def refresh(events: Sequence[Event]) -> frozenset[str]:
    """Bring the projections up to date after these kept events; returns the edits that now compete."""
    if not events:
        return frozenset()
    households = {event.household_id for event in events}
    households |= _place_people([event for event in events if event.op is EventOp.PERSON])
    competing = _refresh_fields(events)
    _refresh_dones(households, _touched_items(events))
    progress.refresh(households)
    return competing


def rebuild(commune_id: str) -> None:
    """Throw the projections of a commune away and make them again from the log."""
    for model in (LiveDone, HouseholdProgress):
        db.session.execute(delete(model).where(model.commune_id == commune_id))
    events = db.session.scalars(select(Event).where(Event.commune_id == commune_id)).all()
    _reset_fields(commune_id)
    refresh(events)
    living = db.session.scalars(select(Household.id).where(Household.commune_id == commune_id)).all()
    progress.refresh(set(living))


def _touched_items(events: Iterable[Event]) -> set[str] | None:
    """The items to look at again; None is all of them (a new person may bring waiting ticks to life)."""
    if any(event.op is EventOp.PERSON for event in events):
        return None
    return {event.item for event in events if event.item is not None}


def _place_people(events: Sequence[Event]) -> set[str]:
    """A person belongs where the smallest of the events that name it says; one of a list stays there.

    Returns the households that lost somebody by that.
    """
    ids = {event.data["id"] for event in events}
    left: set[str] = set()
    if not ids:
        return left
    existing = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    for event in sorted(events, key=lambda event: event.id):
        person = existing.get(event.data["id"])
        if person is None:
            person = Person(id=event.data["id"], from_event=event.id, position=1000)
            existing[person.id] = person
            db.session.add(person)
        elif person.from_event is None or person.from_event <= event.id:
            continue
        else:
            left.add(person.household_id)
            db.session.execute(delete(FieldHead).where(FieldHead.subject_id == person.id))
        person.commune_id, person.household_id = event.commune_id, event.household_id
        person.name, person.birth_year, person.from_event = (
            event.data["name"],
            event.data["birth_year"],
            event.id,
        )
    db.session.flush()
    return left


def _refresh_dones(households: set[str], items: set[str] | None) -> None:
    if items is not None and not items:
        return
    query = select(Event).where(
        Event.household_id.in_(households), Event.op.in_((EventOp.DONE, EventOp.UNDO))
    )
    shown = select(LiveDone).where(LiveDone.household_id.in_(households))
    if items is not None:
        query, shown = query.where(Event.item.in_(items)), shown.where(LiveDone.item.in_(items))
    by_household: dict[str, list[Event]] = defaultdict(list)
    for event in db.session.scalars(query):
        by_household[event.household_id].append(event)
    people = _people(households)
    live = {
        event.id: event
        for household, events in by_household.items()
        for event in _live_events(events, people.get(household, set()))
    }
    now_shown = {row.event_id: row for row in db.session.scalars(shown)}
    for gone in now_shown.keys() - live.keys():
        db.session.delete(now_shown[gone])
    db.session.add_all(_live_row(live[event_id]) for event_id in live.keys() - now_shown.keys())
    db.session.flush()


def _live_events(events: Sequence[Event], people: set[str]) -> list[Event]:
    by_id = {event.id: event for event in events}
    ticks = [Tick(event.id, event.item, event.person_id, event.cancels) for event in events]
    dones = [tick for tick in ticks if tick.cancels is None]
    undos = [tick for tick in ticks if tick.cancels is not None]
    return [by_id[tick.id] for tick in live_dones(dones, undos, people)]


def _people(households: set[str]) -> dict[str, set[str]]:
    rows = db.session.execute(
        select(Person.household_id, Person.id).where(Person.household_id.in_(households))
    )
    people: dict[str, set[str]] = defaultdict(set)
    for household, person in rows:
        people[household].add(person)
    return people


def _live_row(event: Event) -> LiveDone:
    assert event.item is not None  # noqa: S101 - a done always names its item
    return LiveDone(
        event_id=event.id, commune_id=event.commune_id, household_id=event.household_id, item=event.item,
        person_id=event.person_id, helper_id=event.helper_id, dated_on=event.dated_on,
        lesson_version=event.data.get("lesson_version"),
    )  # fmt: skip


def _refresh_fields(events: Sequence[Event]) -> frozenset[str]:
    """Follow each touched field's chain of edits; returns the edits that compete."""
    households = {
        event.household_id for event in events if event.op in (EventOp.EDIT, EventOp.ACCEPT, EventOp.PERSON)
    }
    if not households:
        return frozenset()
    rows = db.session.scalars(
        select(Event).where(Event.household_id.in_(households), Event.op.in_((EventOp.EDIT, EventOp.ACCEPT)))
    ).all()
    accepted: dict[str, str] = {}
    for row in sorted(
        (row for row in rows if row.op is EventOp.ACCEPT), key=lambda row: row.id, reverse=True
    ):
        accepted[row.data["accepts"]] = row.id
    chains: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for row in rows:
        if row.op is EventOp.EDIT:
            chains[(row.household_id, row.person_id or row.household_id, row.data["field"])].append(row)
    competing: set[str] = set()
    for (household, subject, name), edits in chains.items():
        competing.update(_refresh_field(household, subject, name, edits, accepted))
    db.session.flush()
    return frozenset(competing)


def _refresh_field(
    household: str, subject_id: str, name: str, edits: Sequence[Event], accepted: dict[str, str]
) -> tuple[str, ...]:
    subject = _subject(household, subject_id)
    if subject is None:
        return ()
    head = db.session.get(FieldHead, (household, subject_id, name))
    if head is None:
        head = FieldHead(
            household_id=household, subject_id=subject_id, field=name, commune_id=subject.commune_id,
            base_value=_as_text(getattr(subject, name)), competing=[],
        )  # fmt: skip
        db.session.add(head)
    chain = [Edit(edit.id, edit.data["after"], edit.data["value"]) for edit in edits]
    state = field_state(head.base_value, chain, accepted)
    head.event_id, head.competing = state.head, list(state.competing)
    _write_field(subject, name, state)
    return state.competing


def _subject(household: str, subject_id: str) -> Household | Person | None:
    if subject_id == household:
        return db.session.get(Household, household)
    person = db.session.get(Person, subject_id)
    return person if person is not None and person.household_id == household else None


def _write_field(subject: Household | Person, name: str, state: FieldState) -> None:
    value: Any = int(state.value) if name == "birth_year" and state.value else state.value
    setattr(subject, name, value)
    if isinstance(subject, Household) and name == "head" and state.value:
        subject.head_fold, subject.head_sort = fold(state.value), name_sort_key(state.value)


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _reset_fields(commune_id: str) -> None:
    """Put every edited field back to its first value, so that the log alone decides again."""
    for head in db.session.scalars(select(FieldHead).where(FieldHead.commune_id == commune_id)).all():
        subject = _subject(head.household_id, head.subject_id)
        if subject is not None:
            _write_field(subject, head.field, FieldState(head.base_value, None))
        head.event_id, head.competing = None, []
    db.session.flush()
