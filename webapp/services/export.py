"""The log and the state as JSON lines that do not depend on the order of arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.event import Event, LiveDone


def events() -> Iterator[dict[str, Any]]:
    """All kept events by id, without what depends on arrival: two moments, and which phone came first."""
    for event in db.session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=1000)):
        yield {
            "id": event.id,
            "op": event.op.value,
            "commune": event.commune_id,
            "household": event.household_id,
            "item": event.item,
            "person": event.person_id,
            "helper": event.helper_id,
            "cancels": event.cancels,
            "data": event.data,
            "seq": event.seq,
            "occurred_at": event.occurred_at.isoformat(),
            "recorded_by": event.recorded_by,
            "payload_hash": event.payload_hash,
        }


def state() -> list[dict[str, Any]]:
    """One line for each household and item with a live done; None is the whole family, and comes last."""
    persons: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for row in db.session.execute(select(LiveDone.household_id, LiveDone.item, LiveDone.person_id)):
        persons[(row.household_id, row.item)].add(row.person_id)
    return [
        {
            "household": household,
            "item": item,
            "persons": sorted(every, key=lambda person: (person is None, person or "")),
        }
        for (household, item), every in sorted(persons.items())
    ]
