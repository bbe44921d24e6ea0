"""The links between households that were merged, split or moved away, read for a projection or a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from webapp.models.asking import among, rows
from webapp.models.base import db
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.household import Household
from webapp.rules.lineage import Kind, Lineage, Link

LINKING = (ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.TRANSFER, ChangeKind.JOIN)
KEPT = (ChangeState.DONE, ChangeState.UNDONE)
_CHANGED = select(Household.id).where(among(Household.id, "households"), Household.changed)
_TOUCHING = select(HouseholdChange).where(
    or_(
        among(HouseholdChange.household_id, "households"),
        among(HouseholdChange.into_id, "households"),
    ),
    HouseholdChange.kind.in_(LINKING),
    HouseholdChange.state.in_(KEPT),
)


class Family(Lineage):
    """The households that are linked with some others, each with its commune."""

    def __init__(self, links: Sequence[Link] = (), communes: dict[str, str] | None = None) -> None:
        super().__init__(links)
        self.communes = communes or {}


NOBODY = Family()


def around(households: Collection[str]) -> Family:
    """All that is linked with these households; nearly always nothing, and then one short query."""
    changed = {row.id for row in rows(_CHANGED, {"households": list(households)})} if households else set()
    if not changed:
        return NOBODY
    links: dict[str, Link] = {}
    known: set[str] = set()
    while new := changed - known:
        known |= new
        for row in db.session.scalars(_TOUCHING, {"households": list(new)}):
            links[row.id] = _link(row)
            changed |= {row.household_id, row.into_id or row.household_id}
    found = db.session.execute(select(Household.id, Household.commune_id).where(Household.id.in_(changed)))
    return Family(list(links.values()), dict(found.all()))


def origins(household_id: str) -> dict[str, str]:
    """The households that this one goes on for, each with its commune; not itself."""
    family = around({household_id})
    return {
        each: commune
        for each, commune in family.communes.items()
        if each != household_id and family.home(each) == household_id
    }


def _link(row: HouseholdChange) -> Link:
    into = row.data["person"] if row.kind is ChangeKind.JOIN else row.into_id
    return Link(
        row.id, Kind(row.kind.value), row.household_id, str(into), tuple(row.data.get("persons", ())),
        row.state is ChangeState.UNDONE, row.data.get("seen", {}), row.data.get("heads", {}),
    )  # fmt: skip
