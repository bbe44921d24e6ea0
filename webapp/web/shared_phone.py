"""The browser of a phone that a team shares keeps a token; which phone it is, is asked by it."""

from __future__ import annotations

from flask import request

from webapp.models.phone import TeamPhone
from webapp.services import team_phones

SHARED_PHONE = "__Host-may-to"


def shared_phone_here() -> TeamPhone | None:
    """The shared phone that this browser is, if it is one."""
    return team_phones.of_token(request.cookies.get(SHARED_PHONE))
