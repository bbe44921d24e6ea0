"""Who may do what, and where: roles map to permissions in one table, scope is a viewer's hamlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from webapp.models.asking import among, rows
from webapp.models.household import Household
from webapp.models.user import Role, Team, TeamMember, User

LEFT_TEAM_DAYS = 90


class Permission(StrEnum):
    READ_HOUSEHOLDS = auto()
    RECORD_CHECKLIST = auto()
    SETTLE_EVENTS = auto()
    EDIT_HOUSEHOLDS = auto()
    ASSIGN_HOUSEHOLDS = auto()
    MANAGE_CARDS = auto()
    CHANGE_HOUSEHOLDS = auto()
    MOVE_HOUSEHOLDS = auto()
    ERASE_HOUSEHOLDS = auto()
    IMPORT_HOUSEHOLDS = auto()
    PROPOSE = auto()
    READ_RECOGNITIONS = auto()
    REVIEW_PROPOSALS = auto()
    RECORD_DECISION = auto()
    ISSUE_CERTIFICATES = auto()
    SIGN_FILES = auto()
    CONFIRM_SIGNERS = auto()
    HAND_OUT_CERTIFICATES = auto()
    READ_TEAM = auto()
    RESET_MEMBER = auto()
    MANAGE_TEAMS = auto()
    MANAGE_PHONES = auto()
    PRINT_SLIP = auto()
    MANAGE_ACCOUNTS = auto()
    EDIT_SETTINGS = auto()
    DESIGN_CERTIFICATES = auto()
    MANAGE_TITLES = auto()
    WRITE_LESSONS = auto()
    READ_FIGURES = auto()
    READ_LESSON_COUNTS = auto()
    RECORD_VOICES = auto()
    APPROVE_VOICES = auto()
    OWN_ACCOUNT = auto()


_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset({
        _P.READ_HOUSEHOLDS, _P.RECORD_CHECKLIST, _P.READ_TEAM, _P.RECORD_VOICES, _P.OWN_ACCOUNT,
    }),
    Role.LEADER: frozenset({
        _P.READ_HOUSEHOLDS, _P.RECORD_CHECKLIST, _P.SETTLE_EVENTS, _P.EDIT_HOUSEHOLDS, _P.ASSIGN_HOUSEHOLDS,
        _P.CHANGE_HOUSEHOLDS,
        _P.PROPOSE, _P.READ_RECOGNITIONS, _P.HAND_OUT_CERTIFICATES,
        _P.READ_TEAM, _P.RESET_MEMBER, _P.RECORD_VOICES,
        _P.READ_LESSON_COUNTS, _P.MANAGE_PHONES, _P.MANAGE_CARDS, _P.OWN_ACCOUNT,
    }),
    Role.OFFICER: frozenset({
        _P.READ_HOUSEHOLDS, _P.RECORD_CHECKLIST, _P.SETTLE_EVENTS, _P.EDIT_HOUSEHOLDS, _P.ASSIGN_HOUSEHOLDS,
        _P.CHANGE_HOUSEHOLDS, _P.MOVE_HOUSEHOLDS, _P.ERASE_HOUSEHOLDS,
        _P.IMPORT_HOUSEHOLDS, _P.SIGN_FILES, _P.CONFIRM_SIGNERS,
        _P.PROPOSE, _P.READ_RECOGNITIONS, _P.REVIEW_PROPOSALS, _P.RECORD_DECISION,
        _P.ISSUE_CERTIFICATES, _P.HAND_OUT_CERTIFICATES,
        _P.READ_TEAM, _P.RESET_MEMBER, _P.MANAGE_TEAMS, _P.PRINT_SLIP,
        _P.RECORD_VOICES, _P.APPROVE_VOICES, _P.READ_LESSON_COUNTS, _P.WRITE_LESSONS,
        _P.MANAGE_CARDS, _P.MANAGE_PHONES, _P.MANAGE_TITLES, _P.DESIGN_CERTIFICATES, _P.OWN_ACCOUNT,
    }),
    Role.APPROVER: frozenset({
        _P.READ_HOUSEHOLDS, _P.READ_RECOGNITIONS, _P.SIGN_FILES, _P.CONFIRM_SIGNERS, _P.OWN_ACCOUNT,
    }),
    Role.ADMIN: frozenset({
        _P.READ_HOUSEHOLDS, _P.READ_TEAM, _P.PRINT_SLIP, _P.RESET_MEMBER, _P.MANAGE_TEAMS,
        _P.MANAGE_ACCOUNTS, _P.EDIT_SETTINGS, _P.CONFIRM_SIGNERS,
        _P.DESIGN_CERTIFICATES, _P.READ_LESSON_COUNTS, _P.WRITE_LESSONS,
        _P.MANAGE_PHONES, _P.MANAGE_TITLES, _P.OWN_ACCOUNT,
    }),
    Role.PROVINCE: frozenset({_P.READ_FIGURES, _P.READ_LESSON_COUNTS, _P.OWN_ACCOUNT}),
}  # fmt: skip

WHOLE_COMMUNE = frozenset({Role.OFFICER, Role.APPROVER, Role.ADMIN})
_SEATS = (
    select(TeamMember.user_id, Team.hamlet_id, TeamMember.left_on)
    .join(Team, Team.id == TeamMember.team_id)
    .where(
        among(TeamMember.commune_id, "communes"),
        among(TeamMember.user_id, "users"),
    )
)


@dataclass(frozen=True)
class Viewer:
    """Whoever looks or acts. `hamlet_ids` is None where the whole commune is in scope."""

    user_id: str
    role: Role
    commune_id: str | None
    province_code: str | None = None
    hamlet_ids: frozenset[str] | None = frozenset()
    recording_hamlet_ids: frozenset[str] | None = field(default=frozenset(), compare=False)

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]


class Account(Protocol):
    """What a viewer is made of: an account, or a row with these columns."""

    @property
    def id(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def commune_id(self) -> str | None: ...
    @property
    def province_code(self) -> str | None: ...


class Seat(Protocol):
    """A place in a team: `hamlet_id` is None in the commune's own."""

    hamlet_id: str | None
    left_on: date | None


