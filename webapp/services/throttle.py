"""Counting failures behind a key, in the database, so that it holds across processes and restarts."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.models.base import db, now, own_transaction
from webapp.models.user import Throttle


@dataclass(frozen=True)
class Limit:
    """At most `most` failures within `minutes` behind one key."""

    name: str
    most: int
    minutes: int


def count(limit: Limit, key: str) -> bool:
    """Count one attempt, in one atomic statement; False when there were too many."""
    moment = now()
    since = moment - timedelta(minutes=limit.minutes)
    with own_transaction() as session:
        kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        statement = kind.insert(Throttle).values(key=_key(limit, key), failures=1, window_started_at=moment)
        fresh = Throttle.window_started_at < since
        counted = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "failures": case((fresh, 1), else_=Throttle.failures + 1),
                "window_started_at": case((fresh, moment), else_=Throttle.window_started_at),
            },
        ).returning(Throttle.failures)
        return bool(session.execute(counted).scalar_one() <= limit.most)


def minutes_left(limit: Limit, key: str) -> int:
    """Whole minutes, at least one, until attempts behind the key are counted from none again."""
    began = db.session.scalar(select(Throttle.window_started_at).where(Throttle.key == _key(limit, key)))
    left = timedelta(minutes=limit.minutes) - (now() - began) if began else timedelta(0)
    return max(1, math.ceil(left / timedelta(minutes=1)))


def forget(limit: Limit, key: str) -> None:
    """A success: only failures are counted."""
    with own_transaction() as session:
        session.execute(delete(Throttle).where(Throttle.key == _key(limit, key)))


def take_back(limit: Limit, key: str) -> None:
    """A success where others' failures share the key: its own attempt is not counted, theirs stay."""
    with own_transaction() as session:
        session.execute(
            update(Throttle)
            .where(Throttle.key == _key(limit, key), Throttle.failures > 0)
            .values(failures=Throttle.failures - 1)
        )


def _key(limit: Limit, key: str) -> str:
    """Names and addresses are hashed: the table holds no personal data."""
    return f"{limit.name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
