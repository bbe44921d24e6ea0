"""Criteria of the titles besides the default one: versions that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import CriteriaVersion, Title
from webapp.rules.recognition import Criteria, criteria_from_json
from webapp.rules.vietnamese import clean_text
from webapp.services import criteria
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused


def versions(title: Title) -> Sequence[tuple[CriteriaVersion, Criteria]]:
    """Newest version first."""
    rows = db.session.scalars(
        select(CriteriaVersion)
        .where(CriteriaVersion.commune_id == title.commune_id, CriteriaVersion.title_id == title.id)
        .order_by(CriteriaVersion.version.desc())
    )
    return [(row, criteria_from_json(row.criteria)) for row in rows]


def put_in_force(*, by: Viewer, title: Title, criteria_: Criteria, decision: str) -> CriteriaVersion:
    """Judge whoever is proposed from now on by these. Raises Refused at `decision`."""
    if title.commune_id != by.commune_id or title.is_default:
        raise NotFound
    decision = clean_text(decision)
    if not decision:
        raise Refused("Ghi văn bản của xã, phường ban hành tiêu chí này.", "decision")
    return criteria.add_version(by=by, title=title, criteria=criteria_, decision=decision)
