"""The demo's accounts: teams of hamlets, the commune's own team, its office, the province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.models.user import Role, Team, TeamMember, User
from webapp.services.demo.script import CommuneScript, customs, demo_id, dice

PASSWORD = "cung-nhau-hoc-so"  # noqa: S105 - printed by `demo accounts`; the demo only
ROOMY = 45  # a hamlet with that many households has three members, the others two
JOINED_BEFORE = timedelta(days=45)
LEFT_DAYS_AGO = 20


@dataclass
class Staff:
    """The accounts of one demo commune; by hamlet index where there is one for each."""

    leaders: list[User] = field(default_factory=list)
    members: list[list[User]] = field(default_factory=list)
    office: dict[Role, User] = field(default_factory=dict)


@dataclass(frozen=True)
class Hired:
    """What is needed to open accounts: who hires, which password hash, since when."""

    script: CommuneScript
    commune: Commune
    password_hash: str
    first_day: date
    last_day: date

    def user(self, role: Role, ending: str, custom: str) -> User:
        """An account called `bmt-tv01`; a province viewer has no commune."""
        username = f"{self.script.slug}-{ending}"
        rng = dice(username)
        naming = customs()[custom]
        user = User(
            id=demo_id("user", username),
            commune_id=None if role is Role.PROVINCE else self.commune.id,
            province_code=self.commune.province_code if role is Role.PROVINCE else None,
            username=username,
            display_name=naming.name(rng, rng.random() < 0.5, naming.family(rng)),
            role=role,
            password_hash=self.password_hash,
            must_change_password=False,
        )
        db.session.add(user)
        return user


def hire(hired: Hired, hamlets: Sequence[Hamlet]) -> Staff:
    """Make a commune's accounts and teams."""
    staff = Staff()
    for role, ending in (
        (Role.OFFICER, "cb"), (Role.APPROVER, "ky"), (Role.ADMIN, "qt"), (Role.PROVINCE, "so"),
    ):  # fmt: skip
        staff.office[role] = hired.user(role, ending, "kinh")
    number = _numbers("tv")
    for place, hamlet in enumerate(hamlets):
        script = hired.script.hamlets[place]
        custom = max(script.names, key=lambda name: script.names[name])
        leader = hired.user(Role.LEADER, f"tt{place + 1:02d}", custom)
        count = 3 if script.households >= ROOMY else 2
        members = [hired.user(Role.MEMBER, next(number), custom) for _ in range(count)]
        staff.leaders.append(leader)
        staff.members.append(members)
        _seat(hired, hamlet, leader, *members)
    _commune_team(hired, staff, next(number))
    _one_who_left(hired, hamlets[0], next(number))
    db.session.flush()
    return staff


def _commune_team(hired: Hired, staff: Staff, ending: str) -> None:
    """Its leader, a member of its own, and one who sits in a hamlet's team as well."""
    leader = hired.user(Role.LEADER, "tt-xa", "kinh")
    member = hired.user(Role.MEMBER, ending, "kinh")
    _seat(hired, None, leader, member, staff.members[-1][-1])


def _one_who_left(hired: Hired, hamlet: Hamlet, ending: str) -> None:
    """Late events of someone who left within 90 days are still taken."""
    someone = hired.user(Role.MEMBER, ending, "kinh")
    _seat(hired, hamlet, someone, left_on=hired.last_day - timedelta(days=LEFT_DAYS_AGO))


def _seat(hired: Hired, hamlet: Hamlet | None, *users: User, left_on: date | None = None) -> None:
    team = _team(hired, hamlet)
    db.session.flush()
    db.session.add_all(
        TeamMember(
            id=demo_id("seat", team.id, user.username), commune_id=hired.commune.id, team_id=team.id,
            user_id=user.id, leads=user.role is Role.LEADER, joined_on=hired.first_day - JOINED_BEFORE,
            left_on=left_on,
        )
        for user in users
    )  # fmt: skip


def _team(hired: Hired, hamlet: Hamlet | None) -> Team:
    team_id = demo_id("team", hired.commune.id, hamlet.id if hamlet else "xa")
    team = db.session.get(Team, team_id)
    if team is None:
        place = hamlet.label if hamlet else hired.commune.name
        team = Team(
            id=team_id, commune_id=hired.commune.id, hamlet_id=hamlet.id if hamlet else None,
            name=f"Tổ CNSCĐ {place}",
        )  # fmt: skip
        db.session.add(team)
    return team


def _numbers(word: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{word}{number:02d}"
