"""Teams as the viewer may see them: who sits in them, when each last wrote something, how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.event import Device, HouseholdProgress
from webapp.models.household import Household
from webapp.models.user import Role, Team, TeamMember, User
from webapp.rules.vietnamese import name_sort_key
from webapp.services import accounts, seats
from webapp.services.access import Permission, Viewer, visible_households
from webapp.services.errors import NotFound, Refused


@dataclass(frozen=True)
class Work:
    """Households: all, of them assigned to someone, meeting the criteria, with a standing helper."""

    households: int = 0
    assigned: int = 0
    eligible: int = 0
    helped: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(
            self.households + other.households, self.assigned + other.assigned,
            self.eligible + other.eligible, self.helped + other.helped,
        )  # fmt: skip


@dataclass(frozen=True)
class MemberRow:
    """Someone's seat: when this account last sent anything, and the households assigned to it."""

    user: User
    leads: bool
    joined_on: date
    last_sent_at: datetime | None
    work: Work
    may_reset: bool


@dataclass(frozen=True)
class TeamRow:
    """A team with its hamlet (None: the commune's own), its people, and the work in its hamlet."""

    team: Team
    hamlet: Hamlet | None
    members: tuple[MemberRow, ...]
    work: Work

    @property
    def last_sent_at(self) -> datetime | None:
        return max((each.last_sent_at for each in self.members if each.last_sent_at), default=None)


def visible(viewer: Viewer) -> Select[Team, Hamlet]:
    """The one scoped query of teams: those of the viewer's hamlets, and the commune's for a whole commune."""
    query = (
        select(Team, Hamlet)
        .outerjoin(Hamlet, Hamlet.id == Team.hamlet_id)
        .where(Team.commune_id == viewer.commune_id)
    )
    return query if viewer.hamlet_ids is None else query.where(Team.hamlet_id.in_(viewer.hamlet_ids))


def listing(viewer: Viewer, today: date) -> list[TeamRow]:
    """The commune's own team first, then by hamlet."""
    rows = db.session.execute(visible(viewer).order_by(Hamlet.sort_key)).all()
    every = _rows(viewer, rows, today)
    return sorted(every, key=lambda row: row.hamlet is not None)


def show(viewer: Viewer, team_id: str, today: date) -> TeamRow:
    """Raises NotFound outside the viewer's scope."""
    row = db.session.execute(visible(viewer).where(Team.id == team_id)).first()
    if row is None:
        raise NotFound
    return _rows(viewer, [row], today)[0]


def get(viewer: Viewer, team_id: str) -> Team:
    row = db.session.execute(visible(viewer).where(Team.id == team_id)).first()
    if row is None:
        raise NotFound
    return row[0]


def candidates(viewer: Viewer, row: TeamRow) -> list[User]:
    """Active members and leaders of the commune who don't sit in this team, by given name."""
    seated = {member.user.id for member in row.members}
    found = db.session.scalars(accounts.visible(viewer).where(User.active, User.role.in_(seats.SEATED)))
    return sorted(
        (user for user in found if user.id not in seated), key=lambda user: name_sort_key(user.display_name)
    )


def add_member(*, by: Viewer, team_id: str, user_id: str, today: date) -> TeamMember:
    """Raises NotFound out of scope, Refused at `user_id` for an account that can't sit there."""
    team, user = get(by, team_id), accounts.get(by, user_id)
    if user.role not in seats.SEATED or not user.active:
        raise Refused("Chỉ tổ viên, Tổ trưởng đang hoạt động mới vào tổ.", "user_id")
    return seats.join(by=by, user=user, team=team, today=today)


def remove_member(*, by: Viewer, team_id: str, user_id: str, today: date) -> User:
    """Raises NotFound out of scope, Conflict when the seat is empty already."""
    team, user = get(by, team_id), accounts.get(by, user_id)
    seats.leave(by=by, user=user, team=team, today=today)
    return user


def _rows(viewer: Viewer, rows: Iterable[tuple[Team, Hamlet | None]], today: date) -> list[TeamRow]:
    seated = seats.current(viewer.commune_id or "", today)
    by_team: dict[str, list[TeamMember]] = defaultdict(list)
    places: dict[str, set[str | None]] = defaultdict(set)
    for seat, team in seated:
        by_team[seat.team_id].append(seat)
        places[seat.user_id].add(team.hamlet_id)
    users = _users(set(places))
    members = _members(viewer, seated, users, places)
    work = _work_by_hamlet(viewer)
    return [
        TeamRow(team, hamlet, tuple(sorted((members[seat.id] for seat in by_team[team.id]), key=_lead_first)),
                work.get(hamlet.id, Work()) if hamlet else sum(work.values(), Work()))
        for team, hamlet in rows
    ]  # fmt: skip


def _members(
    viewer: Viewer,
    seated: Iterable[tuple[TeamMember, Team]],
    users: dict[str, User],
    places: dict[str, set[str | None]],
) -> dict[str, MemberRow]:
    sent, work = _last_sent(set(users)), _work_by_user(viewer)
    rows: dict[str, MemberRow] = {}
    for seat, _team in seated:
        user = users[seat.user_id]
        mine, offered = work.get(user.id, Work()), may_reset(viewer, user, places[user.id])
        rows[seat.id] = MemberRow(user, seat.leads, seat.joined_on, sent.get(user.id), mine, offered)
    return rows


def may_reset(viewer: Viewer, user: User, hamlets: set[str | None]) -> bool:
    """Whether the button is offered; `accounts.resettable` decides when it is pressed."""
    if not viewer.may(Permission.RESET_MEMBER) or user.id == viewer.user_id or not user.active:
        return False
    if viewer.role is not Role.LEADER:
        return user.role in accounts.HANDLED_BY.get(viewer.role, frozenset())
    return user.role is Role.MEMBER and (viewer.hamlet_ids is None or hamlets <= viewer.hamlet_ids)


def _lead_first(member: MemberRow) -> tuple[bool, str]:
    return not member.leads, name_sort_key(member.user.display_name)


def _users(ids: set[str]) -> dict[str, User]:
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}


def _last_sent(user_ids: set[str]) -> dict[str, datetime]:
    """By account: the last contact of any of its devices, which every event sent brings up to date."""
    rows = db.session.execute(
        select(Device.user_id, func.max(Device.last_contact_at))
        .where(Device.user_id.in_(user_ids))
        .group_by(Device.user_id)
    )
    return dict(rows.all())


def _counted(viewer: Viewer) -> Select[int, int, int, int]:
    return (
        visible_households(viewer)
        .outerjoin(HouseholdProgress, HouseholdProgress.household_id == Household.id)
        .with_only_columns(
            func.count(),
            func.count(Household.assigned_to),
            func.count().filter(HouseholdProgress.eligible),
            func.count(Household.helped_since),
            maintain_column_froms=True,
        )
    )


def _work_by_hamlet(viewer: Viewer) -> dict[str, Work]:
    rows = db.session.execute(_counted(viewer).add_columns(Household.hamlet_id).group_by(Household.hamlet_id))
    return {hamlet: Work(*counts) for *counts, hamlet in rows}


def _work_by_user(viewer: Viewer) -> dict[str, Work]:
    rows = db.session.execute(
        _counted(viewer)
        .add_columns(Household.assigned_to)
        .where(Household.assigned_to.is_not(None))
        .group_by(Household.assigned_to)
    )
    return {user: Work(*counts) for *counts, user in rows}
