"""What a member's phone keeps: the items to teach and the member's own households. Never a phone number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.event import FieldHead, LiveDone
from webapp.models.household import Household, Person
from webapp.services import lesson_shelf
from webapp.services.access import Viewer, visible_households

MOST_HOUSEHOLDS = 500


def own_households(viewer: Viewer) -> Sequence[Household]:
    """Those assigned to the viewer; where none are, those of the viewer's hamlets."""
    scoped = visible_households(viewer).order_by(Household.head_sort, Household.id).limit(MOST_HOUSEHOLDS)
    assigned = db.session.scalars(scoped.where(Household.assigned_to == viewer.user_id)).all()
    return assigned or db.session.scalars(scoped).all()


def contents(viewer: Viewer) -> dict[str, Any]:
    households = own_households(viewer)
    ids = {household.id for household in households}
    hamlets = {
        hamlet.id: hamlet.label
        for hamlet in db.session.scalars(select(Hamlet).where(Hamlet.commune_id == viewer.commune_id))
    }
    people, live, heads = _people(viewer, ids), _live(viewer, ids), _heads(viewer, ids)
    return {
        "items": [
            {"slug": item.slug, "title": item.title, "kind": item.kind.value, "version": item.version}
            for item in lesson_shelf.items_of(viewer.commune_id or "")
        ],
        "households": [
            {
                "id": each.id,
                "head": each.head,
                "hamlet": hamlets[each.hamlet_id],
                "address": each.address,
                "persons": people[each.id],
                "done": sorted({done["item"] for done in live[each.id]}),
                "live": live[each.id],
                "rev": heads[each.id],
            }
            for each in households
        ],
    }


def _people(viewer: Viewer, households: set[str]) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.scalars(
        select(Person)
        .where(
            Person.commune_id == viewer.commune_id,
            Person.household_id.in_(households),
            Person.removed_at.is_(None),
            Person.name.is_not(None),
        )
        .order_by(Person.position, Person.id)
    )
    people: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for person in rows:
        people[person.household_id].append({"id": person.id, "name": person.name})
    return people


def _live(viewer: Viewer, households: set[str]) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.scalars(
        select(LiveDone)
        .where(LiveDone.commune_id == viewer.commune_id, LiveDone.household_id.in_(households))
        .order_by(LiveDone.event_id)
    )
    live: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        live[row.household_id].append({"event": row.event_id, "item": row.item, "person": row.person_id})
    return live


def _heads(viewer: Viewer, households: set[str]) -> dict[str, dict[str, str | None]]:
    """By household: the edit that counts for each edited field; a person's as `field@person`."""
    rows = db.session.scalars(
        select(FieldHead).where(
            FieldHead.commune_id == viewer.commune_id, FieldHead.household_id.in_(households)
        )
    )
    heads: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in rows:
        key = row.field if row.subject_id == row.household_id else f"{row.field}@{row.subject_id}"
        heads[row.household_id][key] = row.event_id
    return heads
