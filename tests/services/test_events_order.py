"""The state is a pure function of the set of kept events: any shuffle, split and replay ends the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from tests.factories import make_household, make_place, make_user, people_of, viewer
from tests.phones import add_person, done, edit, make_event, new_uuid, undo
from webapp.models.base import db, now, writing
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import events, export, projection
from webapp.services.access import Viewer

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr", "kn-nop-ho-so", "kn-day-lai")
CLOCKS = ("1970-01-02T00:00:00+00:00", "2100-01-02T00:00:00+00:00", None)


def some_events(
    homes: list[Household], people: dict[str, list[str]], count: int, chance: random.Random
) -> list[Any]:
    made: list[Any] = []
    for number in range(count):
        home = chance.choice(homes).id
        person = chance.choice([None, *people[home]])
        before = [each for each in made if each["op"] == "done"]
        edits = [each for each in made if each["op"] == "edit" and each["household"] == home]
        made.append(
            chance.choice(
                [
                    lambda home=home, person=person: done(home, chance.choice(ITEMS), person),
                    lambda home=home, person=person: done(home, chance.choice(ITEMS), person),
                    lambda before=before, home=home: (
                        undo(chance.choice(before)) if before else done(home, ITEMS[0])
                    ),
                    lambda home=home: make_event("visit", home, data={"result": "met"}),
                    lambda home=home, edits=edits, number=number: edit(
                        home, "address", f"Số {number}", after=chance.choice(edits)["id"] if edits else None
                    ),
                    lambda home=home: add_person(home, people[home][-1], "Người mới", 1990),
                ]
            )()
        )
        made[-1]["occurred_at"] = chance.choice(CLOCKS) or datetime.now(UTC).isoformat()
    return made


def deliver(by: Viewer, batch: list[Any], chance: random.Random) -> None:
    sent_at = chance.choice([now(), datetime(1970, 1, 2, tzinfo=UTC), now() + timedelta(days=30000)])
    sending = events.Sending(by, new_uuid(), sent_at, now())
    with writing():
        events.receive(sending, events.read_drafts(batch), batch)


def shuffled(made: list[Any], chance: random.Random, times: int) -> list[list[Any]]:
    every = made * times
    chance.shuffle(every)
    batches = []
    while every:
        size = chance.randint(1, 120)
        batches.append(every[:size])
        every = every[size:]
    return batches


def picture() -> tuple[Any, ...]:
    homes = db.session.execute(
        db.select(Household.id, Household.head, Household.address).order_by(Household.id)
    ).all()
    kept = [{**line, "recorded_by": None} for line in export.events()]
    return kept, export.state(), [tuple(row) for row in homes]


def test_any_order_any_split_any_replay_gives_one_state(app: Flask) -> None:
    chance = random.Random(20261121)
    place = make_place()
    alice = viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    homes = [make_household(place.hamlet, f"Nhà {n}", ("Ông Mẫu", 1950), ("Bà Mẫu", 1955)) for n in range(6)]
    people = {home.id: [each.id for each in people_of(home)] + [new_uuid()] for home in homes}
    made = some_events(homes, people, 300, chance)
    pictures = []
    for _ in range(3):
        for batch in shuffled(made, chance, 3):
            deliver(alice, batch, chance)
        pictures.append(picture())
        with writing():
            projection.rebuild(place.commune.id)
        assert picture()[1:] == pictures[-1][1:], "a rebuild from the log must show the same"
        start_again()
    assert pictures[0] == pictures[1] == pictures[2]
    assert len(pictures[0][0]) == 300


def start_again() -> None:
    """Take every event and what followed from it away, for another delivery of the same ones."""
    with writing() as session:
        for table in ("live_done", "household_progress", "field_head", "event"):
            session.execute(db.text(f"DELETE FROM {table}"))
        session.execute(db.text("DELETE FROM person WHERE from_event IS NOT NULL"))
        session.execute(db.text("UPDATE household SET address = NULL"))
