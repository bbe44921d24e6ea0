"""The neutral flags of households: found in what is known, or set by the team; they put lists in order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_, select

from webapp.models.base import db
from webapp.models.event import HouseholdProgress
from webapp.models.household import AgeBand, Household, Person
from webapp.rules.priority import Flag, born_by
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.progress import today

SETTABLE = ("no_smartphone", "needs_help")


def conditions() -> dict[Flag, ColumnElement[bool]]:
    """The condition of each flag, for a query that outer-joins HouseholdProgress."""
    elder = exists().where(
        Person.commune_id == Household.commune_id,
        Person.household_id == Household.id,
        Person.removed_at.is_(None),
        or_(Person.birth_year <= born_by(today().year), Person.band == AgeBand.FROM_60),
    )
    return {
        Flag.NEVER_REACHED: HouseholdProgress.last_visit_on.is_(None)
        & HouseholdProgress.last_done_on.is_(None),
        Flag.ELDER: elder,
        Flag.NO_SMARTPHONE: Household.no_smartphone.is_(True),
        Flag.NEEDS_HELP: Household.needs_help.is_(True),
    }


def score() -> ColumnElement[Any]:
    """How many flags a household has: the more, the sooner."""
    ones = [case((condition, 1), else_=0) for condition in conditions().values()]
    return sum(ones[1:], start=ones[0])


def flags_of(household_ids: Collection[str]) -> dict[str, tuple[Flag, ...]]:
    """The flags of several households, by household id."""
    known = conditions()
    query = (
        select(Household.id, *known.values())
        .outerjoin(HouseholdProgress, HouseholdProgress.household_id == Household.id)
        .where(Household.id.in_(household_ids))
    )
    return {
        household: tuple(flag for flag, is_set in zip(known, sets, strict=True) if is_set)
        for household, *sets in db.session.execute(query)
    }


def set_flags(*, by: Viewer, household: Household, values: dict[str, bool]) -> None:
    """Set what the team saw at the door; `values` by column of SETTABLE."""
    changes = {
        name: [getattr(household, name), value]
        for name, value in values.items()
        if name in SETTABLE and getattr(household, name) != value
    }
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(household, name, after)
    db.session.flush()
    audit.record(
        by=by, action="household.flags", noun="household", noun_id=household.id, changes=dict(changes)
    )
