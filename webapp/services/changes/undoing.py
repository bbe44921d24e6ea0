"""Taking a change of a household back within 30 days: an event too, so nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from webapp.models.base import db, new_id, now
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.event import EventOp
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.services import audit
from webapp.services.access import Permission, Viewer
from webapp.services.changes import carrying, making
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.lineage import LINKING
from webapp.services.rehoming import ARCHIVING

WITHIN = timedelta(days=30)
OFFICERS_ONLY = frozenset({ChangeKind.MOVE, ChangeKind.TRANSFER})
TOO_LATE = "Đã quá 30 ngày, không hoàn tác được nữa."
DONE_ALREADY = "Việc này đã được hoàn tác. Tải lại trang."
NOT_LAST = "Sau đó hộ này còn thay đổi khác. Hoàn tác thay đổi sau trước."
HONOURED = "Hộ mới đã được đề nghị hoặc công nhận, không hoàn tác được nữa."
ASK_OFFICER = "Việc này do cán bộ xã, phường làm. Nhờ cán bộ hoàn tác."


def may_undo(viewer: Viewer, change: HouseholdChange) -> bool:
    """Whether a button to take it back is worth showing."""
    if change.state is not ChangeState.DONE or now() - change.made_at > WITHIN:
        return False
    if change.kind in OFFICERS_ONLY and not viewer.may(Permission.MOVE_HOUSEHOLDS):
        return False
    return _holder(change) == viewer.commune_id


def undo(*, by: Viewer, change_id: str) -> HouseholdChange:
    """Raises NotFound out of scope, Conflict when it is too late or something rests on it."""
    change = _locked(by, change_id)
    if change.state is not ChangeState.DONE:
        raise Conflict(DONE_ALREADY)
    if change.kind in OFFICERS_ONLY and not by.may(Permission.MOVE_HOUSEHOLDS):
        raise Refused(ASK_OFFICER)
    if now() - change.made_at > WITHIN:
        raise Conflict(TOO_LATE)
    for each in change.beside.get("joins", ()):
        joined = db.session.get_one(HouseholdChange, each)
        if joined.state is ChangeState.DONE:
            _revert(by, joined)
    _refuse_unless_last(change)
    _revert(by, change)
    return change


def _locked(by: Viewer, change_id: str) -> HouseholdChange:
    query = select(HouseholdChange).where(HouseholdChange.id == change_id)
    change = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if change is None or _holder(change) != by.commune_id:
        raise NotFound
    ids = [each for each in (change.household_id, change.into_id) if each]
    homes = select(Household).where(Household.id.in_(ids)).order_by(Household.id).with_for_update()
    found = db.session.scalars(homes.execution_options(populate_existing=True)).all()
    allowed = by.hamlet_ids
    if allowed is not None and not any(home.hamlet_id in allowed for home in found):
        raise NotFound
    return change


def _holder(change: HouseholdChange) -> str | None:
    """The commune whose household it is now."""
    return change.to_commune_id if change.kind is ChangeKind.TRANSFER else change.commune_id


def _refuse_unless_last(change: HouseholdChange) -> None:
    same = next((group for group in (LINKING, ARCHIVING) if change.kind in group), (change.kind,))
    touched = [each for each in (change.household_id, change.into_id) if each]
    later = select(HouseholdChange.id).where(
        or_(HouseholdChange.household_id.in_(touched), HouseholdChange.into_id.in_(touched)),
        HouseholdChange.kind.in_(same),
        HouseholdChange.state == ChangeState.DONE,
        HouseholdChange.id != change.id,
        HouseholdChange.made_at >= change.made_at,
    )
    if db.session.scalar(later.limit(1)):
        raise Conflict(NOT_LAST)
    if change.kind in (ChangeKind.SPLIT, ChangeKind.TRANSFER) and db.session.scalar(
        select(Recognition.id).where(Recognition.recipient_id == change.into_id).limit(1)
    ):
        raise Conflict(HONOURED)


def _revert(by: Viewer, change: HouseholdChange) -> None:
    event_id = new_id()
    making.keep(by, change, EventOp.REVERT, event_id, {"kind": change.kind.value}, cancels=change.id)
    change.state, change.ended_by, change.ended_at = ChangeState.UNDONE, by.user_id, now()
    moved = change.beside.get("recognitions", ())
    for row in db.session.scalars(select(Recognition).where(Recognition.id.in_(moved))):
        row.recipient_id = change.household_id
    _assignment_back(change)
    audit.record(
        by=by, action=f"household.{change.kind.value}-undo", noun="household", noun_id=change.household_id,
        changes={"change": change.id, "into": change.into_id}, commune_id=change.commune_id,
    )  # fmt: skip
    making.follow(change)


def _assignment_back(change: HouseholdChange) -> None:
    """Whoever was responsible before is again, unless somebody was named since; a survivor's other things."""
    home = db.session.get_one(
        Household, change.into_id if change.kind is ChangeKind.MERGE else change.household_id
    )
    carrying.taken_back(home, change)
    before, after = change.beside.get("assigned", (None, None))
    if before != after and home.assigned_to == after:
        home.assigned_to = before
