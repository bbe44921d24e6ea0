"""Households that a member met at the door and no list had: made by their event, confirmed by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webapp.models.asking import among
from webapp.models.base import db
from webapp.models.event import Event, EventOp
from webapp.models.household import Household
from webapp.models.inserting import insert_or_leave
from webapp.rules.events import is_uuid
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import communes, field_heads
from webapp.services.access import Viewer
from webapp.services.progress import of_households, today

_NAMING = select(Event).where(
    of_households(Event),
    Event.op.in_((EventOp.HOUSEHOLD, EventOp.ACCEPT)),
    among(Event.household_id, "asked"),
)


def hamlet_of(viewer: Viewer, said: str | None) -> str | None:
    """The hamlet in force of the viewer's scope that a phone names by id or words; None: the only one.

    A team left within 90 days counts too, as for every event.
    """
    in_force = db.session.scalars(communes.hamlets_in_force(viewer.commune_id or "", today())).all()
    allowed = viewer.recording_hamlet_ids
    open_to = [each for each in in_force if allowed is None or each.id in allowed]
    if said is None:
        return open_to[0].id if len(open_to) == 1 else None
    if is_uuid(said):
        return next((each.id for each in open_to if each.id == said.lower()), None)
    wanted = fold(said)
    return next((each.id for each in open_to if wanted in (fold(each.label), fold(each.name))), None)


def add(rows: Sequence[dict[str, Any]]) -> None:
    """Insert households that no phone has named before. People come with events of their own.

    Each row has id, commune_id, hamlet_id, head, address, from_event and awaiting.
    """
    homes = [
        row | {"head_fold": fold(row["head"]), "head_sort": name_sort_key(row["head"]), "former": []}
        for row in rows
    ]
    if homes:
        db.session.execute(insert_or_leave(Household), homes)


def follow(events: Sequence[Any]) -> None:
    """What a new household says is decided by the smallest of the events that name it; who waits, by all."""
    named_in = {
        event.household_id: event.commune_id
        for event in events
        if event.op in (EventOp.HOUSEHOLD, EventOp.ACCEPT)
    }
    if not named_in:
        return
    homes = db.session.scalars(
        select(Household).where(Household.id.in_(named_in), Household.from_event.is_not(None))
    ).all()
    if not homes:
        return
    asked = {
        "households": list(named_in), "communes": sorted(set(named_in.values())),
        "asked": [home.id for home in homes],
    }  # fmt: skip
    said: dict[str, list[Event]] = defaultdict(list)
    for event in db.session.scalars(_NAMING, asked):
        said[event.household_id].append(event)
    for home in homes:
        _decide(home, said[home.id])
    db.session.flush()


def _decide(home: Household, said: Sequence[Event]) -> None:
    naming = sorted((event for event in said if event.op is EventOp.HOUSEHOLD), key=lambda event: event.id)
    if not naming:
        return
    first, ids = naming[0], {event.id for event in naming}
    confirmed = any(event.data.get("accepts") in ids for event in said if event.op is EventOp.ACCEPT)
    home.awaiting = None if confirmed else first.recorded_by
    if home.from_event != first.id:
        field_heads.forget(home.id)
        home.from_event = first.id
        home.head, home.address = first.data["head"], first.data["address"]
        home.head_fold, home.head_sort = fold(home.head), name_sort_key(home.head)
