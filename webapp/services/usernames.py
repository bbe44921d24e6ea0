"""Names to sign in with: made from a person's name and hamlet, easy to type, never a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import or_, select

from webapp.models.base import db
from webapp.models.user import User
from webapp.rules.vietnamese import fold, given_name
from webapp.services.errors import Refused

_FORM = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_PHONE = re.compile(r"(?:\d[.\-]?){9,}")


def normal(typed: str) -> str:
    """A username as it is stored: lower case, without diacritics and spaces, however it was typed."""
    return fold(typed).replace(" ", "")


def checked(typed: str) -> str:
    """A username that someone chose. Raises Refused at `username`."""
    name = normal(typed)
    if _PHONE.search(name):
        raise Refused("Đừng dùng số điện thoại làm tên đăng nhập: số thay đổi và ai cũng biết.", "username")
    if not _FORM.fullmatch(name):
        raise Refused(
            "Tên đăng nhập gồm 3 đến 40 chữ không dấu, số, dấu chấm hoặc gạch, bắt đầu bằng chữ.",
            "username",
        )
    return name


def taken(name: str) -> bool:
    return db.session.scalar(select(User.id).where(User.username == name)) is not None


def free_ones(display_name: str, place: str) -> Iterator[str]:
    """Usernames that nobody has now: dao.eamau, dao.eamau-2, dao.eamau-3 ..."""
    base = f"{_letters(given_name(display_name)) or 'tovien'}.{_bare(place)[:16] or 'xa'}"
    used = set(
        db.session.scalars(
            select(User.username).where(or_(User.username == base, User.username.startswith(f"{base}-")))
        )
    )
    number = 1
    while True:
        name = base if number == 1 else f"{base}-{number}"
        if name not in used:
            yield name
        number += 1


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", fold(text))[:20]
