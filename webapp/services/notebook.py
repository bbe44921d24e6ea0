"""What a member's phone keeps: the items to teach and the member's own households. Never a phone number."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from webapp.lessons import Item
from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.event import FieldHead, HouseholdProgress, LiveDone
from webapp.models.household import Person
from webapp.models.user import User
from webapp.services import (
    asking_again,
    communes,
    consents,
    helped,
    household_lists,
    lesson_shelf,
    lost_records,
    priority,
    visit_plan,
)
from webapp.services.access import Viewer, in_scope
from webapp.services.progress import today


def contents(viewer: Viewer) -> dict[str, Any]:
    """Everything that a phone keeps. `sheet` are the items of the commune's checklist, in its order;
    `hamlets` those where the viewer may meet a household. `week` is what the viewer helped with this week,
    whoever's phone it came from."""
    hamlets = _hamlets(viewer)
    return {
        "name": db.session.get_one(User, viewer.user_id).display_name,
        "sheet": list(communes.settings_of(viewer.commune_id or "").checklist),
        "hamlets": [{"id": key, "label": label} for key, label in hamlets.items()],
        "week": helped.for_phone(viewer, today()),
        "items": [_item(each) for each in lesson_shelf.items_of(viewer.commune_id or "")],
        "households": _households(viewer, hamlets),
    }


def _households(viewer: Viewer, hamlets: dict[str, str]) -> list[dict[str, Any]]:
    """`route` is a household's place on the viewer's route of today or null, `flags` say what to bring along,
    `consent` is "given", "unasked" or "declined": then nothing is recorded there, and nobody is named.
    `ask_again`: a merge makes the family one to be asked once more; `lost`: what its refusal erased too much,
    in words or null."""
    households = household_lists.own(viewer)
    ids = {household.id for household in households}
    said = _said(ids)
    agreeing = {each for each in ids if said[each] != "declined"}
    people, live, heads = _people(viewer, agreeing), _live(viewer, agreeing), _heads(viewer, ids)
    standing, planned = _standing(viewer, ids), _planned(viewer, agreeing)
    again, lost = asking_again.pending(ids), lost_records.of(ids)
    route, flags = visit_plan.positions(viewer, today()), priority.flags_of(ids)
    return [
        {
            "id": each.id,
            "head": each.head,
            "form": each.address_form,
            "hamlet": hamlets.get(each.hamlet_id) or "",
            "address": each.address,
            "assigned": each.assigned_to == viewer.user_id,
            "persons": [{"id": person.id, "name": person.name} for person in people[each.id]],
            "forms": {one.id: one.address_form for one in people[each.id] if one.address_form},
            "done": sorted({done["item"] for done in live[each.id]}),
            "live": live[each.id],
            "rev": heads[each.id],
            "planned": planned.get(each.id),
            "route": route.get(each.id),
            "flags": flags[each.id],
            "consent": said[each.id],
            "ask_again": each.id in again,
            "lost": lost[each.id].words if each.id in lost else None,
        }
        | standing.get(each.id, {"eligible": False, "visited": None})
        for each in households
    ]


def _item(item: Item) -> dict[str, Any]:
    return {
        "slug": item.slug, "title": item.title, "kind": item.kind.value, "version": item.version,
        "icon": item.icon, "minutes": item.minutes, "verify": item.verify,
    }  # fmt: skip


def _hamlets(viewer: Viewer) -> dict[str, str]:
    rows = db.session.scalars(
        select(Hamlet)
        .where(Hamlet.commune_id == viewer.commune_id, in_scope(viewer, Hamlet.id))
        .order_by(Hamlet.sort_key, Hamlet.id)
    )
    return {hamlet.id: hamlet.label for hamlet in rows}


def _standing(viewer: Viewer, households: set[str]) -> dict[str, dict[str, Any]]:
    """Whether each household meets the criteria, and the day of the last visit."""
    rows = db.session.scalars(
        select(HouseholdProgress).where(
            HouseholdProgress.commune_id == viewer.commune_id, HouseholdProgress.household_id.in_(households)
        )
    )
    return {
        row.household_id: {
            "eligible": row.eligible,
            "visited": row.last_visit_on.isoformat() if row.last_visit_on else None,
        }
        for row in rows
    }


def _planned(viewer: Viewer, households: set[str]) -> dict[str, str]:
    """The day that the family was promised, by household as it is now."""
    return {home: on.isoformat() for home, on in visit_plan.promises(viewer, households).items()}


def _said(households: set[str]) -> dict[str, str]:
    unasked, declining = consents.unasked(households), consents.declining(households)
    answers = dict.fromkeys(households, "given") | dict.fromkeys(unasked, "unasked")
    return answers | dict.fromkeys(declining, "declined")


def _people(viewer: Viewer, households: set[str]) -> dict[str, list[Person]]:
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
    people: dict[str, list[Person]] = defaultdict(list)
    for person in rows:
        people[person.household_id].append(person)
    return people


def _live(viewer: Viewer, households: set[str]) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.scalars(
        select(LiveDone)
        .where(LiveDone.commune_id == viewer.commune_id, LiveDone.household_id.in_(households))
        .order_by(LiveDone.event_id)
    )
    live: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        tick = {"event": row.event_id, "item": row.item, "person": row.person_id}
        live[row.household_id].append(tick | {"on": row.dated_on.isoformat()})
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
