"""Households of the viewer's scope that may be one, with the evidence side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.change import HouseholdsApart
from webapp.models.commune import Hamlet
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household, Person
from webapp.models.inserting import insert_or_leave
from webapp.rules.duplicates import Entry, Pair, candidates, compare, read_name
from webapp.rules.vietnamese import fold
from webapp.services import audit, households
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import Refused

A_PAGE = 20


@dataclass(frozen=True)
class Side:
    household: Household
    hamlet: Hamlet
    people: Sequence[Person]
    progress: HouseholdProgress | None


@dataclass(frozen=True)
class Proposal:
    """Two households that may be one, the one with more on its sheet second; `reasons` speak for it."""

    one: Side
    two: Side
    reasons: frozenset[str]


@dataclass(frozen=True)
class Proposals:
    shown: list[Proposal]
    total: int


def proposals(viewer: Viewer) -> Proposals:
    """The surest pairs of the viewer's households first, without those said to be two."""
    pairs = pairs_of(viewer)
    shown = pairs[:A_PAGE]
    sides = _sides(viewer, {each for pair in shown for each in (pair.first, pair.second)})
    found = []
    for pair in shown:
        less, more = sorted((sides[pair.first], sides[pair.second]), key=_weight)
        found.append(Proposal(less, more, frozenset(pair.reasons)))
    return Proposals(found, len(pairs))


def _weight(side: Side) -> tuple[int, int]:
    return (side.progress.done_count if side.progress else 0, len(side.people))


def pairs_of(viewer: Viewer) -> list[Pair]:
    apart = _apart(viewer)
    return [pair for pair in candidates(_entries(viewer)) if (pair.first, pair.second) not in apart]


def like(viewer: Viewer, household: Household, most: int = 5) -> list[Side]:
    """The households that one may be written down twice as, the surest first; for choosing what to merge."""
    entries = {entry.id: entry for entry in _entries(viewer)}
    own = entries.pop(household.id, None)
    if own is None:
        return []
    pairs = sorted((compare(own, each) for each in entries.values()), key=lambda pair: -pair.score)[:most]
    near = [pair for pair in pairs if pair.score >= 0.4]
    ids = [pair.second if pair.first == household.id else pair.first for pair in near]
    sides = _sides(viewer, ids)
    return [sides[each] for each in ids]


def keep_apart(*, by: Viewer, household_id: str, other_id: str) -> None:
    """Remember that two households are two. Raises NotFound out of scope."""
    one, two = (households.get(by, each) for each in (household_id, other_id))
    if one.id == two.id:
        raise Refused("Chọn hai hộ khác nhau.")
    first, second = sorted((one.id, two.id))
    row = {"first_id": first, "second_id": second, "commune_id": one.commune_id, "said_by": by.user_id}
    db.session.execute(insert_or_leave(HouseholdsApart), row)
    audit.record(by=by, action="household.apart", noun="household", noun_id=first, changes={"other": second})


def _apart(viewer: Viewer) -> set[tuple[str, str]]:
    rows = select(HouseholdsApart.first_id, HouseholdsApart.second_id).where(
        HouseholdsApart.commune_id == viewer.commune_id
    )
    return {(row.first_id, row.second_id) for row in db.session.execute(rows)}


def _entries(viewer: Viewer) -> list[Entry]:
    scoped = visible_households(viewer)
    homes = db.session.execute(
        scoped.with_only_columns(
            Household.id, Household.hamlet_id, Household.head, Household.phone, Household.address
        )
    ).all()
    inside = scoped.with_only_columns(Household.id)
    people: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for home, name, born in db.session.execute(
        select(Person.household_id, Person.name, Person.birth_year).where(
            Person.commune_id == viewer.commune_id,
            Person.household_id.in_(inside),
            Person.removed_at.is_(None),
            Person.name.is_not(None),
        )
    ):
        people[home].append((fold(name or ""), born))
    return [_entry(home, people[home.id]) for home in homes]


def _entry(home: Any, people: Sequence[tuple[str, int | None]]) -> Entry:
    head = fold(home.head)
    born = next((year for name, year in people if name == head), None)
    others = frozenset(name for name, _year in people if name != head and " " in name)
    address = fold(home.address) if home.address else None
    return Entry(home.id, read_name(home.head), home.hamlet_id, home.phone, address, born, others)


def _sides(viewer: Viewer, ids: Collection[str]) -> dict[str, Side]:
    rows = db.session.execute(
        visible_households(viewer)
        .where(Household.id.in_(ids))
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .outerjoin(HouseholdProgress, HouseholdProgress.household_id == Household.id)
        .add_columns(Hamlet, HouseholdProgress)
    ).all()
    people = households.people_of([row[0] for row in rows])
    return {row[0].id: Side(row[0], row[1], people.get(row[0].id, []), row[2]) for row in rows}
