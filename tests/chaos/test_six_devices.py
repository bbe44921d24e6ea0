"""Six phones with clocks years off, all shuffled, split and sent three times: one state, both databases."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import emptied
from tests.factories import CHECKLIST, Place, make_place, make_user, viewer
from tests.phones import add_person, done, edit, make_event, undo
from webapp.models.base import db, now, writing
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import events, export
from webapp.services.access import Viewer

HOMES = 40
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OFF = [
    datetime(1970, 1, 2, tzinfo=UTC) - START, datetime(2100, 1, 2, tzinfo=UTC) - START,
    timedelta(0), timedelta(minutes=-20), timedelta(hours=7), timedelta(0),
]  # fmt: skip


@dataclass(frozen=True)
class Device:
    """A phone whose clock is off by so much."""

    id: str
    off: timedelta


def fixed_id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def one_event(homes: list[str], made: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    """A tick, its undoing, a visit, an edit or a person, about things that others may have written."""
    home = chance.choice(homes)
    person = str(uuid.uuid5(uuid.UUID(home), str(chance.randrange(3))))
    ticks = [each for each in made[-200:] if each["op"] == "done"]
    edits = [each for each in made[-400:] if each["op"] == "edit" and each["household"] == home]
    kind = chance.random()
    if kind < 0.15 and ticks:
        return undo(chance.choice(ticks))
    if kind < 0.25:
        return make_event("visit", home, data={"result": chance.choice(["met", "later", "absent"])})
    if kind < 0.35:
        after = chance.choice(edits)["id"] if edits else None
        return edit(home, "address", f"Số {len(made)}", after=after)
    if kind < 0.45:
        return add_person(home, person, f"Người {len(made) % 7}", 1990)
    return done(home, chance.choice(CHECKLIST), chance.choice([None, person]))


def write_events(homes: list[str], devices: list[Device], count: int) -> list[tuple[Device, dict[str, Any]]]:
    chance = random.Random(20261121)
    made: list[dict[str, Any]] = []
    by: list[Device] = []
    for number in range(count):
        device = chance.choice(devices)
        moment = START + timedelta(seconds=number) + device.off
        made.append(one_event(homes, made, chance))
        made[-1] |= {"id": fixed_id(chance), "seq": number, "occurred_at": moment.isoformat()}
        by.append(device)
    return list(zip(by, made, strict=True))


def settle(place: Place, homes: list[str]) -> Viewer:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing() as session:
        session.add_all(
            Household(
                id=home, commune_id=place.commune.id, hamlet_id=place.hamlet.id, head=f"Nhà {n}",
                head_fold=f"nha {n}", head_sort=f"nha {n:03}",
            )
            for n, home in enumerate(homes)
        )  # fmt: skip
    return viewer(alice)


def deliver(by: Viewer, sent: list[tuple[Device, dict[str, Any]]], seed: int) -> None:
    """Everything three times, in any order, in batches of any size, each from one phone by its own clock."""
    chance = random.Random(seed)
    every = sent * 3
    chance.shuffle(every)
    while every:
        device, size = every[0][0], chance.randint(1, 400)
        part, every = every[:size], every[size:]
        for device in {each for each, _ in part}:
            batch = [event for each, event in part if each == device]
            sending = events.Sending(by, device.id, now() + device.off, now())
            with writing():
                events.receive(sending, events.read_drafts(batch), batch)


def picture() -> tuple[Any, ...]:
    """What the export and the list of households show, without whom the test happened to create."""
    kept = [{**line, "recorded_by": None, "helper": None} for line in export.events()]
    homes = db.session.execute(db.select(Household.id, Household.address).order_by(Household.id)).all()
    return kept, export.state(), [tuple(row) for row in homes]


def pictures(apps: list[Flask], count: int) -> list[tuple[Any, ...]]:
    chance = random.Random(6)
    homes = [fixed_id(chance) for _ in range(HOMES)]
    devices = [Device(fixed_id(chance), off) for off in OFF]
    sent, seen = write_events(homes, devices, count), []
    for seed, app in enumerate(apps):
        for _ in emptied(app):
            alice = settle(make_place(), homes)
            began = time.monotonic()
            deliver(alice, sent, seed)
            print(f"{count} events three times: {time.monotonic() - began:.1f} s")  # noqa: T201
            seen.append(picture())
    return seen


def test_six_phones_with_clocks_years_off_give_one_state_on_both_databases(
    sqlite_app: Flask, postgres_app: Flask
) -> None:
    on_sqlite, on_postgres = pictures([sqlite_app, postgres_app], 150)
    assert on_sqlite == on_postgres
    assert len(on_sqlite[0]) == 150


@pytest.mark.full
def test_5000_events_of_six_phones_give_one_state_on_both_databases_every_time(
    sqlite_app: Flask, postgres_app: Flask
) -> None:
    seen = pictures([sqlite_app, postgres_app, sqlite_app], 5000)
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][0]) == 5000
