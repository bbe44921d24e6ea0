"""The households that events name, with those that go on in their place; and who may record for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import aliased

from webapp.models.asking import among, rows
from webapp.models.household import Household
from webapp.services.access import LEFT_TEAM_DAYS, Viewer, may_record_in


class Home(NamedTuple):
    """What receiving asks of a household; `survivor` is itself unless it was merged or moved away."""

    id: str
    commune_id: str
    hamlet_id: str
    assigned_to: str | None
    merged_into: str | None
    merged_at: datetime | None
    former: list[Any]
    changed: bool


_TOMB = aliased(Household)
_NAMED: Any = union(
    select(_TOMB.id).where(among(_TOMB.id, "ids")),
    select(_TOMB.merged_into).where(among(_TOMB.id, "ids"), _TOMB.merged_into.is_not(None)),
)
_HOMES = (
    select(
        Household.id, Household.commune_id, Household.hamlet_id, Household.assigned_to,
        Household.merged_into, Household.merged_at, Household.former, Household.changed,
    )
    .where(Household.id.in_(_NAMED))
    .order_by(Household.id)
    .with_for_update()
)  # fmt: skip


def held(ids: Collection[str]) -> dict[str, Home]:
    """The households by id and their survivors, locked in one order against other writers."""
    found = _read(ids)
    if {home.merged_into for home in found.values()} - {None, *found}:  # merged while we waited for the lock
        found = _read(found.keys() | ids)
    return found


def _read(ids: Collection[str]) -> dict[str, Home]:
    found = rows(_HOMES, {"ids": list(ids)}) if ids else ()
    return {row.id: Home(*row) for row in found}


def survivor(home: Home, homes: Mapping[str, Home]) -> Home:
    return homes.get(home.merged_into or home.id, home)


def may_record_for(viewer: Viewer, home: Home, homes: Mapping[str, Home], today: datetime) -> bool:
    """Scope is judged on the household that goes on, and on the hamlets it left within 90 days."""
    goes_on = survivor(home, homes)
    places = [(goes_on.commune_id, goes_on.hamlet_id), *_left_lately(goes_on, today)]
    if goes_on is not home:
        places += _left_lately(home, today)
        if home.merged_at is not None and _lately(home.merged_at, today):
            places.append((home.commune_id, home.hamlet_id))
    return any(may_record_in(viewer, commune, hamlet) for commune, hamlet in places)


def _left_lately(home: Home, today: datetime) -> list[tuple[str, str]]:
    return [
        (place["commune"], place["hamlet"])
        for place in home.former
        if _lately(datetime.fromisoformat(place["until"]), today)
    ]


def _lately(moment: datetime, today: datetime) -> bool:
    return today - moment <= timedelta(days=LEFT_TEAM_DAYS)
