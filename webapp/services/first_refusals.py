"""A family's answer is heard: with the refusal of one that never agreed goes what was recorded before it.

Where a family had agreed and takes that back, what was done until then still counts until it asks for more
(services/erasing.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.consent import ConsentAnswer, ConsentPurpose
from webapp.models.event import Event, EventOp, LiveDone, QuarantinedEvent
from webapp.models.household import Household, Person
from webapp.rules.events import made_at
from webapp.rules.withheld import NEVER_ALLOWED, never_allowed
from webapp.services import asking_again, audit, consents, erasing, lineage, projection, wishes
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
    return _stake_of(household, _going(household))


def hear(*, by: Viewer, household: Household, said: Said) -> AtStake:
    """Keep the family's answer; returns what went with it. Raises as `consents.record`."""
    db.session.execute(select(Household.id).where(Household.id == household.id).with_for_update())
    refuses = ConsentPurpose.CHECKLIST not in said.agreed
    stake, going = (at_stake(household), _going(household)) if refuses else (AtStake(), [])
    whole = refuses and not _ever_agreed(household)
    consents.record(by=by, household=household, said=said)
    if whole:
        _forget_beside(by, household)
    if going:
        _erase(by, household, going)
    elif household.changed:  # what was out of sight until the family was asked comes back
        projection.look_again(household)
    return stake


def hear_older(*, by: Viewer, household: Household, said: Said) -> AtStake:
    """Keep an answer that was said before the family's last word, which stays in force.

    A first refusal that arrives only now takes along what was recorded before the family agreed.
    """
    db.session.execute(select(Household.id).where(Household.id == household.id).with_for_update())
    consents.remember_older(by=by, household=household, said=said)
    going = [] if ConsentPurpose.CHECKLIST in said.agreed else _never_allowed(household)
    stake = _stake_of(household, going)
    if going:
        _erase(by, household, going)
    return stake


def _going(household: Household) -> list[Event]:
    """What goes with a refusal now: all where the family never agreed, else what waits out of sight."""
    if not _ever_agreed(household):
        return _records(household)
    hidden = asking_again.hidden_records(household)
    return [event for event in _records(household) if event.household_id in hidden] if hidden else []


def _never_allowed(household: Household) -> list[Event]:
    """What was recorded before the family agreed for the first time, after a refusal that came first."""
    entries = erasing.entries(household, lineage.around({household.id}))
    said = wishes.in_family(entries, lineage.NOBODY).of.values()
    answers = [answer for wish in said for answer in wish.answers]
    return [
        event
        for event in _records(household)
        if never_allowed(answers, event.op, _made_at(event)) is not None
    ]


def _made_at(event: Event) -> datetime:
    return made_at(event.occurred_at, event.sent_at, event.received_at)[0]


def _stake_of(household: Household, going: Sequence[Event]) -> AtStake:
    homes = erasing.entries(household, lineage.around({household.id}))
    live = db.session.scalars(select(LiveDone.event_id).where(of_households(LiveDone)), named(homes)).all()
    shown = set(live)
    return AtStake(
        sum(event.op is not EventOp.UNDO for event in going), sum(event.id in shown for event in going)
    )


def _ever_agreed(household: Household) -> bool:
    ids = {household.id, *lineage.origins(household.id)}
    said = db.session.scalars(select(ConsentAnswer.agreed).where(ConsentAnswer.household_id.in_(ids)))
    if any(ConsentPurpose.CHECKLIST in agreed for agreed in said):
        return True
    return ConsentPurpose.CHECKLIST in consents.given(household)


def _records(household: Household) -> list[Event]:
    every = erasing.door_events(household, lineage.around({household.id}))
    return [event for event in every if event.op in _NEVER_ALLOWED]


def _erase(by: Viewer, household: Household, records: Sequence[Event]) -> None:
    people = {str(event.data["id"]) for event in records if event.op is EventOp.PERSON}
    about_them = [
        event
        for event in erasing.door_events(household, lineage.around({household.id}))
        if event.op is EventOp.EDIT and event.person_id in people
    ]
    erasing.empty([*records, *about_them])
    _forget_met(people)
    erasing.end_proposals(by, household)
    db.session.flush()
    projection.look_again(household)
    audit.record(
        by=by, action="household.first_refusal", noun="household", noun_id=household.id,
        changes={"events": len(records)},
    )  # fmt: skip


def _forget_beside(by: Viewer, household: Household) -> None:
    """What stands beside the log of a family that never agreed."""
    homes = erasing.entries(household, lineage.around({household.id}))
    _forget_waiting(by, homes)
    erasing.forget_sessions(household, homes)
    erasing.end_proposals(by, household)
    db.session.flush()


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
