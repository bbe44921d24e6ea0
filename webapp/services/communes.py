"""Communes, their hamlets and settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from webapp.models.asking import rows
from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.rules.settings import CommuneSettings, settings_from_json
from webapp.rules.vietnamese import sort_key_text
from webapp.services.access import Viewer, in_scope
from webapp.services.errors import NotFound

_SETTINGS = select(Commune.settings).where(Commune.id == bindparam("commune"))
_read: dict[str, tuple[Any, CommuneSettings]] = {}  # the stored form and what it says, read once a process


def get(commune_id: str | None) -> Commune:
    """Raises NotFound for a commune that this installation does not serve."""
    commune = db.session.get(Commune, commune_id) if commune_id else None
    if commune is None:
        raise NotFound(_not_served(commune_id))
    return commune


def _not_served(commune_id: str | None) -> str:
    return f"Chưa có xã, phường mang mã {commune_id} trong hệ thống này."


def in_a_sentence(name: str) -> str:
    """ "Xã Liên Minh" -> "xã Liên Minh"."""
    return name[:1].lower() + name[1:]


def find(code: str) -> Commune | None:
    """The commune of an official code, None where this installation does not serve it."""
    return db.session.get(Commune, code) if re.fullmatch(r"[0-9]{5}", code) else None


def only() -> Commune | None:
    """The installation's one commune; None where it serves several, or none yet."""
    found = db.session.scalars(select(Commune).limit(2)).all()
    return found[0] if len(found) == 1 else None


def every() -> list[Commune]:
    """The communes that this installation serves, by name."""
    return sorted(db.session.scalars(select(Commune)), key=lambda commune: sort_key_text(commune.name))


def settings_of(commune_id: str) -> CommuneSettings:
    """Raises NotFound for a commune that this installation does not serve."""
    found = rows(_SETTINGS, {"commune": commune_id})
    if not found:
        raise NotFound(_not_served(commune_id))
    stored = found[0].settings
    if commune_id not in _read or _read[commune_id][0] != stored:
        _read[commune_id] = stored, settings_from_json(stored)
    return _read[commune_id][1]


def hamlets(viewer: Viewer, today: date) -> Sequence[Hamlet]:
    """The hamlets in force today within the viewer's scope, in alphabetical order."""
    query = hamlets_in_force(viewer.commune_id, today)
    return db.session.scalars(query.where(in_scope(viewer, Hamlet.id))).all()


def hamlet(viewer: Viewer, hamlet_id: str) -> Hamlet:
    """One within the viewer's scope, in force or not any more; raises NotFound."""
    query = select(Hamlet).where(Hamlet.commune_id == viewer.commune_id, Hamlet.id == hamlet_id)
    found = db.session.scalar(query.where(in_scope(viewer, Hamlet.id)))
    if found is None:
        raise NotFound
    return found


def hamlets_in_force(commune_id: str | None, today: date) -> Select[Hamlet]:
    return (
        select(Hamlet)
        .where(Hamlet.commune_id == commune_id, or_(Hamlet.valid_to.is_(None), Hamlet.valid_to >= today))
        .order_by(Hamlet.sort_key)
    )
