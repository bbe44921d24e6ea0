"""A household's sheet: what is done, what is left, what the rules say; and ticking by form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.lessons import Item, ItemKind
from webapp.models.base import db
from webapp.models.event import Event, EventOp, LiveDone
from webapp.models.household import Household, Person
from webapp.models.user import User
from webapp.rules.recognition import Verdict
from webapp.services import (
    asking_again,
    communes,
    consents,
    criteria,
    events,
    households,
    lesson_shelf,
    lineage,
    progress,
)
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused


@dataclass(frozen=True)
class Line:
    """One line of the sheet; `who` are names ("Cả nhà" for the family) and `on` the first day."""

    item: Item
    who: tuple[str, ...] = ()
    on: date | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogLine:
    """One visit or note for the page: the day, who, and what."""

    op: EventOp
    on: date
    helper: str
    text: str
    next_on: str | None = None


@dataclass(frozen=True)
class Sheet:
    household: Household
    hamlet: str
    people: Sequence[Person]
    todo: tuple[Line, ...]
    done: tuple[Line, ...]
    verdict: Verdict
    log: tuple[LogLine, ...]
    checklist: frozenset[str]

    @property
    def total(self) -> int:
        return len(self.checklist)

    @property
    def done_count(self) -> int:
        return self.total - len(self.todo)


def sheet(viewer: Viewer, household_id: str) -> Sheet:
    """Everything that a household's page shows. Raises NotFound out of scope."""
    household = households.get(viewer, household_id)
    people = households.people(household)
    items = _items(communes.settings_of(household.commune_id).checklist)
    live = _live(household)
    extra = [item for slug in sorted(live.keys() - {each.slug for each in items}) if (item := _item(slug))]
    names = {person.id: person.name or "" for person in people}
    done = tuple(_done_line(item, live[item.slug], names) for item in (*items, *extra) if item.slug in live)
    verdict, _facts = progress.verdict_of(household, criteria.in_force(household.commune_id))
    return Sheet(
        household=household,
        hamlet=households.hamlet_of(household).label,
        people=people,
        todo=tuple(Line(item) for item in items if item.slug not in live),
        done=tuple(sorted(done, key=lambda line: line.on or date.min, reverse=True)),
        verdict=verdict,
        log=_log(household),
        checklist=frozenset(item.slug for item in items),
    )


def record(*, by: Viewer, household_id: str, item: str, person_ids: Sequence[str]) -> Item:
    """Tick an item for the people chosen, or for the whole family when nobody is."""
    household = households.get(by, household_id)
    consents.may_record(household)
    known = _item(item) if lesson_shelf.stands_in(item, household.commune_id) else None
    if known is None:
        raise Refused("Không có việc này trong phiếu.", "item")
    data = {"lesson_version": known.version if known.kind is ItemKind.LESSON else None}
    whom: Sequence[str | None] = person_ids or [None]
    raws = [
        events.event_object(household.id, EventOp.DONE, item=item, person=person, data=data)
        for person in whom
    ]
    events.must_apply(events.record_many(by, raws))
    return known


def undo(*, by: Viewer, household_id: str, item: str) -> Item:
    """Take back every live tick of an item; each undo names the one it cancels."""
    household = households.get(by, household_id)
    known = _item(item)
    live = _live(household).get(item, [])
    if known is None or not live:
        raise NotFound
    raws = [
        events.event_object(household.id, EventOp.UNDO, item=item, person=row.person_id, cancels=row.event_id)
        for row in live
    ]
    events.must_apply(events.record_many(by, raws))
    return known


def visit(
    *,
    by: Viewer,
    household_id: str,
    result: str,
    next_on: date | None = None,
    note: str = "",
    helper_id: str | None = None,
) -> None:
    """Write a visit and, if something was said, a note. `helper_id` taught, which need not be who types."""
    household = households.get(by, household_id)
    consents.may_record(household)
    data = {"result": result, "next": next_on.isoformat() if next_on else None}
    raws = [events.event_object(household.id, EventOp.VISIT, data=data, helper=helper_id)]
    if note:
        said = {"text": note}
        raws.append(events.event_object(household.id, EventOp.NOTE, data=said, helper=helper_id))
    events.must_apply(events.record_many(by, raws))


def _items(slugs: Sequence[str]) -> list[Item]:
    return lesson_shelf.named(slugs)


def _item(slug: str) -> Item | None:
    return lesson_shelf.item(slug)


def _live(household: Household) -> dict[str, list[LiveDone]]:
    rows = db.session.scalars(
        select(LiveDone)
        .where(LiveDone.commune_id == household.commune_id, LiveDone.household_id == household.id)
        .order_by(LiveDone.dated_on, LiveDone.event_id)
    )
    live: dict[str, list[LiveDone]] = {}
    for row in rows:
        live.setdefault(row.item, []).append(row)
    return live


def _done_line(item: Item, rows: Sequence[LiveDone], names: dict[str, str]) -> Line:
    who = dict.fromkeys("Cả nhà" if row.person_id is None else names.get(row.person_id, "") for row in rows)
    return Line(
        item, tuple(name for name in who if name), rows[0].dated_on, tuple(row.event_id for row in rows)
    )


def _log(household: Household) -> tuple[LogLine, ...]:
    entries = {household.id: household.commune_id, **lineage.origins(household.id)}
    shown = entries.keys() - asking_again.hidden_records(household)
    rows = db.session.execute(
        select(Event, User.display_name)
        .join(User, User.id == Event.helper_id, isouter=True)
        .where(
            Event.commune_id.in_(set(entries.values())),
            Event.household_id.in_(shown),
            Event.op.in_((EventOp.VISIT, EventOp.NOTE)),
        )
        .order_by(Event.dated_on.desc(), Event.received_at.desc())
        .limit(20)
    )
    return tuple(
        LogLine(event.op, event.dated_on, name or "", _said(event), event.data.get("next"))
        for event, name in rows
    )


def _said(event: Event) -> str:
    if event.op is EventOp.NOTE:
        return str(event.data["text"])
    return {"met": "Đã dạy", "absent": "Đi vắng", "later": "Hẹn lại"}[event.data["result"]]
