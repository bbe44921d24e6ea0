"""The demo's accounts as a list: who signs in how. Only those whose password is still the demo's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.user import Role, Team, TeamMember, User
from webapp.services.demo import script
from webapp.services.demo.staff import PASSWORD
from webapp.services.passwords import matches

ORDER = (Role.MEMBER, Role.LEADER, Role.OFFICER, Role.APPROVER, Role.ADMIN, Role.PROVINCE)


@dataclass(frozen=True)
class Account:
    """`hamlet` is None for whoever is not bound to one hamlet (two teams, the commune's team, the office)."""

    role: str
    username: str
    password: str
    commune: str
    hamlet: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def accounts() -> Iterator[Account]:
    """By commune and role; within a role those of one hamlet first. Nothing is written."""
    opens = cache(lambda stored: matches(PASSWORD, stored))
    for each in script.communes():
        hamlets = _hamlets(each.code)
        found = [user for user in _users(each) if user.active and opens(user.password_hash)]
        for user in sorted(found, key=lambda user: _order(user, hamlets)):
            yield Account(user.role.value, user.username, PASSWORD, each.code, _only(hamlets, user))


def _users(each: script.CommuneScript) -> list[User]:
    """The accounts that the demo made there, its province viewer included."""
    prefix = f"{each.slug}-"
    rows = db.session.scalars(select(User).where(User.username.startswith(prefix, autoescape=True)))
    return [user for user in rows if user.id == script.demo_id("user", user.username)]


def _hamlets(commune_id: str) -> dict[str, set[str | None]]:
    """By account: the labels of the hamlets of its seats (None: the commune's own team)."""
    rows = db.session.execute(
        select(TeamMember.user_id, Hamlet)
        .join(Team, Team.id == TeamMember.team_id)
        .outerjoin(Hamlet, Hamlet.id == Team.hamlet_id)
        .where(TeamMember.commune_id == commune_id, TeamMember.left_on.is_(None))
    )
    found: dict[str, set[str | None]] = {}
    for user_id, hamlet in rows:
        found.setdefault(user_id, set()).add(hamlet.label if hamlet else None)
    return found


def _only(hamlets: dict[str, set[str | None]], user: User) -> str | None:
    seats = hamlets.get(user.id, set())
    return next(iter(seats)) if len(seats) == 1 else None


def _order(user: User, hamlets: dict[str, set[str | None]]) -> tuple[int, bool, bool, str]:
    seats = hamlets.get(user.id, set())
    return ORDER.index(user.role), not seats, _only(hamlets, user) is None, user.username
