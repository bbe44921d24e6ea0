"""What pages show of the log: kept in the transaction that keeps an event, and rebuildable from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, delete, select

from webapp.models.base import db
from webapp.models.event import Event, EventOp, FieldHead, HouseholdProgress, LiveDone
from webapp.models.household import Household, Person
from webapp.models.inserting import insert_all
from webapp.rules.checklist import Edit, FieldState, Tick, field_state, live_dones
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import progress
from webapp.services.progress import named, of_households

_UNDOS = select(Event.id, Event.household_id, Event.item, Event.person_id, Event.cancels).where(
    of_households(Event), Event.op == EventOp.UNDO, Event.cancels.in_(bindparam("dones", expanding=True))
)
_PERSONS = select(Person.household_id, Person.id).where(Person.id.in_(bindparam("persons", expanding=True)))


class NewEvent(NamedTuple):
    """What following an event asks of it; columns of `Event`, without the cost of one."""

    id: str
    commune_id: str
    household_id: str
    op: EventOp
    item: str | None
    person_id: str | None
    helper_id: str
    cancels: str | None
    data: dict[str, Any]
    dated_on: date

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> NewEvent:
        return cls(*(columns[name] for name in cls._fields))


Kept = Event | NewEvent


def refresh(events: Sequence[Kept]) -> frozenset[str]:
    """Bring the projections up to date after these new events; returns the edits that now compete."""
    if not events:
        return frozenset()
    households = {event.household_id: event.commune_id for event in events}
    with_new_people = _place_people(events)
    competing = _refresh_fields(events)
    _refresh_dones(with_new_people)
    _follow_dones([event for event in events if event.household_id not in with_new_people])
    progress.refresh_in(households | with_new_people)
    return competing


def rebuild(commune_id: str) -> None:
    """Throw the projections of a commune away and make them again from the log."""
    for model in (LiveDone, HouseholdProgress):
        db.session.execute(delete(model).where(model.commune_id == commune_id))
    events = db.session.scalars(select(Event).where(Event.commune_id == commune_id)).all()
    _reset_fields(commune_id)
    _place_people(events)
    _refresh_fields(events)
    every = db.session.scalars(select(Household.id).where(Household.commune_id == commune_id))
    households = dict.fromkeys(every, commune_id)
    _refresh_dones(households)
    progress.refresh_in(households)


def _place_people(events: Sequence[Kept]) -> dict[str, str]:
    """A person belongs where the smallest of the events that name it says; one of a list stays there.

    Returns the households of these people, those they left too, each with its commune.
    """
    naming = [event for event in events if event.op is EventOp.PERSON]
    if not naming:
        return {}
    ids = {event.data["id"] for event in naming}
    touched = {event.household_id: event.commune_id for event in naming}
    existing = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    for event in sorted(naming, key=lambda event: event.id):
        person = existing.get(event.data["id"])
        if person is None:
            person = Person(id=event.data["id"], from_event=event.id, position=1000)
            existing[person.id] = person
            db.session.add(person)
        elif person.from_event is None or person.from_event <= event.id:
            continue
        else:
            touched[person.household_id] = person.commune_id
            db.session.execute(delete(FieldHead).where(FieldHead.subject_id == person.id))
        person.commune_id, person.household_id = event.commune_id, event.household_id
        person.name, person.birth_year, person.from_event = (
            event.data["name"],
            event.data["birth_year"],
            event.id,
        )
    db.session.flush()
    return touched


def _refresh_dones(households: Mapping[str, str]) -> None:
    """Look at every tick of these households again: a new person may bring waiting ones to life."""
    if not households:
        return
    db.session.execute(delete(LiveDone).where(of_households(LiveDone)), named(households))
    ticks = select(Event).where(of_households(Event), Event.op.in_((EventOp.DONE, EventOp.UNDO)))
    events = db.session.scalars(ticks, named(households)).all()
    people = select(Person.household_id, Person.id).where(of_households(Person))
    _show(
        [event for event in events if event.op is EventOp.DONE],
        [event for event in events if event.op is EventOp.UNDO],
        db.session.execute(people, named(households)),
    )


def _follow_dones(events: Sequence[Kept]) -> None:
    """What new ticks and undos change, without reading the other ticks of their households."""
    dones = [event for event in events if event.op is EventOp.DONE]
    _take_back([event for event in events if event.op is EventOp.UNDO])
    if not dones:
        return
    homes = named({done.household_id: done.commune_id for done in dones})
    undos = db.session.execute(_UNDOS, homes | {"dones": [done.id for done in dones]}).all()
    persons = {done.person_id for done in dones} - {None}
    people = db.session.execute(_PERSONS, {"persons": list(persons)}) if persons else ()
    _show(dones, undos, people)


def _take_back(undos: Sequence[Kept]) -> None:
    """Hide the ticks that these undos name rightly: same household, item and person."""
    if not undos:
        return
    rightly = {(undo.cancels, undo.household_id, undo.item, undo.person_id) for undo in undos}
    rows = db.session.execute(
        select(LiveDone.event_id, LiveDone.household_id, LiveDone.item, LiveDone.person_id).where(
            LiveDone.event_id.in_([undo.cancels for undo in undos])
        )
    )
    gone = [row.event_id for row in rows if tuple(row) in rightly]
    if gone:
        db.session.execute(delete(LiveDone).where(LiveDone.event_id.in_(gone)))


def _show(dones: Sequence[Kept], undos: Sequence[Any], people: Iterable[Row[str, str]]) -> None:
    """Insert the dones that are live beside these undos; `people` are pairs of household and person."""
    persons: dict[str, set[str]] = defaultdict(set)
    for household, person in people:
        persons[household].add(person)
    undos_of: dict[str, list[Tick]] = defaultdict(list)
    for undo in undos:
        undos_of[undo.household_id].append(_tick(undo))
    dones_of: dict[str, list[Tick]] = defaultdict(list)
    for done in dones:
        dones_of[done.household_id].append(_tick(done))
    live = {
        tick.id
        for household, ticks in dones_of.items()
        for tick in live_dones(ticks, undos_of[household], persons[household])
    }
    if live:
        rows = [_live_row(done) for done in dones if done.id in live]
        db.session.execute(insert_all(LiveDone), rows)


def _tick(event: Any) -> Tick:
    return Tick(event.id, event.item, event.person_id, event.cancels)


def _live_row(event: Kept) -> dict[str, Any]:
    return {
        "event_id": event.id, "commune_id": event.commune_id, "household_id": event.household_id,
        "item": event.item, "person_id": event.person_id, "helper_id": event.helper_id,
        "dated_on": event.dated_on, "lesson_version": event.data.get("lesson_version"),
    }  # fmt: skip


def _refresh_fields(events: Sequence[Kept]) -> frozenset[str]:
    """Follow each touched field's chain of edits; returns the edits that compete."""
    households = {
        event.household_id: event.commune_id
        for event in events
        if event.op in (EventOp.EDIT, EventOp.ACCEPT, EventOp.PERSON)
    }
    if not households:
        return frozenset()
    rows = db.session.scalars(
        select(Event).where(of_households(Event), Event.op.in_((EventOp.EDIT, EventOp.ACCEPT))),
        named(households),
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
    subjects, heads = _subjects(households, chains), _heads(households)
    competing: set[str] = set()
    with db.session.no_autoflush:
        for key, edits in chains.items():
            if (subject := subjects.get(key[:2])) is not None:
                head = heads.get(key) or _first_head(key, subject)
                competing.update(_refresh_field(subject, head, edits, accepted))
    db.session.flush()
    return frozenset(competing)


def _subjects(
    households: Mapping[str, str], chains: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str], Household | Person]:
    """What is edited, by household and own id, read at once; a person only where it belongs."""
    homes = db.session.scalars(select(Household).where(Household.id.in_(households)))
    subjects: dict[tuple[str, str], Household | Person] = {(home.id, home.id): home for home in homes}
    ids = {subject for household, subject, _field in chains if subject != household}
    if ids:
        people = db.session.scalars(select(Person).where(Person.id.in_(ids)))
        subjects |= {(person.household_id, person.id): person for person in people}
    return subjects


def _heads(households: Mapping[str, str]) -> dict[tuple[str, str, str], FieldHead]:
    rows = db.session.scalars(select(FieldHead).where(of_households(FieldHead)), named(households))
    return {(row.household_id, row.subject_id, row.field): row for row in rows}


def _first_head(key: tuple[str, str, str], subject: Household | Person) -> FieldHead:
    household, subject_id, name = key
    head = FieldHead(
        household_id=household, subject_id=subject_id, field=name, commune_id=subject.commune_id,
        base_value=_as_text(getattr(subject, name)), competing=[],
    )  # fmt: skip
    db.session.add(head)
    return head


def _refresh_field(
    subject: Household | Person, head: FieldHead, edits: Sequence[Event], accepted: dict[str, str]
) -> tuple[str, ...]:
    chain = [Edit(edit.id, edit.data["after"], edit.data["value"]) for edit in edits]
    state = field_state(head.base_value, chain, accepted)
    head.event_id, head.competing = state.head, list(state.competing)
    _write_field(subject, head.field, state)
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
