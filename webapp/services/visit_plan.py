"""A member's route of today: the households he means to visit, in his own order, and whom to add to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select

from webapp.models.base import db, now
from webapp.models.commune import Hamlet
from webapp.models.event import Event, EventOp, HouseholdProgress
from webapp.models.household import Household
from webapp.models.inserting import insert_or_leave
from webapp.models.plan import VisitPlan
from webapp.rules.priority import Flag
from webapp.services import consents, household_lists, lineage, priority
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import NotFound, Refused
from webapp.services.households import Row
from webapp.services.progress import named, of_households

MOST_STOPS = 60
SUGGESTED = 12
KEPT_DAYS = 30
FULL = f"Một ngày nhiều nhất {MOST_STOPS} hộ. Bỏ bớt hộ trong danh sách hôm nay."


@dataclass(frozen=True)
class Stop:
    """A household on the route or suggested for it; `promised` is the day that its last visit named.

    `declined`: the family lets no checklist be kept, so nothing about it is shown or printed beside its name,
    not even whether somebody was there: it is neither counted nor the next one to go to.
    """

    row: Row
    flags: tuple[Flag, ...]
    promised: date | None
    visited: bool
    declined: bool = False


@dataclass(frozen=True)
class Route:
    """`following` is the first stop that was not visited today."""

    stops: Sequence[Stop]

    @property
    def following(self) -> Stop | None:
        return next((stop for stop in self.counted if not stop.visited), None)

    @property
    def counted(self) -> list[Stop]:
        """Those of which a visit may be kept."""
        return [stop for stop in self.stops if not stop.declined]

    @property
    def printed(self) -> list[Row]:
        """What goes on paper, in its order."""
        return [stop.row for stop in self.counted]

    @property
    def done(self) -> int:
        return sum(stop.visited for stop in self.stops)


def route(viewer: Viewer, day: date) -> Route:
    """The stops of a day in the member's order."""
    places = positions(viewer, day)
    stops = _stops(viewer, places, day)
    return Route(sorted(stops, key=lambda stop: places[stop.row.household.id]))


def positions(viewer: Viewer, day: date) -> dict[str, int]:
    """The place of each household on the route of a day; one that was merged stands there as its survivor."""
    rows = _rows(viewer, day)
    family = lineage.around({row.household_id for row in rows})
    return {family.home(row.household_id): row.position for row in reversed(rows)}


def suggestions(viewer: Viewer, day: date) -> list[Stop]:
    """Whom to visit beside the route: promised for this day, missed lately, then those with most flags."""
    taken = positions(viewer, day)
    free = {home.id for home in household_lists.own(viewer)} - taken.keys()
    free -= consents.declining(free)
    waiting = [stop for stop in _stops(viewer, free, day) if not stop.visited and _open(stop, day)]
    return sorted(waiting, key=lambda stop: _urgency(stop, day))[:SUGGESTED]


def add(*, by: Viewer, day: date, household_ids: Sequence[str]) -> int:
    """Put households at the end of the route; returns how many were new. Raises NotFound, or Refused."""
    wanted = list(dict.fromkeys(household_ids))
    known = set(db.session.scalars(visible_households(by).where(Household.id.in_(wanted))
                                   .with_only_columns(Household.id)))  # fmt: skip
    if not wanted or len(known) < len(wanted):
        raise NotFound
    places = positions(by, day)
    fresh = [each for each in wanted if each not in places]
    if len(places) + len(fresh) > MOST_STOPS:
        raise Refused(FULL)
    _forget_old(by, day)
    last = max(places.values(), default=0)
    rows = [
        {"member_id": by.user_id, "day": day, "household_id": household, "commune_id": by.commune_id,
         "position": number, "added_at": now()}
        for number, household in enumerate(fresh, start=last + 1)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert_or_leave(VisitPlan), rows)
    return len(fresh)


