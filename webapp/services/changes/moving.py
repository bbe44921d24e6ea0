"""Households that go elsewhere: to another hamlet, or to another commune that takes them in."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models.base import db, new_id, now
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.commune import Commune, Hamlet
from webapp.models.household import Household
from webapp.rules.events import HOUSEHOLD_FIELDS
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, communes, field_heads, households, lineage, progress, seats
from webapp.services.access import Viewer
from webapp.services.changes import carrying, making
from webapp.services.errors import Conflict, NotFound, Refused

UNKNOWN_HAMLET = "Chọn thôn, tổ dân phố trong danh sách."
ASKED_ALREADY = "Hộ này đang chờ nơi đến nhận. Rút lại lần trước rồi mới chuyển được."
ANSWERED = "Việc này đã có người trả lời. Tải lại trang."


def other_communes(viewer: Viewer) -> list[Commune]:
    """The communes of this installation that a household can go to, by name."""
    rows = db.session.scalars(select(Commune).where(Commune.id != viewer.commune_id).order_by(Commune.name))
    return list(rows)


def destinations(viewer: Viewer, household: Household) -> list[Hamlet]:
    return [each for each in communes.hamlets(viewer, progress.today()) if each.id != household.hamlet_id]


def keeps_helper(household: Household, hamlet_id: str) -> bool:
    """Whether the member responsible works in that hamlet too."""
    there = Household(commune_id=household.commune_id, hamlet_id=hamlet_id)
    return household.assigned_to in {user.id for user in seats.helpers_of(there)}


def move(*, by: Viewer, household_id: str, hamlet_id: str) -> HouseholdChange:
    """To another hamlet of the commune. Raises NotFound out of scope, Refused at `hamlet_id`."""
    [home] = making.locked(by, household_id)
    if hamlet_id not in {each.id for each in destinations(by, home)}:
        raise Refused(UNKNOWN_HAMLET, "hamlet_id")
    before = home.assigned_to
    if not keeps_helper(home, hamlet_id):
        home.assigned_to = None
    data = {"from": home.hamlet_id, "hamlet": hamlet_id}
    beside = {"assigned": [before, home.assigned_to]}
    return making.make(by=by, household=home, kind=ChangeKind.MOVE, data=data, beside=beside)


def ask(*, by: Viewer, household_id: str, commune_id: str, note: str = "") -> HouseholdChange:
    """Ask the officer of another commune to take a household in. Nothing changes until then."""
    [home] = making.locked(by, household_id)
    if commune_id not in {each.id for each in other_communes(by)}:
        raise Refused("Chọn xã, phường trong danh sách.", "commune_id")
    if asked_for(home) is not None:
        raise Conflict(ASKED_ALREADY)
    change = HouseholdChange(
        id=new_id(), commune_id=home.commune_id, kind=ChangeKind.TRANSFER, state=ChangeState.ASKED,
        household_id=home.id, to_commune_id=commune_id, made_by=by.user_id, beside={},
        data={"commune": commune_id, "note": clean_text(note) or None},
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    _record(by, "household.transfer-ask", change)
    return change


def asked_for(household: Household) -> HouseholdChange | None:
    """The move to another commune that waits for its answer."""
    return db.session.scalar(
        select(HouseholdChange).where(
            HouseholdChange.household_id == household.id, HouseholdChange.state == ChangeState.ASKED
        )
    )


def accept(*, by: Viewer, change_id: str, hamlet_id: str, address: str | None = None) -> HouseholdChange:
    """Take a household in. Its people, what they learnt and what the team saw come along; phone and consent
    do not, but a refusal does."""
    change = _arriving(by, change_id)
    if hamlet_id not in {each.id for each in communes.hamlets(by, progress.today())}:
        raise Refused(UNKNOWN_HAMLET, "hamlet_id")
    lock = select(Household).where(Household.id == change.household_id).with_for_update()
    old = db.session.scalars(lock.execution_options(populate_existing=True)).one()
    if old.merged_into or old.archived_at:
        raise Conflict("Hộ này vừa được gộp hoặc cất đi ở nơi cũ, không nhận được nữa.")
    new = Household(
        id=new_id(), commune_id=by.commune_id, hamlet_id=hamlet_id, head=old.head, head_fold=old.head_fold,
        head_sort=old.head_sort, address_form=old.address_form, size=old.size,
        address=clean_text(address or "") or None,
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    carrying.to_other_commune(by, old, new)
    family = lineage.around({old.id})
    seen = {name: field_heads.path(old, name, family) for name in sorted(HOUSEHOLD_FIELDS)}
    change.data = {**change.data, "seen": seen, "heads": {}}
    change.ended_by, change.ended_at = by.user_id, now()
    _record(by, "household.transfer-accept", change, commune_id=by.commune_id)
    return making.carry_out(by=by, change=change, household=old, into=new)


def decline(*, by: Viewer, change_id: str) -> HouseholdChange:
    """Not taken in: the household stays where it was."""
    return _answer(by, _arriving(by, change_id), "household.transfer-decline")


def withdraw(*, by: Viewer, change_id: str) -> HouseholdChange:
    """The asking commune takes its question back."""
    change = _locked(change_id)
    if change is None or change.commune_id != by.commune_id:
        raise NotFound
    return _answer(by, change, "household.transfer-withdraw")


def _answer(by: Viewer, change: HouseholdChange, action: str) -> HouseholdChange:
    if change.state is not ChangeState.ASKED:
        raise Conflict(ANSWERED)
    change.state, change.ended_by, change.ended_at = ChangeState.DECLINED, by.user_id, now()
    _record(by, action, change)
    db.session.flush()
    return change


def _arriving(by: Viewer, change_id: str) -> HouseholdChange:
    change = _locked(change_id)
    if change is None or change.to_commune_id != by.commune_id:
        raise NotFound
    if change.state is not ChangeState.ASKED:
        raise Conflict(ANSWERED)
    return change


def _locked(change_id: str) -> HouseholdChange | None:
    query = select(HouseholdChange).where(
        HouseholdChange.id == change_id, HouseholdChange.kind == ChangeKind.TRANSFER
    )
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _record(by: Viewer, action: str, change: HouseholdChange, commune_id: str | None = None) -> None:
    audit.record(
        by=by, action=action, noun="household", noun_id=change.household_id,
        changes={"change": change.id, "to": change.to_commune_id}, commune_id=commune_id or change.commune_id,
    )  # fmt: skip


def archive(*, by: Viewer, household_id: str, reason: str) -> HouseholdChange:
    """Put a household away; it leaves every list and count, and its events stay."""
    [home] = making.locked(by, household_id)
    if asked_for(home) is not None:
        raise Conflict(ASKED_ALREADY)
    return making.make(
        by=by, household=home, kind=ChangeKind.ARCHIVE, data={"reason": reason, "before": None}
    )


def restore(*, by: Viewer, household_id: str) -> HouseholdChange:
    """Bring a household back from where it was put away. Raises NotFound, Conflict when it is there."""
    home = households.put_away(by, household_id)
    if home.archived_at is None:
        raise Conflict("Hộ này đang có trong danh sách.")
    data = {"before": home.archived_at.isoformat()}
    return making.make(by=by, household=home, kind=ChangeKind.RESTORE, data=data)
