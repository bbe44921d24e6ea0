"""Figures of a province's communes: counts only, never a person's data."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from webapp.models.base import db
from webapp.models.commune import Commune
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.services.access import Viewer

RECOGNISED = (RecognitionState.DECIDED, RecognitionState.ISSUED)


@dataclass(frozen=True)
class CommuneFigures:
    """Households counted, of them eligible now, and recognised in `year` (by a signed decision)."""

    commune: Commune
    households: int
    eligible: int
    recognised: int


def of_province(viewer: Viewer, year: int) -> list[CommuneFigures]:
    """The communes of the viewer's province that this installation serves, by name."""
    in_province = select(Commune).where(Commune.province_code == viewer.province_code)
    communes = db.session.scalars(in_province.order_by(Commune.name, Commune.id)).all()
    ids = [commune.id for commune in communes]
    households, eligible, recognised = (
        _counted(query) for query in (_households(ids), _eligible(ids), _recognised(ids, year))
    )
    return [
        CommuneFigures(each, households.get(each.id, 0), eligible.get(each.id, 0), recognised.get(each.id, 0))
        for each in communes
    ]


def _counted(query: Select[str, int]) -> dict[str, int]:
    return dict(db.session.execute(query).all())


def _households(ids: list[str]) -> Select[str, int]:
    return (
        select(Household.commune_id, func.count())
        .where(
            Household.commune_id.in_(ids),
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
            Household.awaiting.is_(None),
        )
        .group_by(Household.commune_id)
    )


def _eligible(ids: list[str]) -> Select[str, int]:
    return (
        select(HouseholdProgress.commune_id, func.count())
        .join(Household, Household.id == HouseholdProgress.household_id)
        .where(
            HouseholdProgress.commune_id.in_(ids),
            HouseholdProgress.eligible,
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
            Household.awaiting.is_(None),
        )
        .group_by(HouseholdProgress.commune_id)
    )


def _recognised(ids: list[str], year: int) -> Select[str, int]:
    return (
        select(Recognition.commune_id, func.count())
        .where(
            Recognition.commune_id.in_(ids),
            Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
            Recognition.state.in_(RECOGNISED),
            Recognition.year == year,
        )
        .group_by(Recognition.commune_id)
    )