def _forget_old(by: Viewer, day: date) -> None:
    """Where a member went is in the log; the plans of past weeks serve nobody."""
    db.session.execute(
        delete(VisitPlan).where(
            VisitPlan.commune_id == by.commune_id,
            VisitPlan.member_id == by.user_id,
            VisitPlan.day < day - timedelta(days=KEPT_DAYS),
        )
    )


def remove(*, by: Viewer, day: date, household_id: str) -> None:
    """Take a household off the route; one that isn't on it stays as it is."""
    named_so = [household_id, *lineage.origins(household_id)]
    db.session.execute(
        delete(VisitPlan).where(
            VisitPlan.commune_id == by.commune_id, VisitPlan.member_id == by.user_id, VisitPlan.day == day,
            VisitPlan.household_id.in_(named_so),
        )
    )  # fmt: skip


def move(*, by: Viewer, day: date, household_id: str, up: bool) -> None:
    """Swap a stop with its neighbour. Raises NotFound for one that isn't on the route."""
    rows = _rows(by, day)
    family = lineage.around({row.household_id for row in rows})
    at = next((n for n, row in enumerate(rows) if family.home(row.household_id) == household_id), None)
    if at is None:
        raise NotFound
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at].position, rows[other].position = rows[other].position, rows[at].position
        db.session.flush()


def promises(viewer: Viewer, household_ids: Collection[str]) -> dict[str, date]:
    """The day that the last visit of each household promised, where it named one.

    A visit to an entry that was merged into another one counts for the household that goes on.
    """
    family = lineage.around(household_ids)
    homes = dict.fromkeys(household_ids, viewer.commune_id or "") | family.communes
    rows = db.session.execute(
        select(Event.household_id, Event.data)
        .where(of_households(Event), Event.op == EventOp.VISIT)
        .order_by(Event.dated_on, Event.occurred_at, Event.id),
        named(homes),
    )
    last = {family.home(household): data.get("next") for household, data in rows}
    wanted = set(household_ids)
    return {home: date.fromisoformat(on) for home, on in last.items() if on and home in wanted}


def _rows(viewer: Viewer, day: date) -> Sequence[VisitPlan]:
    return db.session.scalars(
        select(VisitPlan)
        .where(
            VisitPlan.commune_id == viewer.commune_id,
            VisitPlan.member_id == viewer.user_id,
            VisitPlan.day == day,
        )
        .order_by(VisitPlan.position, VisitPlan.household_id)
    ).all()


def _stops(viewer: Viewer, ids: Collection[str], day: date) -> list[Stop]:
    found = db.session.execute(
        visible_households(viewer)
        .where(Household.id.in_(ids))
        .outerjoin(HouseholdProgress, HouseholdProgress.household_id == Household.id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .add_columns(Hamlet, HouseholdProgress)
        .order_by(func.coalesce(HouseholdProgress.eligible, False), Household.head_sort, Household.id)
    ).all()
    flags, promised, declining = priority.flags_of(ids), promises(viewer, ids), consents.declining(ids)
    return [
        Stop(Row(*row), (), None, visited=False, declined=True)
        if row[0].id in declining
        else Stop(Row(*row), flags.get(row[0].id, ()), promised.get(row[0].id), _visited(row[2], day))
        for row in found
    ]


def _visited(progress: HouseholdProgress | None, day: date) -> bool:
    return progress is not None and day in (progress.last_visit_on, progress.last_done_on)


def _overdue(stop: Stop, day: date) -> int | None:
    """Days since the promised one; None without a promise, or one that is still to come."""
    return (day - stop.promised).days if stop.promised and stop.promised <= day else None


def _open(stop: Stop, day: date) -> bool:
    progress = stop.row.progress
    return _overdue(stop, day) is not None or progress is None or not progress.eligible


def _urgency(stop: Stop, day: date) -> tuple[bool, int, int, int, str]:
    overdue = _overdue(stop, day)
    sort = stop.row.household.head_sort
    return (overdue is None, overdue or 0, -len(stop.flags), stop.row.left, sort)
