"""Invented visits as kept events, through the same reading, dating and marking as a phone's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from webapp.models.base import db
from webapp.models.event import Device, Event
from webapp.models.household import Household
from webapp.services import events, progress, projection
from webapp.services.access import Viewer
from webapp.services.demo.diary import Visit
from webapp.services.demo.script import demo_id
from webapp.services.events import Answer, Sending

AT_ONCE = 250


def keep(visits: Iterable[Visit], households: Mapping[str, Household], viewers: Mapping[str, Viewer]) -> int:
    """Write the visits' events and bring the projections up to date; returns how many events there are."""
    told = sorted(visits, key=lambda visit: (visit.began_at, visit.family.id))
    kept = _events(told, households, viewers)
    for device in _devices(told, viewers):
        db.session.merge(device)
    db.session.add_all(kept)
    db.session.flush()
    _project(kept, households)
    return len(kept)


def device_of(user_id: str) -> str:
    return demo_id("phone", user_id)


def _events(
    told: Sequence[Visit], households: Mapping[str, Household], viewers: Mapping[str, Viewer]
) -> list[Event]:
    numbers: Counter[str] = Counter()
    kept: list[Event] = []
    for visit in told:
        arrived = visit.arrived_at
        sending = Sending(viewers[visit.by], device_of(visit.by), arrived - visit.clock_off, arrived)
        for raw in _raws(visit, numbers):
            draft = events.read_drafts([raw])[0]
            if isinstance(draft, Answer):
                raise ValueError(f"an invented event is refused: {draft.reason}")
            kept.append(events.event_of(sending, draft, households[draft.household]))
    return kept


def _raws(visit: Visit, numbers: Counter[str]) -> list[dict[str, Any]]:
    """The visit's events as its phone would send them."""
    raws = []
    for entry in visit.entries:
        numbers[visit.by] += 1
        raws.append(
            {
                "id": entry.id, "seq": numbers[visit.by], "op": entry.op.value, "household": visit.family.id,
                "item": entry.item, "person": entry.person, "cancels": entry.cancels,
                "occurred_at": (entry.at - visit.clock_off).isoformat(), "data": entry.data,
            }
        )  # fmt: skip
    return raws


def _devices(told: Sequence[Visit], viewers: Mapping[str, Viewer]) -> list[Device]:
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for visit in told:
        first[visit.by] = min(first.get(visit.by, visit.arrived_at), visit.arrived_at)
        last[visit.by] = max(last.get(visit.by, visit.arrived_at), visit.arrived_at)
    return [
        Device(
            id=device_of(user), user_id=user, commune_id=viewers[user].commune_id,
            first_contact_at=first[user], last_contact_at=last[user],
        )
        for user in sorted(first)
    ]  # fmt: skip


def _project(kept: Sequence[Event], households: Mapping[str, Household]) -> None:
    by_household: dict[str, list[Event]] = {household: [] for household in households}
    for event in kept:
        by_household[event.household_id].append(event)
    ids = sorted(by_household)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        projection.refresh([event for each in some for event in by_household[each]])
        progress.refresh({each for each in some if not by_household[each]})
