"""Sign-in slips: a printed QR that signs a new or lost account in, once, within seven days."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from webapp.models.base import db, now
from webapp.models.user import SignInSlip, User
from webapp.services import accounts, audit, sessions
from webapp.services.access import Viewer, viewer_of
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today

DAYS = 7
MOST_AT_ONCE = 200
OPERATOR = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Slip:
    """A slip just made: its token exists only here and on the paper."""

    user: User
    token: str
    expires_at: datetime


def make(*, by: Viewer | None, users: Collection[User]) -> list[Slip]:
    """New slips in the order given; older slips and the sessions of these accounts end.

    Raises Refused when there are none, too many, or one is disabled.
    """
    if not 0 < len(users) <= MOST_AT_ONCE:
        raise Refused(f"Chọn từ 1 đến {MOST_AT_ONCE} tài khoản để in phiếu.")
    for user in users:
        if not user.active:
            raise Refused(f"Tài khoản {user.username} đang khóa. Mở lại trước khi in phiếu.")
    return [_make_one(by, user) for user in users]


def make_for(*, by: Viewer, user_ids: Collection[str]) -> list[Slip]:
    """Slips for accounts that the viewer handles. Raises NotFound when one is out of scope."""
    return make(by=by, users=accounts.some(by, user_ids))


def holder(token: str) -> User | None:
    """Whose slip this is, while it can still be used; None for used, expired, unknown and malformed alike."""
    return db.session.scalar(
        select(User)
        .join(SignInSlip, SignInSlip.user_id == User.id)
        .where(
            SignInSlip.token_hash == sessions.digest(token),
            SignInSlip.used_at.is_(None),
            SignInSlip.expires_at > now(),
            User.active,
        )
    )


def redeem(*, token: str) -> User:
    """Use a slip up, in one statement that only one of two browsers wins; the account must choose a password.

    Raises NotFound when it can't be used (any more).
    """
    user_id = db.session.scalar(
        update(SignInSlip)
        .where(
            SignInSlip.token_hash == sessions.digest(token),
            SignInSlip.used_at.is_(None),
            SignInSlip.expires_at > now(),
        )
        .values(used_at=now())
        .returning(SignInSlip.user_id)
    )
    user = db.session.get(User, user_id) if user_id else None
    if user is None or not user.active:
        raise NotFound
    user.must_change_password = True
    sessions.end_all(user.id)
    audit.record(by=viewer_of(user, today()), action="slip.use", noun="user", noun_id=user.id, changes={})
    return user


def _make_one(by: Viewer | None, user: User) -> Slip:
    token = secrets.token_urlsafe(16)
    expires_at = now() + timedelta(days=DAYS)
    db.session.execute(delete(SignInSlip).where(SignInSlip.user_id == user.id, SignInSlip.used_at.is_(None)))
    db.session.add(
        SignInSlip(
            token_hash=sessions.digest(token), user_id=user.id,
            made_by=by.user_id if by else OPERATOR, expires_at=expires_at,
        )
    )  # fmt: skip
    db.session.flush()
    sessions.end_all(user.id)
    audit.record(
        by=by, action="slip.print", noun="user", noun_id=user.id, changes={}, commune_id=user.commune_id
    )
    return Slip(user, token, expires_at)
