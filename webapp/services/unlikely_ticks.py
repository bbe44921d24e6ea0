"""Which households were ticked faster than anyone visits and teaches, read for a reviewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.event import Event, EventOp, LiveDone
from webapp.models.teaching import SessionKind, TeachingSession
from webapp.rules import unlikely_ticks as rule
from webapp.rules.unlikely_ticks import Mark, Tick
from webapp.services import accounts, communes
from webapp.services.access import Viewer


@dataclass(frozen=True)
class Noticed:
    """A mark with the name of who recorded."""

    mark: Mark
    recorder: str


def of_households(viewer: Viewer, household_ids: Collection[str]) -> dict[str, list[Noticed]]:
    """What a reviewer may want to ask about, by household id; nothing for those without a mark."""
    rules = communes.settings_of(viewer.commune_id or "").review
    own = _live_ticks(viewer, household_ids)
    if not own:
        return {}
    around = _ticks_of_recorders(viewer, own)
    busy = rule.busy_hours(around, rules.households_per_hour)
    whole = rule.whole_families(own, rules.family_minutes)
    marks = {home: [each[home] for each in (busy, whole) if home in each] for home in household_ids}
    names = accounts.names_of({mark.recorder for every in marks.values() for mark in every})
    return {
        home: [Noticed(mark, names.get(mark.recorder, "")) for mark in every]
        for home, every in marks.items()
        if every
    }


def _live_ticks(viewer: Viewer, household_ids: Collection[str]) -> list[Tick]:
    """The live ticks of these households outside group sessions."""
    rows = db.session.execute(
        select(LiveDone, Event.household_id.label("written_for"), Event.recorded_by, Event.occurred_at)
        .join(Event, Event.id == LiveDone.event_id)
        .where(LiveDone.commune_id == viewer.commune_id, LiveDone.household_id.in_(household_ids))
    ).all()
    grouped = _of_groups(viewer, {row.LiveDone.dated_on for row in rows})
    return [
        Tick(row.LiveDone.household_id, row.LiveDone.item, row.recorded_by, row.occurred_at)
        for row in rows
        if row.LiveDone.item not in grouped[row.written_for, row.LiveDone.dated_on]
    ]


def _ticks_of_recorders(viewer: Viewer, own: Sequence[Tick]) -> list[Tick]:
    """All that the same people recorded around those moments, for any household."""
    moments = [tick.at for tick in own]
    rows = db.session.execute(
        select(Event.household_id, Event.item, Event.dated_on, Event.recorded_by, Event.occurred_at).where(
            Event.commune_id == viewer.commune_id,
            Event.op == EventOp.DONE,
            Event.recorded_by.in_({tick.recorder for tick in own}),
            Event.occurred_at.between(min(moments) - rule.HOUR, max(moments) + rule.HOUR),
        )
    ).all()
    grouped = _of_groups(viewer, {row.dated_on for row in rows})
    return [
        Tick(row.household_id, row.item or "", row.recorded_by, row.occurred_at)
        for row in rows
        if row.item not in grouped[row.household_id, row.dated_on]
    ]


def _of_groups(viewer: Viewer, days: Collection[date]) -> dict[tuple[str, date], set[str]]:
    """The items taught in group sessions of these days, by household and day."""
    found: dict[tuple[str, date], set[str]] = defaultdict(set)
    sessions = db.session.scalars(
        select(TeachingSession).where(
            TeachingSession.commune_id == viewer.commune_id,
            TeachingSession.kind == SessionKind.GROUP,
            TeachingSession.held_on.in_(days),
        )
    )
    for session in sessions:
        for named in session.named:
            found[named["household"], session.held_on].update(session.items)
    return found
