"""Signed-in browsers in the database, in short transactions of their own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from webapp.models.asking import among, rows
from webapp.models.base import db, now, own_transaction
from webapp.models.user import LoginSession, Role, User
from webapp.services.access import Viewer, viewers_of

IDLE_MINUTES = {Role.MEMBER: 720, Role.LEADER: 720}
DESK_IDLE_MINUTES = 30
SEEN_AT_MOST_EVERY = timedelta(minutes=1)
_BY_TOKEN = (
    select(LoginSession, User)
    .join(User, User.id == LoginSession.user_id)
    .where(LoginSession.token_hash == bindparam("token_hash"))
)
_BY_TOKENS = (
    select(
        LoginSession.token_hash, LoginSession.seen_at, LoginSession.idle_minutes, User.active, User.id,
        User.role, User.commune_id, User.province_code,
    )
    .join(User, User.id == LoginSession.user_id)
    .where(among(LoginSession.token_hash, "hashes"))
)  # fmt: skip


def start(user: User) -> str:
    """A new token for this account's browser."""
    token = secrets.token_urlsafe(32)
    with own_transaction() as session:
        session.add(
            LoginSession(
                token_hash=digest(token),
                user_id=user.id,
                idle_minutes=IDLE_MINUTES.get(user.role, DESK_IDLE_MINUTES),
            )
        )
    return token


def user_of(token: str) -> User | None:
    """The active account behind a token, or None when it ended, idled out or was disabled."""
    row = db.session.execute(_BY_TOKEN, {"token_hash": digest(token)}).first()
    if row is None:
        return None
    login, user = row
    moment = now()
    if not user.active or moment - login.seen_at > timedelta(minutes=login.idle_minutes):
        return None
    _see(login, moment)
    return user


def viewers_behind(tokens: Collection[str], today: date) -> dict[str, Viewer]:
    """The viewers behind these tokens, by token; one that ended, idled out or was disabled is missing.

    For inside a write transaction: it also writes when the browsers were last seen.
    """
    by_hash = {digest(token): token for token in tokens}
    moment = now()
    found = [
        row
        for row in rows(_BY_TOKENS, {"hashes": list(by_hash)})
        if row.active and moment - row.seen_at <= timedelta(minutes=row.idle_minutes)
    ]
    unseen = [row.token_hash for row in found if moment - row.seen_at >= SEEN_AT_MOST_EVERY]
    if unseen:
        seen = update(LoginSession).where(LoginSession.token_hash.in_(unseen)).values(seen_at=moment)
        db.session.execute(seen, execution_options={"synchronize_session": False})
    viewers = viewers_of(found, today)
    return {by_hash[row.token_hash]: viewers[row.id] for row in found}


def end(token: str) -> None:
    with own_transaction() as session:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == digest(token)))


def end_all(user_id: str) -> None:
    """End every browser of an account, inside the transaction under way."""
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _see(login: LoginSession, moment: datetime) -> None:
    if moment - login.seen_at < SEEN_AT_MOST_EVERY:
        return
    with own_transaction() as session:
        session.execute(
            update(LoginSession).where(LoginSession.token_hash == login.token_hash).values(seen_at=moment)
        )
