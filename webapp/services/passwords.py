"""Passwords: argon2id, at most two at once, and the same work for a name that does not exist."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(memory_cost=46 * 1024, time_cost=1, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits; without a stored hash the same work is done in vain."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobody(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
