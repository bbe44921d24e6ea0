"""Passwords: argon2id, at most two at once, and the same work for a name that does not exist."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.rules.passwords import SPOKEN_WORDS
from webapp.rules.vietnamese import nfc

HASHER = PasswordHasher(memory_cost=46 * 1024, time_cost=1, parallelism=1)
WORDS_SAID = 4
_AT_ONCE = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return HASHER.hash(as_typed(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits; without a stored hash the same work is done in vain."""
    with _AT_ONCE:
        try:
            return HASHER.verify(stored or _nobody(), as_typed(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def as_typed(password: str) -> str:
    """One form for all keyboards: composed letters, and no space that a phone adds at the end."""
    return " ".join(nfc(password).split())


def one_time() -> str:
    """A one-time password to say aloud, such as "voi xanh leo tre": one of about 430 million."""
    return " ".join(secrets.choice(SPOKEN_WORDS) for _ in range(WORDS_SAID))


@cache
def _nobody() -> str:
    return HASHER.hash("nobody has this password")
