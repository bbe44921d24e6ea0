"""Rounds on paper: the households of a hamlet in the order of their sheet, and what was ticked by pen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func

from webapp.lessons import Item, ItemKind
from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.event import EventOp
from webapp.models.household import Household
from webapp.models.user import User
from webapp.rules.events import CLOCK_DAYS, VIETNAM, is_uuid
from webapp.rules.vietnamese import name_sort_key
from webapp.services import communes, consents, events, households, lesson_shelf
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today

PAGE = 10
PART = 400
FAMILY = "-"
NOT_A_BOX = "Có ô không đúng. Tải lại trang rồi ghi lại."


@dataclass(frozen=True)
class Pile:
    """The households that one print or one round of typing is about; no hamlet: the viewer's own ones."""

    hamlet_id: str | None
    label: str
    kind: str
    count: int

    @property
    def parts(self) -> int:
        return -(-self.count // PART)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True)
class Line:
    """One line of a family's box on paper: someone (None: the whole family) and what is done already."""

    person_id: str | None
    name: str
    done: frozenset[str]


@dataclass(frozen=True)
class Home:
    household: Household
    hamlet: Hamlet
    lines: tuple[Line, ...]


class Box(NamedTuple):
    """One box of the sheet. `person_id` is None for the whole family."""

    household_id: str
    person_id: str | None
    item: str


@dataclass(frozen=True)
class Saved:
    ticks: int
    homes: int


def piles(viewer: Viewer) -> list[Pile]:
    """The viewer's own households, if any, then each hamlet in scope with the number of its households."""
    scoped = visible_households(viewer).where(~consents.declined())
    counted = scoped.with_only_columns(Household.hamlet_id, func.count())
    found = db.session.execute(counted.group_by(Household.hamlet_id))
    counts: dict[str, int] = {hamlet_id: count for hamlet_id, count in found}
    hamlets = communes.hamlets(viewer, today())
    shown = [Pile(each.id, each.label, each.kind, counts.get(each.id, 0)) for each in hamlets]
    own = pile(viewer, None)
    return [own, *shown] if own.count else shown


def pile(viewer: Viewer, hamlet_id: str | None) -> Pile:
    """One pile. Raises NotFound for a hamlet out of scope."""
    count = db.session.scalar(_households(viewer, hamlet_id).with_only_columns(func.count())) or 0
    if hamlet_id is None:
        return Pile(None, "Hộ của tôi", "", count)
    for each in communes.hamlets(viewer, today()):
        if each.id == hamlet_id:
            return Pile(each.id, each.label, each.kind, count)
    raise NotFound


def rows(viewer: Viewer, hamlet_id: str | None, *, skip: int, limit: int) -> list[households.Row]:
    """Households in the order of the sheet: hamlet, given name."""
    query = (
        _households(viewer, hamlet_id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .add_columns(Hamlet)
        .order_by(Hamlet.sort_key, Hamlet.id, Household.head_sort, Household.id)
        .offset(skip)
        .limit(limit)
    )
    return [households.Row(home, hamlet, None) for home, hamlet in db.session.execute(query)]


def homes(viewer: Viewer, hamlet_id: str | None, page: int) -> list[Home]:
    """One page of the fast entry: each household with its named people, then the whole family."""
    found = rows(viewer, hamlet_id, skip=(page - 1) * PAGE, limit=PAGE)
    people = households.people_of([row.household for row in found])
    live = _live([row.household for row in found])
    return [Home(row.household, row.hamlet, tuple(_lines(row.household, people, live))) for row in found]


def items(viewer: Viewer) -> list[Item]:
    """The commune's checklist in the order of the sheet's columns."""
    slugs = communes.settings_of(viewer.commune_id or "").checklist
    return lesson_shelf.named(slugs)


def helpers(viewer: Viewer) -> list[User]:
    """Who may have helped: active members and leaders by given name, and the viewer."""
    found = {user.id: user for user in households.helpers(viewer)}
    mine = db.session.get(User, viewer.user_id)
    if mine is not None:
        found[mine.id] = mine
    return sorted(found.values(), key=lambda user: (name_sort_key(user.display_name), user.id))


def earliest_day() -> date:
    """The first day that may stand on a paper typed today."""
    return today() - timedelta(days=CLOCK_DAYS)


def record(*, by: Viewer, boxes: Sequence[str], day: date, helper_id: str) -> Saved:
    """Write a tick for each box that isn't live yet, and a visit to each household that got one.

    A box is "<household id>:<person id or ->:<item>". Raises NotFound for a household or person out of
    scope, Refused for a box that can't be read, a day out of range or a helper who isn't of the team.
    """
    if not earliest_day() <= day <= today():
        raise Refused(f"Ngày trên phiếu phải trong {CLOCK_DAYS} ngày vừa qua.", "day")
    if helper_id not in {user.id for user in helpers(by)}:
        raise Refused("Chọn người hướng dẫn trong danh sách.", "helper_id")
    asked = dict.fromkeys(_box(value) for value in boxes)
    versions = {item.slug: item.version if item.kind is ItemKind.LESSON else None for item in items(by)}
    if any(box.item not in versions for box in asked):
        raise Refused(NOT_A_BOX)
    fresh = _fresh(by, asked)
    raws = [
        _event(box.household_id, EventOp.DONE, day, helper_id, {"lesson_version": versions[box.item]}, box)
        for box in fresh
    ]
    met = dict.fromkeys(box.household_id for box in fresh)
    raws += [_event(home, EventOp.VISIT, day, helper_id, {"result": "met", "next": None}) for home in met]
    if raws:
        events.must_apply(events.record_many(by, raws))
    return Saved(len(fresh), len(met))


def _households(viewer: Viewer, hamlet_id: str | None) -> Select[Household]:
    """Without those who let no checklist be kept: nothing of them goes on paper."""
    scoped = visible_households(viewer).where(~consents.declined())
    if hamlet_id is None:
        return scoped.where(Household.assigned_to == viewer.user_id)
    return scoped.where(Household.hamlet_id == hamlet_id)


def _live(found: Sequence[Household]) -> set[Box]:
    ticks = households.ticks_of(found)
    return {Box(home, tick.person_id, tick.item) for home, of_home in ticks.items() for tick in of_home}


def _lines(home: Household, people: Mapping[str, Sequence[Any]], live: set[Box]) -> Iterable[Line]:
    named = [(person.id, person.name) for person in people.get(home.id, []) if person.name]
    for person_id, name in [*named, (None, "Cả nhà")]:
        done = {box.item for box in live if box[:2] == (home.id, person_id)}
        yield Line(person_id, name, frozenset(done))


def _box(value: str) -> Box:
    home, _, rest = value.partition(":")
    person, _, item = rest.partition(":")
    if not is_uuid(home) or not (person == FAMILY or is_uuid(person)) or not item:
        raise Refused(NOT_A_BOX)
    return Box(home.lower(), None if person == FAMILY else person.lower(), item)


def _fresh(by: Viewer, asked: Iterable[Box]) -> list[Box]:
    """The boxes that aren't live; the households stay locked, so that pressing twice can't write twice."""
    asked = list(asked)
    ids = {box.household_id for box in asked}
    query = visible_households(by).where(Household.id.in_(ids)).order_by(Household.id).with_for_update()
    found = db.session.scalars(query).all() if ids else []
    if len(found) < len(ids):
        raise NotFound
    people = households.people_of(found)
    named = {(home, person.id) for home, of_home in people.items() for person in of_home if person.name}
    if any(box.person_id and box[:2] not in named for box in asked):
        raise NotFound
    live = _live(found)
    return [box for box in asked if box not in live]


def _event(
    home: str, op: EventOp, day: date, helper_id: str, data: dict[str, Any], box: Box | None = None
) -> dict[str, Any]:
    raw = events.event_object(
        home, op, item=box.item if box else None, person=box.person_id if box else None,
        data=data, helper=helper_id,
    )  # fmt: skip
    return raw if day == today() else raw | {"occurred_at": _moment(day).isoformat()}


def _moment(day: date) -> datetime:
    """Noon of the day; its last second on the first day allowed, whose noon may be too long ago already."""
    hour = time(23, 59, 59) if day == earliest_day() else time(12)
    return datetime.combine(day, hour, VIETNAM)
