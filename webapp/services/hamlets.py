"""Hamlets: added, renamed, closed. Their old names stay with the day and the decision that ended them.

Merging and renaming thôn and tổ dân phố is decided by the commune's council (Nghị định 185/2026/NĐ-CP).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.household import Household
from webapp.models.user import Team, TeamMember, User
from webapp.rules.dates import show_date
from webapp.rules.vietnamese import clean_text, fold, sort_key_text
from webapp.services import audit, progress, seats
from webapp.services.access import Viewer
from webapp.services.changes import making
from webapp.services.errors import NotFound, Refused


@dataclass(frozen=True)
class HamletLine:
    """A hamlet on the admin's list with its number of living households."""

    hamlet: Hamlet
    households: int


def every(viewer: Viewer) -> list[HamletLine]:
    """All hamlets of the commune, closed ones last."""
    living = func.count(Household.id).filter(Household.archived_at.is_(None), Household.merged_into.is_(None))
    rows = db.session.execute(
        select(Hamlet, living)
        .outerjoin(Household, Household.hamlet_id == Hamlet.id)
        .where(Hamlet.commune_id == viewer.commune_id)
        .group_by(Hamlet.id)
        .order_by(Hamlet.valid_to.is_not(None), Hamlet.sort_key)
    )
    return [HamletLine(row[0], row[1]) for row in rows]


def get(viewer: Viewer, hamlet_id: str) -> Hamlet:
    """Raises NotFound for a hamlet of another commune."""
    found = db.session.scalar(
        select(Hamlet).where(Hamlet.commune_id == viewer.commune_id, Hamlet.id == hamlet_id)
    )
    if found is None:
        raise NotFound
    return found


def add(
    *, by: Viewer, kind: str, name: str, valid_from: date | None = None, decision: str | None = None
) -> Hamlet:
    """Raises Refused at `name` when one in force is called so."""
    kind, name = clean_text(kind), clean_text(name)
    if valid_from and valid_from > progress.today():
        raise Refused("Ngày này chưa tới. Đến ngày đó hãy thêm.", "valid_from")
    _check_name(by, kind, name)
    hamlet = Hamlet(
        commune_id=by.commune_id, kind=kind, name=name, sort_key=sort_key_text(name), old_names=[],
        valid_from=valid_from, decision=decision or None,
    )  # fmt: skip
    db.session.add(hamlet)
    db.session.flush()
    audit.record(
        by=by, action="hamlet.add", noun="hamlet", noun_id=hamlet.id,
        changes={"label": hamlet.label, "decision": decision},
    )  # fmt: skip
    return hamlet


def rename(*, by: Viewer, hamlet_id: str, kind: str, name: str, on: date, decision: str) -> Hamlet:
    """Give a hamlet a new name from that day on; the old one stays with it."""
    hamlet = _in_force(by, hamlet_id)
    kind, name = clean_text(kind), clean_text(name)
    if (kind, name) == (hamlet.kind, hamlet.name):
        raise Refused("Tên mới giống tên đang dùng.", "name")
    if on > progress.today():
        raise Refused("Ngày này chưa tới. Đến ngày đó hãy đổi.", "on")
    _check_name(by, kind, name, hamlet)
    old = {"kind": hamlet.kind, "name": hamlet.name, "until": on.isoformat(), "decision": decision}
    hamlet.old_names = [*hamlet.old_names, old]
    hamlet.kind, hamlet.name, hamlet.sort_key = kind, name, sort_key_text(name)
    db.session.flush()
    audit.record(
        by=by, action="hamlet.rename", noun="hamlet", noun_id=hamlet.id,
        changes={"from": f"{old['kind']} {old['name']}", "to": hamlet.label, "decision": decision},
    )  # fmt: skip
    return hamlet


def close(
    *, by: Viewer, hamlet_id: str, valid_to: date, decision: str, successor_id: str | None = None
) -> Hamlet:
    """End a hamlet; its households, and the seats in its team, move to `successor_id` (a merger).

    Raises Refused at `successor_id` when households would be left without a hamlet.
    """
    hamlet = _in_force(by, hamlet_id)
    if valid_to > progress.today():
        raise Refused("Ngày này chưa tới. Đến ngày đó hãy kết thúc.", "valid_to")
    if hamlet.valid_from and valid_to < hamlet.valid_from:
        raise Refused(f"Đơn vị này có từ {show_date(hamlet.valid_from)}.", "valid_to")
    count = _households_in(hamlet)
    if count and not successor_id:
        raise Refused(f"Còn {count} hộ. Chọn nơi các hộ chuyển sang.", "successor_id")
    if successor_id:
        _merge(by, hamlet, _in_force(by, successor_id), valid_to)
    hamlet.valid_to, hamlet.decision = valid_to, decision
    db.session.flush()
    audit.record(
        by=by, action="hamlet.close", noun="hamlet", noun_id=hamlet.id,
        changes={
            "label": hamlet.label, "valid_to": valid_to.isoformat(), "decision": decision,
            "successor": successor_id or None, "households": count,
        },
    )  # fmt: skip
    return hamlet


def _merge(by: Viewer, closed: Hamlet, successor: Hamlet, on: date) -> None:
    if successor.id == closed.id:
        raise Refused("Chọn một đơn vị khác.", "successor_id")
    living = select(Household.id).where(
        Household.commune_id == by.commune_id, Household.hamlet_id == closed.id
    )
    making.relocate(
        by=by, hamlets=[(each, successor.id) for each in db.session.scalars(living)], why="hamlet"
    )
    old, new = seats.team_of(by.commune_id, closed.id), seats.team_of(by.commune_id, successor.id)
    there = {user.id for user in _members(new)}
    for user in _members(old):
        seats.leave(by=by, user=user, team=old, today=on)
        if user.id not in there:
            seats.join(by=by, user=user, team=new, today=on)


def _members(team: Team) -> Sequence[User]:
    return db.session.scalars(
        select(User)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(TeamMember.team_id == team.id, TeamMember.left_on.is_(None))
        .order_by(User.id)
    ).all()


def _in_force(by: Viewer, hamlet_id: str) -> Hamlet:
    hamlet = get(by, hamlet_id)
    if hamlet.valid_to is not None:
        raise Refused(f"{hamlet.label} đã kết thúc từ {show_date(hamlet.valid_to)}.")
    return hamlet


def _households_in(hamlet: Hamlet) -> int:
    query = select(func.count(Household.id)).where(
        Household.commune_id == hamlet.commune_id,
        Household.hamlet_id == hamlet.id,
        Household.archived_at.is_(None),
        Household.merged_into.is_(None),
    )
    return db.session.scalar(query) or 0


def _check_name(by: Viewer, kind: str, name: str, own: Hamlet | None = None) -> None:
    if not kind:
        raise Refused("Chọn thôn, buôn, bản hay tổ dân phố.", "kind")
    if not name:
        raise Refused("Ghi tên.", "name")
    in_force = db.session.scalars(
        select(Hamlet).where(Hamlet.commune_id == by.commune_id, Hamlet.valid_to.is_(None))
    )
    for other in in_force:
        if other is not own and fold(other.label) == fold(f"{kind} {name}"):
            raise Refused(f"Đã có {other.label}.", "name")
