"""A family's answer is heard: with the refusal of one that never agreed goes what was recorded before it.

Where a family had agreed and takes that back, what was done until then still counts until it asks for more
(services/erasing.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from webapp.models.base import db, now
from webapp.models.consent import ConsentAnswer, ConsentPurpose
from webapp.models.event import Event, EventOp, LiveDone, QuarantinedEvent
from webapp.models.household import Household, Person
from webapp.rules.withheld import NEVER_ALLOWED
from webapp.services import audit, consents, erasing, lineage, progress
from webapp.services.access import Viewer
from webapp.services.consents import Said
from webapp.services.progress import named, of_households

_NEVER_ALLOWED = frozenset(EventOp(each) for each in NEVER_ALLOWED)


@dataclass(frozen=True)
class AtStake:
    """What a refusal would take now: all records at the door, and the ticks among them that count."""

    records: int = 0
    ticks: int = 0

    @property
    def words(self) -> str | None:
        """What goes, in Vietnamese; None where nothing does."""
        if not self.records:
            return None
        if not self.ticks:
            return "những gì đã ghi trước đó ở nhà này"
        return f"{self.ticks} việc đã ghi trước đó"


def at_stake(household: Household) -> AtStake:
    """What goes if this family refuses the checklist now; nothing where it ever agreed."""
    if _ever_agreed(household):
        return AtStake()
    homes = erasing.entries(household, lineage.around({household.id}))
    ticks = db.session.scalars(select(LiveDone.event_id).where(of_households(LiveDone)), named(homes)).all()
    records = sum(event.op is not EventOp.UNDO for event in _records(household))
    return AtStake(records, len(ticks))


def hear(*, by: Viewer, household: Household, said: Said) -> AtStake:
    """Keep the family's answer; returns what went with it. Raises as `consents.record`."""
    db.session.execute(select(Household.id).where(Household.id == household.id).with_for_update())
    refuses_first = ConsentPurpose.CHECKLIST not in said.agreed and not _ever_agreed(household)
    gone = at_stake(household) if refuses_first else AtStake()
    consents.record(by=by, household=household, said=said)
    if refuses_first:
        _erase(by, household)
    return gone


def _ever_agreed(household: Household) -> bool:
    ids = {household.id, *lineage.origins(household.id)}
    said = db.session.scalars(select(ConsentAnswer.agreed).where(ConsentAnswer.household_id.in_(ids)))
    if any(ConsentPurpose.CHECKLIST in agreed for agreed in said):
        return True
    return ConsentPurpose.CHECKLIST in consents.given(household)


def _records(household: Household) -> list[Event]:
    every = erasing.door_events(household, lineage.around({household.id}))
    return [event for event in every if event.op in _NEVER_ALLOWED]


def _erase(by: Viewer, household: Household) -> None:
    homes = erasing.entries(household, lineage.around({household.id}))
    records = _records(household)
    people = {str(event.data["id"]) for event in records if event.op is EventOp.PERSON}
    about_them = [
        event
        for event in erasing.door_events(household, lineage.around({household.id}))
        if event.op is EventOp.EDIT and event.person_id in people
    ]
    erasing.empty([*records, *about_them])
    _forget_waiting(by, homes)
    _forget_met(people)
    db.session.execute(delete(LiveDone).where(of_households(LiveDone)), named(homes))
    erasing.forget_sessions(household, homes)
    erasing.end_proposals(by, household)
    db.session.flush()
    progress.refresh({household.id})
    if records:
        audit.record(
            by=by, action="household.first_refusal", noun="household", noun_id=household.id,
            changes={"events": len(records)},
        )  # fmt: skip


def _forget_waiting(by: Viewer, homes: Mapping[str, str]) -> None:
    """What waited for a leader's look."""
    waiting = select(QuarantinedEvent).where(QuarantinedEvent.household_id.in_(homes))
    for twin in db.session.scalars(waiting):
        if twin.payload.get("op") not in NEVER_ALLOWED:
            continue
        twin.payload = {}
        if twin.settled_at is None:
            twin.settled_at, twin.settled_by = now(), by.user_id


def _forget_met(people: Collection[str]) -> None:
    """People who were met at the door; those of the commune's list stay."""
    for person in db.session.scalars(select(Person).where(Person.id.in_(people))):
        if person.from_event is None:
            continue
        person.name = person.birth_year = person.address_form = person.relation = person.band = None
        person.removed_at = person.removed_at or now()
