"""Two hundred phones that come home in the same minute, each with fifty things to send."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import CHECKLIST, make_household, make_place, make_user, viewer
from tests.phones import done, make_event, new_uuid
from webapp.models.base import db, now, writing
from webapp.models.user import Role
from webapp.services import export, phones

EVENTS = 50


@dataclass
class HomecomingPhone(threading.Thread):
    """Sends all that it holds in one go, at its moment, by its own token; remembers how long it took."""

    address: str
    token: str
    device: str
    events: list[dict[str, object]]
    at: float
    seconds: float = 0
    applied: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        time.sleep(max(0.0, self.at - time.monotonic()))
        body = {"device": self.device, "sent_at": now().isoformat(), "events": self.events}
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(self.address, timeout=30)
        began = time.monotonic()
        connection.request("POST", "/dong-bo", json.dumps(body), headers)
        results = json.loads(connection.getresponse().read())["results"]
        self.seconds = time.monotonic() - began
        self.applied = sum(each["status"] == "applied" for each in results)
        connection.close()


def prepare(app: Flask, count: int) -> list[tuple[str, str, list[dict[str, object]]]]:
    """Token, device and events of each phone: every member has ten households of his own."""
    chance = random.Random(20261121)
    prepared: list[tuple[str, str, list[dict[str, object]]]] = []
    with app.app_context():
        place = make_place()
        for number in range(count):
            member = make_user(Role.MEMBER, f"to-vien-{number}", place.commune, place.hamlet)
            homes = [make_household(place.hamlet, f"Nhà {n}", assigned_to=member.id).id for n in range(10)]
            ticks = [done(chance.choice(homes), chance.choice(CHECKLIST)) for _ in range(EVENTS - 5)]
            visits = [make_event("visit", home, data={"result": "met"}) for home in homes[:5]]
            device = new_uuid()
            with writing():
                token = phones.enrol(by=viewer(member), device_id=device, label="Điện thoại")
            prepared.append((token, device, ticks + visits))
        for engine in db.engines.values():
            engine.dispose()
    return prepared


@pytest.fixture
def folder(tmp_path: Path, sqlite_app: Flask) -> Path:
    """An instance's folder with an empty database."""
    shutil.copy(Path(sqlite_app.instance_path) / "empty.sqlite3", tmp_path / "webapp.sqlite3")
    return tmp_path


def come_home(folder: Path, count: int, within: float) -> list[float]:
    """Seconds that each phone waited, sorted; fails unless every event of every phone was kept."""
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    app = make_app(url, folder)
    prepared, chance = prepare(app, count), random.Random(1)
    with quick_site(folder, url, workers=2) as site:
        address, start = urlsplit(site).netloc, time.monotonic() + 0.5
        fleet = [HomecomingPhone(address, *each, start + chance.random() * within) for each in prepared]
        for phone in fleet:
            phone.start()
        for phone in fleet:
            phone.join()
    assert [phone.applied for phone in fleet] == [EVENTS] * count
    with app.app_context():
        assert sum(1 for _ in export.events()) == count * EVENTS
        db.session.remove()
    return sorted(phone.seconds for phone in fleet)


def test_eight_phones_that_come_home_at_once_are_all_served(folder: Path) -> None:
    assert come_home(folder, 8, 0)[-1] < 5


@pytest.mark.full
@pytest.mark.parametrize("within", [60, 0])
def test_two_hundred_phones_with_fifty_events_each_wait_two_seconds_at_most(
    folder: Path, within: float
) -> None:
    waited = come_home(folder, 200, within)
    p95 = waited[int(len(waited) * 0.95)]
    print(f"within {within} s: p50 {waited[100]:.3f} s, p95 {p95:.3f} s, longest {waited[-1]:.3f} s")  # noqa: T201
    assert within == 0 or p95 <= 2
