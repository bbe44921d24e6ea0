"""What pages show of the log: kept in the transaction that keeps an event, and rebuildable from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, select

from webapp.models.asking import among, rows
from webapp.models.base import db
from webapp.models.event import Event, EventOp, HouseholdProgress, LiveDone
from webapp.models.household import Household, Person
from webapp.models.inserting import insert_all
from webapp.rules.checklist import Tick, live_dones
from webapp.services import asking_again, door_households, field_heads, lineage, progress, rehoming
from webapp.services.lineage import Family
from webapp.services.progress import named, of_households

_UNDOS = select(Event.id, Event.household_id, Event.item, Event.person_id, Event.cancels).where(
    of_households(Event), Event.op == EventOp.UNDO, among(Event.cancels, "dones")
)
_PERSONS = select(Person.household_id, Person.id).where(among(Person.id, "persons"))


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


ABOUT_FIELDS = frozenset({EventOp.EDIT, EventOp.ACCEPT, EventOp.PERSON, EventOp.HOUSEHOLD})


def refresh(events: Sequence[Kept]) -> frozenset[str]:
    """Bring the projections up to date after these new events; returns the edits that now compete."""
    if not events:
        return frozenset()
    households = {event.household_id: event.commune_id for event in events}
    family = lineage.around(households)
    door_households.follow(events)
    with_new_people = _place_people(events, family)
    if with_new_people.keys() - households.keys():
        family = lineage.around(households | with_new_people)
    about_fields = {event.household_id: event.commune_id for event in events if event.op in ABOUT_FIELDS}
    competing = field_heads.refresh(about_fields, family) if about_fields else frozenset()
    every = households | with_new_people | family.communes
    again = {each: commune for each, commune in every.items() if each in with_new_people or each in family}
    _refresh_dones(again, family)
    _follow_dones([event for event in events if event.household_id not in again])
    progress.refresh_in(every, family)
    return competing


def restructure(family: Family) -> None:
    """Bring the projections of linked households up to date after one of their changes."""
    rehoming.rehome(family)
    field_heads.refresh({}, family)
    _refresh_dones(family.communes, family)
    progress.refresh_in(family.communes, family)


def look_again(household: Household) -> None:
    """Bring ticks and counts of a household up to date after what may be kept of it has changed."""
    households = {household.id: household.commune_id}
    family = lineage.around(households)
    _refresh_dones(households, family)
    progress.refresh_in(households | family.communes, family)


def rebuild(commune_id: str) -> None:
    """Throw the projections of a commune away and make them again from the log."""
    for model in (LiveDone, HouseholdProgress):
        db.session.execute(delete(model).where(model.commune_id == commune_id))
    events = db.session.scalars(select(Event).where(Event.commune_id == commune_id)).all()
    field_heads.reset(commune_id)
    rehoming.from_log(commune_id, events)
    every = db.session.scalars(select(Household.id).where(Household.commune_id == commune_id))
    households = dict.fromkeys(every, commune_id)
    family = lineage.around(households)
    door_households.follow(events)
    rehoming.rehome(family)
    _place_people(events, family)
    field_heads.refresh({event.household_id: commune_id for event in events}, family)
    _refresh_dones(households, family)
    progress.refresh_in(households | family.communes, family)


def _place_people(events: Sequence[Kept], family: Family) -> dict[str, str]:
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
            field_heads.forget(person.id)
        _name(person, event, family)
    db.session.flush()
    return touched


def _name(person: Person, event: Kept, family: Family) -> None:
    home = family.home(event.household_id, person.id)
    person.household_id, person.commune_id = home, family.communes.get(home, event.commune_id)
    person.listed_in = None if home == event.household_id else event.household_id
    person.name, person.birth_year, person.from_event = (
        event.data["name"],
        event.data["birth_year"],
        event.id,
    )


def _refresh_dones(households: Mapping[str, str], family: Family) -> None:
    """Look at every tick of these households again: a new person may bring waiting ones to life."""
    every = dict(households) | family.communes
    if not households:
        return
    db.session.execute(delete(LiveDone).where(of_households(LiveDone)), named(every))
    ticks = select(Event).where(of_households(Event), Event.op.in_((EventOp.DONE, EventOp.UNDO)))
    hidden = asking_again.out_of_sight(family)
    events = [each for each in db.session.scalars(ticks, named(every)) if each.household_id not in hidden]
    people = select(Person.household_id, Person.id).where(of_households(Person))
    _show(
        [event for event in events if event.op is EventOp.DONE],
        [event for event in events if event.op is EventOp.UNDO],
        db.session.execute(people, named(every)),
        family,
    )


def _follow_dones(events: Sequence[Kept]) -> None:
    """What new ticks and undos change, without reading the other ticks of their households."""
    dones = [event for event in events if event.op is EventOp.DONE]
    _take_back([event for event in events if event.op is EventOp.UNDO])
    if not dones:
        return
    homes = named({done.household_id: done.commune_id for done in dones})
    undos = rows(_UNDOS, homes | {"dones": [done.id for done in dones]})
    persons = {done.person_id for done in dones} - {None}
    people = rows(_PERSONS, {"persons": list(persons)}) if persons else ()
    _show(dones, undos, people, lineage.NOBODY)


def _take_back(undos: Sequence[Kept]) -> None:
    """Hide the ticks that these undos name rightly: same household, item and person."""
    if not undos:
        return
    rightly = {(undo.cancels, undo.household_id, undo.item, undo.person_id) for undo in undos}
    hidden = db.session.execute(
        select(LiveDone.event_id, LiveDone.household_id, LiveDone.item, LiveDone.person_id).where(
            LiveDone.event_id.in_([undo.cancels for undo in undos])
        )
    )
    gone = [row.event_id for row in hidden if tuple(row) in rightly]
    if gone:
        db.session.execute(delete(LiveDone).where(LiveDone.event_id.in_(gone)))


def _show(
    dones: Sequence[Kept], undos: Sequence[Any], people: Iterable[Row[str, str]], family: Family
) -> None:
    """Insert the dones that are live beside these undos; `people` are pairs of household and person."""
    persons: dict[str, set[str]] = defaultdict(set)
    for household, person in people:
        persons[household].add(person)
    undos_of: dict[str, list[Tick]] = defaultdict(list)
    for undo in undos:
        undos_of[_home(undo, family)].append(_tick(undo, family))
    dones_of: dict[str, list[Tick]] = defaultdict(list)
    for done in dones:
        dones_of[_home(done, family)].append(_tick(done, family))
    live = {
        tick.id
        for household, ticks in dones_of.items()
        for tick in live_dones(ticks, undos_of[household], persons[household])
    }
    if live:
        shown = [_live_row(done, family) for done in dones if done.id in live]
        db.session.execute(insert_all(LiveDone), shown)


def _home(event: Any, family: Family) -> str:
    return family.home(event.household_id, event.person_id)


def _tick(event: Any, family: Family) -> Tick:
    return Tick(event.id, event.item, family.person(event.person_id), event.cancels)


def _live_row(event: Kept, family: Family) -> dict[str, Any]:
    home = _home(event, family)
    return {
        "event_id": event.id, "commune_id": family.communes.get(home, event.commune_id),
        "household_id": home, "item": event.item, "person_id": family.person(event.person_id),
        "helper_id": event.helper_id, "dated_on": event.dated_on,
        "lesson_version": event.data.get("lesson_version"),
    }  # fmt: skip
