"""After a change: where people live, which household goes on for which, where it stands, by the log alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from webapp.models.base import db, now
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.event import Event, EventOp
from webapp.models.household import Household, Person
from webapp.rules.lineage import Standing, stands
from webapp.services import field_heads
from webapp.services.lineage import KEPT, Family

CHANGES = {EventOp(kind.value): kind for kind in ChangeKind}
ARCHIVING = (ChangeKind.ARCHIVE, ChangeKind.RESTORE)


def rehome(family: Family) -> None:
    """People go where the links lead, and a household that came to an end names the one that goes on."""
    if not family.communes:
        return
    ids = list(family.communes)
    people = select(Person).where(or_(Person.household_id.in_(ids), Person.listed_in.in_(ids)))
    for person in db.session.scalars(people).all():
        origin = person.listed_in or person.household_id
        home = family.home(origin, person.id)
        if home != person.household_id:
            field_heads.follow(person.id, home, family.communes[home])
        person.listed_in = None if home == origin else origin
        person.household_id, person.commune_id = home, family.communes[home]
        _join(person, family)
    for household in db.session.scalars(select(Household).where(Household.id.in_(ids))):
        home = family.home(household.id)
        household.merged_into = None if home == household.id else home
        household.merged_at = (household.merged_at or now()) if household.merged_into else None
    db.session.flush()


def _join(person: Person, family: Family) -> None:
    """Someone entered twice stays in the table, put away, and comes back when the joining is undone."""
    if family.person(person.id) != person.id:
        person.removed_at = person.removed_at or now()
    elif person.id in family.separated:
        person.removed_at = None


def stand(households: Collection[str]) -> None:
    """The hamlet of these households, the places they left, and whether they are put away."""
    steps: dict[str, list[HouseholdChange]] = defaultdict(list)
    kinds = (ChangeKind.MOVE, *ARCHIVING)
    rows = select(HouseholdChange).where(
        HouseholdChange.household_id.in_(households),
        HouseholdChange.kind.in_(kinds),
        HouseholdChange.state.in_(KEPT),
    )
    for row in db.session.scalars(rows.order_by(HouseholdChange.made_at, HouseholdChange.id)):
        steps[row.household_id].append(row)
    for home in db.session.scalars(select(Household).where(Household.id.in_(steps))).all():
        _stand(home, steps[home.id])
    db.session.flush()


def _stand(home: Household, rows: Sequence[HouseholdChange]) -> None:
    moves = [row for row in rows if row.kind is ChangeKind.MOVE]
    if moves:
        home.hamlet_id = stands([_step(row, row.data["from"], row.data["hamlet"]) for row in moves])
        home.former = [_left(home, row) for row in moves]
    put_away = [row for row in rows if row.kind in ARCHIVING]
    if put_away:
        at = stands([_step(row, row.data["before"], _archived(row)) for row in put_away])
        home.archived_at = datetime.fromisoformat(at) if at else None


def _step(row: HouseholdChange, before: Any, after: Any) -> Standing:
    return Standing(row.id, row.data["order"], before, after, row.state is ChangeState.UNDONE)


def _archived(row: HouseholdChange) -> str | None:
    return row.made_at.isoformat() if row.kind is ChangeKind.ARCHIVE else None


def _left(home: Household, row: HouseholdChange) -> dict[str, Any]:
    """The hamlet that a move left, or, taken back, the one it had led to; with the moment."""
    undone = row.state is ChangeState.UNDONE
    until = row.ended_at if undone and row.ended_at else row.made_at
    return {
        "commune": home.commune_id,
        "hamlet": row.data["hamlet"] if undone else row.data["from"],
        "until": until.isoformat(),
    }


def from_log(commune_id: str, events: Sequence[Event]) -> None:
    """Make the rows of a commune's changes again from its log, and stand its households by them."""
    reverts = {event.cancels: event for event in events if event.op is EventOp.REVERT}
    for event in events:
        if (kind := CHANGES.get(event.op)) is not None:
            _row(event, kind, reverts.get(event.id))
    db.session.flush()
    stand({event.household_id for event in events if event.op in CHANGES})


def _row(event: Event, kind: ChangeKind, revert: Event | None) -> None:
    row = db.session.get(HouseholdChange, event.id)
    if row is None:
        row = HouseholdChange(
            id=event.id, commune_id=event.commune_id, household_id=event.household_id, kind=kind,
            into_id=event.data.get("into"), to_commune_id=event.data.get("commune"), data=event.data,
            made_by=event.recorded_by, made_at=event.received_at,
        )  # fmt: skip
        db.session.add(row)
    row.state = ChangeState.UNDONE if revert else ChangeState.DONE
    row.ended_by = revert.recorded_by if revert else None
    row.ended_at = revert.received_at if revert else None


def next_orders(household_ids: Collection[str]) -> dict[str, int]:
    """The number of each household's next change."""
    counted = (
        select(HouseholdChange.household_id, func.count())
        .where(HouseholdChange.household_id.in_(household_ids), HouseholdChange.state.in_(KEPT))
        .group_by(HouseholdChange.household_id)
    )
    before = dict(db.session.execute(counted).all())
    return {each: before.get(each, 0) + 1 for each in household_ids}
