"""Seats in teams: who sits where, from when to when. One account may sit in two teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.models.household import Household
from webapp.models.user import Role, Team, TeamMember, User
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import audit, communes
from webapp.services.access import LEFT_TEAM_DAYS, Viewer
from webapp.services.errors import Conflict, Refused

SEATED = frozenset({Role.MEMBER, Role.LEADER})
NO_SEAT = "Chọn ít nhất một tổ cho tổ viên, Tổ trưởng."
UNKNOWN_HAMLET = "Chọn thôn, tổ dân phố trong danh sách."


def current(commune_id: str, today: date) -> list[tuple[TeamMember, Team]]:
    """The seats taken today in every team of a commune."""
    seated = (
        select(TeamMember, Team)
        .join(Team, Team.id == TeamMember.team_id)
        .where(
            TeamMember.commune_id == commune_id,
            or_(TeamMember.left_on.is_(None), TeamMember.left_on > today),
        )
    )
    return list(db.session.execute(seated))


def members_of(team: Team, today: date) -> list[User]:
    """Who sits in the team today with an account in use, by given name."""
    ids = {seat.user_id for seat, each in current(team.commune_id, today) if each.id == team.id}
    users = db.session.scalars(select(User).where(User.id.in_(ids), User.active))
    return sorted(users, key=lambda user: (name_sort_key(user.display_name), user.id))


def hamlets_of(user: User, today: date, lately: bool = False) -> set[str | None]:
    """The hamlets (None: the whole commune) of the seats taken today, or, `lately`, left within 90 days."""
    since = today - timedelta(days=LEFT_TEAM_DAYS + 1) if lately else today
    return set(
        db.session.scalars(
            select(Team.hamlet_id)
            .join(TeamMember, TeamMember.team_id == Team.id)
            .where(
                TeamMember.commune_id == user.commune_id,
                TeamMember.user_id == user.id,
                or_(TeamMember.left_on.is_(None), TeamMember.left_on > since),
            )
        )
    )


def labels_by_user(commune_id: str, today: date) -> dict[str, list[str]]:
    """The words for each account's teams today: its hamlets' names, or the commune's own team."""
    of_commune = db.session.scalars(select(Hamlet).where(Hamlet.commune_id == commune_id))
    hamlets = {row.id: row.label for row in of_commune}
    labels: dict[str, list[str]] = defaultdict(list)
    for seat, team in current(commune_id, today):
        labels[seat.user_id].append(hamlets[team.hamlet_id] if team.hamlet_id else "Tổ cấp xã")
    return {user: sorted(each) for user, each in labels.items()}


def place(*, by: Viewer | None, user: User, hamlet_ids: Collection[str | None], today: date) -> None:
    """Give an account exactly these seats from today on (None: the commune's team). Refused at `seats`."""
    wanted = set(hamlet_ids) if user.role in SEATED else set()
    if user.role in SEATED and not wanted:
        raise Refused(NO_SEAT, "seats")
    _refuse_unknown(user, wanted, today)
    now_in = hamlets_of(user, today)
    for hamlet_id in now_in - wanted:
        leave(by=by, user=user, team=team_of(user.commune_id, hamlet_id), today=today)
    for hamlet_id in wanted - now_in:
        join(by=by, user=user, team=team_of(user.commune_id, hamlet_id), today=today)
    _keep_lead(user)


