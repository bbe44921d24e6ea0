"""Whether this process can write."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from webapp.models.base import own_transaction
from webapp.models.user import Throttle

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def can_write() -> bool:
    """A real write transaction (that clears throttles nobody needs), committed to disk."""
    try:
        with own_transaction() as session:
            session.execute(delete(Throttle).where(Throttle.window_started_at < _LONG_AGO))
    except SQLAlchemyError:
        return False
    return True
