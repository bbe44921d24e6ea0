"""New households from the door: the leader confirms them, joins them to known ones, or refuses them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from webapp.models.base import db, new_id
from webapp.models.change import ArchiveReason
from webapp.models.commune import Hamlet
from webapp.models.event import Event, EventOp
from webapp.models.household import Household, Person
from webapp.models.user import User
from webapp.services import audit, door_households, households, seats
from webapp.services.access import Viewer, in_scope
from webapp.services.changes import making, moving
from webapp.services.errors import Conflict

AT_THE_DOOR = (EventOp.DONE, EventOp.UNDO, EventOp.VISIT, EventOp.EDIT, EventOp.NOTE, EventOp.PERSON)
CONFIRMED = "Hộ này đã được xác nhận. Tải lại trang."


@dataclass(frozen=True)
class DoorHome:
    """A household that waits for the leader, or was refused: who met it, how many events it has."""

    household: Household
    hamlet: Hamlet
    maker: str
    events: int

    @property
    def refused(self) -> bool:
        return self.household.archived_at is not None


def waiting(viewer: Viewer) -> list[DoorHome]:
    """Those to be confirmed in the viewer's scope, then those refused: their events are kept for a review."""
    kept = (
        select(func.count())
        .where(
            Event.commune_id == viewer.commune_id,
            Event.household_id == Household.id,
            Event.op.in_(AT_THE_DOOR),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Household, Hamlet, User.display_name, kept)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .outerjoin(User, User.id == Household.awaiting)
        .where(
            Household.commune_id == viewer.commune_id,
            in_scope(viewer, Household.hamlet_id),
            Household.awaiting.is_not(None),
            Household.merged_into.is_(None),
        )
        .order_by(Household.archived_at.is_not(None), Household.created_at, Household.id)
    )
    return [DoorHome(home, hamlet, name or "", count) for home, hamlet, name, count in rows]


def confirm(*, by: Viewer, household_id: str) -> Household:
    """It stands on the list from now on, with whoever met it. Its head is its first person.

    Raises NotFound out of scope, Conflict when it stands there already.
    """
    home = _awaiting(by, household_id)
    if home.assigned_to is None and home.awaiting in {user.id for user in seats.helpers_of(home)}:
        home.assigned_to = home.awaiting
    if not households.people(home):
        db.session.add(
            Person(
                id=new_id(), commune_id=home.commune_id, household_id=home.id, name=home.head,
                relation="Chủ hộ",
            )
        )  # fmt: skip
    event = making.desk_event(
        by, home.commune_id, home.id, EventOp.ACCEPT, new_id(), {"accepts": home.from_event}
    )
    db.session.add(event)
    db.session.flush()
    door_households.follow([event])
    audit.record(by=by, action="household.confirm", noun="household", noun_id=home.id, changes={})
    return home


def refuse(*, by: Viewer, household_id: str) -> None:
    """Put away; what was recorded for it stays, and stands with it in the review."""
    home = _awaiting(by, household_id)
    moving.archive(by=by, household_id=home.id, reason=ArchiveReason.NOT_CONFIRMED.value)


def _awaiting(by: Viewer, household_id: str) -> Household:
    [home] = making.locked(by, household_id)
    if home.awaiting is None:
        raise Conflict(CONFIRMED)
    return home
