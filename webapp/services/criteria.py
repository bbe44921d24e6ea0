"""A title's criteria: versions that are only ever added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from webapp.models.asking import rows
from webapp.models.base import db
from webapp.models.recognition import CriteriaVersion, Title
from webapp.rules.recognition import Criteria, criteria_from_json
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import NotFound

_IN_FORCE = (
    select(CriteriaVersion.criteria)
    .join(Title, Title.id == CriteriaVersion.title_id)
    .where(Title.commune_id == bindparam("commune"), Title.is_default)
    .order_by(CriteriaVersion.version.desc())
    .limit(1)
)
_read: dict[str, tuple[Any, Criteria]] = {}  # the stored form and what it says, read once a process


def default_title(commune_id: str | None) -> Title:
    title = db.session.scalar(select(Title).where(Title.commune_id == commune_id, Title.is_default))
    if title is None:
        raise NotFound("Xã, phường này chưa đặt danh hiệu công nhận.")
    return title


def version_in_force(title_id: str) -> CriteriaVersion:
    version = db.session.scalar(
        select(CriteriaVersion)
        .where(CriteriaVersion.title_id == title_id)
        .order_by(CriteriaVersion.version.desc())
        .limit(1)
    )
    if version is None:
        raise NotFound("Danh hiệu này chưa có tiêu chí.")
    return version


def in_force(commune_id: str) -> Criteria:
    """The criteria of the commune's default title."""
    found = rows(_IN_FORCE, {"commune": commune_id})
    if not found:
        raise NotFound("Xã, phường này chưa đặt tiêu chí công nhận.")
    stored = found[0].criteria
    if commune_id not in _read or _read[commune_id][0] != stored:
        _read[commune_id] = stored, criteria_from_json(stored)
    return _read[commune_id][1]


def add_version(*, by: Viewer | None, title: Title, criteria: Criteria, decision: str) -> CriteriaVersion:
    """Put new criteria in force; the old ones stay with what was decided by them."""
    last = db.session.scalar(
        select(func.max(CriteriaVersion.version)).where(CriteriaVersion.title_id == title.id)
    )
    version = CriteriaVersion(
        commune_id=title.commune_id, title_id=title.id, version=(last or 0) + 1, criteria=criteria.as_json(),
        decision=decision, made_by=by.user_id if by else None,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    audit.record(
        by=by, action="criteria.add", noun="title", noun_id=title.id, commune_id=title.commune_id,
        changes={"version": version.version, "decision": decision},
    )  # fmt: skip
    return version
