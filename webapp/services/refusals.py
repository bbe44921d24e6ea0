"""Who wants no recognition this year, or objects to it: read wherever somebody could be proposed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from webapp.models.base import db
from webapp.models.recognition import RecipientKind, Recognition
from webapp.models.refusal import Refusal
from webapp.services.access import Viewer


def refusing(title_id: str, year: int, kind: RecipientKind) -> Select[str]:
    """The ids of those who refuse a title of a year, for a query's condition."""
    return select(Refusal.recipient_id).where(
        Refusal.title_id == title_id,
        Refusal.year == year,
        Refusal.recipient_kind == kind,
        Refusal.withdrawn_at.is_(None),
    )


def standing(
    title_id: str, year: int, kind: RecipientKind, recipient_ids: Collection[str]
) -> dict[str, Refusal]:
    """The refusals that hold among these recipients, by recipient id."""
    rows = db.session.scalars(
        select(Refusal).where(
            Refusal.title_id == title_id,
            Refusal.year == year,
            Refusal.recipient_kind == kind,
            Refusal.recipient_id.in_(recipient_ids),
            Refusal.withdrawn_at.is_(None),
        )
    )
    return {row.recipient_id: row for row in rows}


def of_recognitions(recognitions: Collection[Recognition]) -> dict[str, Refusal]:
    """The refusals that hold against these recognitions, by recognition id."""
    found: dict[str, Refusal] = {}
    for group in {(each.title_id, each.year, each.recipient_kind) for each in recognitions}:
        same = [each for each in recognitions if (each.title_id, each.year, each.recipient_kind) == group]
        rows = standing(*group, {each.recipient_id for each in same})
        found |= {each.id: rows[each.recipient_id] for each in same if each.recipient_id in rows}
    return found


def of_recipient(viewer: Viewer, recipient_id: str) -> Sequence[Refusal]:
    """All that a recipient ever said, newest first; what was taken back too."""
    return db.session.scalars(
        select(Refusal)
        .where(Refusal.commune_id == viewer.commune_id, Refusal.recipient_id == recipient_id)
        .order_by(Refusal.recorded_at.desc())
    ).all()
