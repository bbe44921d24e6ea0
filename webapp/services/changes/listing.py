"""The changes of households as an officer or leader reads them, and what is put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from webapp.models.base import db, now
from webapp.models.change import ArchiveReason, ChangeKind, ChangeState, HouseholdChange
from webapp.models.commune import Commune, Hamlet
from webapp.models.household import Household, Person
from webapp.models.user import User
from webapp.services.access import Permission, Viewer, in_scope
from webapp.services.changes import undoing

MOST_SHOWN = 100
INTO = aliased(Household)


@dataclass(frozen=True)
class ChangeLine:
    """One change: `into` is the household that goes on, `to` a hamlet's or commune's name it leads to."""

    change: HouseholdChange
    household: Household
    into: Household | None
    to: str | None
    made_by: str
    can_undo: bool
    days_left: int

    @property
    def reason(self) -> ArchiveReason | None:
        said = self.change.data.get("reason")
        return ArchiveReason(said) if said else None

    @property
    def open(self) -> Household | None:
        """The household whose page can be opened."""
        if self.household.merged_into:
            return self.into
        return None if self.household.archived_at else self.household


@dataclass(frozen=True)
class Arrival:
    """A household that another commune asks us to take in; of it only what the choice needs."""

    change: HouseholdChange
    head: str
    people: int
    commune: str
    asked_at: datetime


def lines(viewer: Viewer, household_id: str | None = None) -> list[ChangeLine]:
    """The latest changes in the viewer's scope, or those of one household, newest first."""
    rows = db.session.execute(
        select(HouseholdChange, Household, INTO, User.display_name)
        .join(Household, Household.id == HouseholdChange.household_id)
        .outerjoin(INTO, INTO.id == HouseholdChange.into_id)
        .outerjoin(User, User.id == HouseholdChange.made_by)
        .where(_scope(viewer), _about(household_id))
        .order_by(HouseholdChange.made_at.desc(), HouseholdChange.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    names = _names([row[0] for row in rows])
    return [
        ChangeLine(
            change, household, into, names.get(_leads_to(change) or ""), name or "",
            undoing.may_undo(viewer, change), _days_left(change.made_at),
        )
        for change, household, into, name in rows
    ]  # fmt: skip


def recent(viewer: Viewer, household: Household) -> list[ChangeLine]:
    """The changes of a household that can still be taken back or wait for an answer."""
    found = lines(viewer, household.id)
    return [each for each in found if each.can_undo or each.change.state is ChangeState.ASKED]


def arrivals(viewer: Viewer) -> list[Arrival]:
    """The households that other communes ask this one to take in; for those who may."""
    if not viewer.may(Permission.MOVE_HOUSEHOLDS):
        return []
    people = (
        select(func.count(Person.id))
        .where(Person.household_id == Household.id, Person.removed_at.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(HouseholdChange, Household.head, people, Commune.name)
        .join(Household, Household.id == HouseholdChange.household_id)
        .join(Commune, Commune.id == HouseholdChange.commune_id)
        .where(HouseholdChange.to_commune_id == viewer.commune_id, HouseholdChange.state == ChangeState.ASKED)
        .order_by(HouseholdChange.made_at)
    )
    return [Arrival(change, head, count, name, change.made_at) for change, head, count, name in rows]


def arrival(viewer: Viewer, change_id: str) -> Arrival | None:
    return next((each for each in arrivals(viewer) if each.change.id == change_id), None)


def put_away(viewer: Viewer) -> list[tuple[Household, Hamlet]]:
    """The households that were put away, the latest first."""
    rows = db.session.execute(
        select(Household, Hamlet)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(
            Household.commune_id == viewer.commune_id,
            in_scope(viewer, Household.hamlet_id),
            Household.archived_at.is_not(None),
            Household.merged_into.is_(None),
        )
        .order_by(Household.archived_at.desc(), Household.id)
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1]) for row in rows]


def _scope(viewer: Viewer) -> ColumnElement[bool]:
    own = and_(
        HouseholdChange.commune_id == viewer.commune_id,
        or_(in_scope(viewer, Household.hamlet_id), in_scope(viewer, INTO.hamlet_id)),
    )
    if not viewer.may(Permission.MOVE_HOUSEHOLDS):
        return own
    taken_in = and_(
        HouseholdChange.to_commune_id == viewer.commune_id, HouseholdChange.state != ChangeState.ASKED
    )
    return or_(own, taken_in)


def _about(household_id: str | None) -> ColumnElement[bool]:
    if household_id is None:
        return HouseholdChange.kind.is_not(None)
    return or_(HouseholdChange.household_id == household_id, HouseholdChange.into_id == household_id)


def _leads_to(change: HouseholdChange) -> str | None:
    return change.data.get("hamlet") if change.kind is ChangeKind.MOVE else change.to_commune_id


def _names(changes: Sequence[HouseholdChange]) -> dict[str, str]:
    """The words for the hamlets and communes that changes lead to."""
    wanted = {leads for each in changes if (leads := _leads_to(each))}
    if not wanted:
        return {}
    hamlets = [each for each in wanted if len(each) > 5]
    found = {row.id: row.label for row in db.session.scalars(select(Hamlet).where(Hamlet.id.in_(hamlets)))}
    places = select(Commune.id, Commune.name).where(Commune.id.in_(wanted - set(hamlets)))
    return found | dict(db.session.execute(places).all())


def _days_left(made_at: datetime) -> int:
    return max(0, (made_at + undoing.WITHIN - now()).days + 1)
