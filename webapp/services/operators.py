"""Whoever types commands on the server: one account a commune that no one can sign in with."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.user import Role, User
from webapp.services import communes
from webapp.services.access import Viewer


def operator(commune_id: str) -> Viewer:
    """The operator's viewer for a commune, its account made at first use, inside a write transaction."""
    commune = communes.get(commune_id)
    username = f"van-hanh-{commune.id}"
    user = db.session.scalar(select(User).where(User.username == username))
    if user is None:
        user = User(
            commune_id=commune.id, username=username, display_name="Người vận hành máy chủ",
            role=Role.OFFICER, password_hash=None, active=False,
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
    return Viewer(user.id, Role.OFFICER, commune.id, None, None, None)