def viewer_of(user: User, today: date) -> Viewer:
    """The viewer that an account is today."""
    return viewers_of([user], today)[user.id]


def viewers_of(accounts: Sequence[Account], today: date) -> dict[str, Viewer]:
    """The viewers that these accounts are today, by account id; one query for all of them."""
    members = [each for each in accounts if each.role not in WHOLE_COMMUNE and each.role is not Role.PROVINCE]
    seats: dict[str, list[Any]] = defaultdict(list)
    if members:
        asked = {
            "communes": list({each.commune_id for each in members}),
            "users": [each.id for each in members],
        }
        for seat in rows(_SEATS, asked):
            seats[seat.user_id].append(seat)
    return {each.id: _viewer(each, seats[each.id], today) for each in accounts}


def _viewer(account: Account, seats: Sequence[Seat], today: date) -> Viewer:
    if account.role in WHOLE_COMMUNE or account.role is Role.PROVINCE:
        whole = None if account.role in WHOLE_COMMUNE else frozenset[str]()
        return Viewer(account.id, account.role, account.commune_id, account.province_code, whole, whole)
    now_in = [seat.hamlet_id for seat in seats if seat.left_on is None or seat.left_on >= today]
    lately = today - timedelta(days=LEFT_TEAM_DAYS)
    recently_in = [seat.hamlet_id for seat in seats if seat.left_on is None or seat.left_on >= lately]
    return Viewer(account.id, account.role, account.commune_id, None, _hamlets(now_in), _hamlets(recently_in))


def _hamlets(seats: list[str | None]) -> frozenset[str] | None:
    """A seat in the commune's own team (no hamlet) opens the whole commune."""
    return None if None in seats else frozenset(hamlet for hamlet in seats if hamlet)


def in_scope(
    viewer: Viewer, hamlet: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """The condition that a hamlet column lies within the viewer's hamlets."""
    return true() if viewer.hamlet_ids is None else hamlet.in_(viewer.hamlet_ids)


def visible_households(viewer: Viewer) -> Select[Household]:
    """The one scoped query of households: living ones of the viewer's commune and hamlets.

    One that was added at a door is its maker's and the leader's alone until the leader confirms it.
    """
    confirmed = Household.awaiting.is_(None)
    shown = (
        true() if viewer.may(_P.CHANGE_HOUSEHOLDS) else or_(confirmed, Household.awaiting == viewer.user_id)
    )
    return select(Household).where(
        Household.commune_id == viewer.commune_id,
        in_scope(viewer, Household.hamlet_id),
        Household.merged_into.is_(None),
        Household.archived_at.is_(None),
        shown,
    )


def may_record_in(viewer: Viewer, commune_id: str, hamlet_id: str) -> bool:
    """Whether an event of this viewer may touch a household of that hamlet (teams left lately included)."""
    if viewer.commune_id != commune_id:
        return False
    return viewer.recording_hamlet_ids is None or hamlet_id in viewer.recording_hamlet_ids
