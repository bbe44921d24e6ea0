"""Criteria of the titles besides the default one: versions that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import CriteriaVersion, RecipientKind, Title
from webapp.rules.recognition import Criteria, CriterionKind, criteria_from_json
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
    """Judge by these from now on. Raises Refused at `decision`, or for a line that counts a family."""
    if title.commune_id != by.commune_id or title.is_default:
        raise NotFound
    decision = clean_text(decision)
    if not decision:
        raise Refused("Ghi văn bản của xã, phường ban hành tiêu chí này.", "decision")
    if title.recipient_kind is RecipientKind.PERSON and any(
        line.kind is not CriterionKind.ONE_PERSON for line in criteria_.lines
    ):
        raise Refused("Danh hiệu cho cá nhân chỉ tính việc của chính người đó: chọn cách tính “một người”.")
    return criteria.add_version(by=by, title=title, criteria=criteria_, decision=decision)
