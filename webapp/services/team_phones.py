"""Phones that a team shares: a leader enrols one, its people sign in there with a name and six digits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from webapp.models.base import db, now
from webapp.models.phone import Pin, TeamPhone
from webapp.models.user import Team, TeamMember, User
from webapp.rules.pins import pin_problem
from webapp.rules.vietnamese import name_sort_key
from webapp.services import audit, passwords, seats, sessions, teams, throttle
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused, TooMany
from webapp.services.throttle import Limit

WRONG_PINS = Limit("pin", 5, 60)
WRONG = "Mã PIN chưa đúng."
LOCKED = "Sai mã PIN quá nhiều lần. Đăng nhập bằng mật khẩu, hoặc chờ một giờ."
USED_AT_MOST_EVERY = timedelta(minutes=1)


def visible(viewer: Viewer) -> Select[TeamPhone]:
    """The one scoped query of shared phones: those of the teams that the viewer sees."""
    seen = teams.visible(viewer).with_only_columns(Team.id)
    return select(TeamPhone).where(TeamPhone.commune_id == viewer.commune_id, TeamPhone.team_id.in_(seen))


def listing(viewer: Viewer) -> Sequence[TeamPhone]:
    """Shared phones in use, by name."""
    return db.session.scalars(
        visible(viewer).where(TeamPhone.revoked_at.is_(None)).order_by(TeamPhone.name)
    ).all()


def enrol(*, by: Viewer, team_id: str, name: str) -> str:
    """Make the phone at hand a shared one of the team; the token to keep there. Raises NotFound, Refused."""
    team = teams.get(by, team_id)
    if not name:
        raise Refused("Đặt tên cho máy này, ví dụ: Máy chung thôn 3.", "name")
    token = secrets.token_urlsafe(32)
    phone = TeamPhone(
        commune_id=team.commune_id, team_id=team.id, name=name, token_hash=sessions.digest(token),
        enrolled_by=by.user_id,
    )  # fmt: skip
    db.session.add(phone)
    db.session.flush()
    audit.record(
        by=by, action="team_phone.enrol", noun="team_phone", noun_id=phone.id, changes={"name": name}
    )
    return token


def revoke(*, by: Viewer, phone_id: str) -> TeamPhone:
    """Names and PINs no longer work there. Raises NotFound, Conflict."""
    phone = db.session.scalar(visible(by).where(TeamPhone.id == phone_id))
    if phone is None:
        raise NotFound
    if phone.revoked_at is not None:
        raise Conflict("Máy chung này đã được thu hồi.")
    phone.revoked_at, phone.revoked_by = now(), by.user_id
    db.session.flush()
    audit.record(by=by, action="team_phone.revoke", noun="team_phone", noun_id=phone.id, changes={})
    return phone


def of_token(token: str | None) -> TeamPhone | None:
    """The shared phone that keeps this token; None for an unknown or revoked one."""
    if not token:
        return None
    return db.session.scalar(
        select(TeamPhone).where(
            TeamPhone.token_hash == sessions.digest(token), TeamPhone.revoked_at.is_(None)
        )
    )


def names_on(phone: TeamPhone, today: date) -> list[User]:
    """Who may sign in there: active people of the team who have a PIN, by given name."""
    people = db.session.scalars(
        select(User)
        .join(TeamMember, TeamMember.user_id == User.id)
        .join(Pin, Pin.user_id == User.id)
        .where(
            TeamMember.commune_id == phone.commune_id, TeamMember.team_id == phone.team_id,
            or_(TeamMember.left_on.is_(None), TeamMember.left_on > today),
            User.active, User.role.in_(seats.SEATED),
        )
        .distinct()
    )  # fmt: skip
    return sorted(people, key=lambda user: name_sort_key(user.display_name))


def enter(*, phone: TeamPhone, user_id: str, pin: str, today: date) -> User:
    """The account that signs in on the shared phone. Raises Refused at `pin`, TooMany after five failures."""
    key = f"{phone.id} {user_id}"
    if not throttle.count(WRONG_PINS, key):
        raise TooMany(LOCKED, "pin")
    user = next((each for each in names_on(phone, today) if each.id == user_id), None)
    stored = db.session.scalar(select(Pin.pin_hash).where(Pin.user_id == user.id)) if user else None
    if not passwords.matches(pin, stored) or user is None:
        raise Refused(WRONG, "pin")
    throttle.forget(WRONG_PINS, key)
    return user


def note_use(phone: TeamPhone) -> None:
    """Inside a write transaction: the phone was used just now."""
    moment = now()
    if phone.last_used_at is None or moment - phone.last_used_at > USED_AT_MOST_EVERY:
        phone.last_used_at = moment


def pin_hash(pin: str) -> str:
    """The hash of a PIN that somebody chose, made before any transaction. Raises Refused at `pin`."""
    if problem := pin_problem(pin):
        raise Refused(problem, "pin")
    return passwords.hash_password(pin)


def set_own_pin(*, by: Viewer, hashed: str) -> None:
    pin = db.session.get(Pin, by.user_id)
    if pin is None:
        pin = Pin(user_id=by.user_id, commune_id=by.commune_id or "", pin_hash=hashed)
        db.session.add(pin)
    pin.pin_hash, pin.set_at = hashed, now()
    db.session.flush()
    audit.record(by=by, action="pin.set", noun="user", noun_id=by.user_id, changes={})


def has_pin(user_id: str) -> bool:
    return db.session.get(Pin, user_id) is not None