def join(*, by: Viewer | None, user: User, team: Team, today: date) -> TeamMember:
    """Raises Refused at `user_id` when the seat is taken already."""
    seat = TeamMember(
        commune_id=team.commune_id, team_id=team.id, user_id=user.id,
        leads=user.role is Role.LEADER, joined_on=today,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(seat)
    except IntegrityError:
        raise Refused("Người này đã ở trong tổ.", "user_id") from None
    _record(by, "team.join", user, team)
    return seat


def leave(*, by: Viewer | None, user: User, team: Team, today: date) -> None:
    """End a seat today; late events of 90 days are still taken. Raises Conflict when there is none."""
    seat = db.session.scalar(
        select(TeamMember).where(
            TeamMember.team_id == team.id, TeamMember.user_id == user.id, TeamMember.left_on.is_(None)
        )
    )
    if seat is None:
        raise Conflict("Người này đã rời tổ.")
    seat.left_on = today
    db.session.flush()
    _record(by, "team.leave", user, team)


def hamlets_named(commune: Commune, names: Collection[str], today: date) -> set[str | None]:
    """The hamlets in force with these names or labels, marks or not; no name: the commune's own team.

    Raises Refused with the names that are unknown.
    """
    known = db.session.scalars(communes.hamlets_in_force(commune.id, today)).all()
    by_name = {fold(word): hamlet.id for hamlet in known for word in (hamlet.name, hamlet.label)}
    unknown = [name for name in names if fold(name) not in by_name]
    if unknown:
        raise Refused(f"{commune.name} chưa có thôn, tổ dân phố: {', '.join(unknown)}.")
    return {by_name[fold(name)] for name in names} or {None}


def team_of(commune_id: str | None, hamlet_id: str | None) -> Team:
    """The team of a hamlet, or of the commune itself; made when it is first needed."""
    same_hamlet = Team.hamlet_id.is_(None) if hamlet_id is None else Team.hamlet_id == hamlet_id
    wanted = select(Team).where(Team.commune_id == commune_id, same_hamlet)
    team = db.session.scalar(wanted)
    if team is not None:
        return team
    try:
        with db.session.begin_nested():
            team = Team(commune_id=commune_id, hamlet_id=hamlet_id, name=_team_name(commune_id, hamlet_id))
            db.session.add(team)
    except IntegrityError:
        team = db.session.scalars(wanted).one()
    return team


def _team_name(commune_id: str | None, hamlet_id: str | None) -> str:
    place = db.session.get(Hamlet, hamlet_id) if hamlet_id else None
    commune = db.session.get(Commune, commune_id)
    return f"Tổ CNSCĐ {place.label if place else commune.name if commune else ''}".strip()


def _refuse_unknown(user: User, wanted: Iterable[str | None], today: date) -> None:
    in_force: Sequence[Hamlet] = db.session.scalars(communes.hamlets_in_force(user.commune_id, today)).all()
    if {hamlet for hamlet in wanted if hamlet} - {hamlet.id for hamlet in in_force}:
        raise Refused(UNKNOWN_HAMLET, "seats")


def _keep_lead(user: User) -> None:
    """A change of role shows on the seats that stay."""
    seats = select(TeamMember).where(TeamMember.user_id == user.id, TeamMember.left_on.is_(None))
    for seat in db.session.scalars(seats):
        seat.leads = user.role is Role.LEADER
    db.session.flush()


def _record(by: Viewer | None, action: str, user: User, team: Team) -> None:
    audit.record(
        by=by, action=action, noun="user", noun_id=user.id, changes={"team": team.id},
        commune_id=team.commune_id,
    )  # fmt: skip


def helpers_of(household: Household) -> list[User]:
    """Who may be given a household: the members of its hamlet's team and of the commune's, by given name."""
    return _seated_in(household, or_(Team.hamlet_id == household.hamlet_id, Team.hamlet_id.is_(None)))


def neighbours_of(household: Household) -> list[User]:
    """Who of its hamlet's team may help a family for good; of the commune's where the hamlet has nobody."""
    return _seated_in(household, Team.hamlet_id == household.hamlet_id) or helpers_of(household)


def _seated_in(household: Household, teams: ColumnElement[bool]) -> list[User]:
    users = db.session.scalars(
        select(User)
        .join(TeamMember, TeamMember.user_id == User.id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(User.commune_id == household.commune_id, User.active, TeamMember.left_on.is_(None), teams)
        .distinct()
    )
    return sorted(users, key=lambda user: name_sort_key(user.display_name))
