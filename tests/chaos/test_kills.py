"""An acknowledged tick is never lost: workers and whole servers are killed while phones send."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.browsing import get, sign_in
from tests.conftest import make_app
from tests.factories import make_household, make_place, make_user
from tests.phones import done, new_uuid
from tests.serving import Site, serving
from webapp.models.base import WRITE, db, now
from webapp.models.user import Role
from webapp.services import export

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr", "kn-nop-ho-so", "kn-day-lai")


class SendingPhone(threading.Thread):
    """Sends one tick after another until it is told to stop, and remembers which were acknowledged."""

    def __init__(self, url: str, cookie: str, token: str, households: list[str]) -> None:
        super().__init__(daemon=True)
        self.address = urlsplit(url).netloc
        self.headers = {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/json"}
        self.households = households
        self.device = new_uuid()
        self.acknowledged: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        chance = random.Random(self.device)
        while not self.stop.is_set():
            tick = done(chance.choice(self.households), chance.choice(ITEMS))
            try:
                answer = self.send(tick)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)
                continue
            if answer and answer[0]["status"] == "applied":
                self.acknowledged.append(tick["id"])

    def send(self, tick: dict[str, object]) -> list[dict[str, str]]:
        connection = http.client.HTTPConnection(self.address, timeout=10)
        body = {"device": self.device, "sent_at": now().isoformat(), "events": [tick]}
        connection.request("POST", "/dong-bo", json.dumps(body), self.headers)
        results: list[dict[str, str]] = json.loads(connection.getresponse().read())["results"]
        connection.close()
        return results


def prepare(app: Flask) -> tuple[str, str, list[str]]:
    """A member signed in once: the cookie, the token, and the households to tick."""
    with app.app_context():
        place = make_place()
        alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
        households = [make_household(place.hamlet, f"Nhà {n}").id for n in range(10)]
        client = app.test_client()
        sign_in(client, alice)
        token = get(client, "/dong-bo").get_json()["csrf"]
        cookie = client.get_cookie("__Host-gds", domain="localhost")
        assert cookie is not None
        for engine in (None, WRITE):
            db.engines[engine].dispose()
    return f"__Host-gds={cookie.value}", token, households


def kept(app: Flask) -> set[str]:
    with app.app_context():
        found = {line["id"] for line in export.events()}
        db.session.remove()
    return found


def kill_some_workers(site: Site, times: int) -> None:
    for _ in range(times):
        time.sleep(0.4)
        for worker in site.workers:
            os.kill(worker, signal.SIGKILL)


def check_nothing_is_lost(folder: Path, servers: int, kills: int) -> None:
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    app = make_app(url, folder)
    cookie, token, households = prepare(app)
    acknowledged: set[str] = set()
    for _ in range(servers):
        with serving(folder, url, workers=2) as site:
            phones = [SendingPhone(site.url, cookie, token, households) for _ in range(4)]
            for phone in phones:
                phone.start()
            kill_some_workers(site, kills)
            time.sleep(0.5)
            site.kill()
            for phone in phones:
                phone.stop.set()
            for phone in phones:
                phone.join(timeout=15)
            acknowledged |= {tick for phone in phones for tick in phone.acknowledged}
    assert len(acknowledged) > 10, "nothing was sent"
    assert acknowledged - kept(app) == set()


def test_no_acknowledged_tick_is_lost_when_workers_and_servers_are_killed(tmp_path: Path) -> None:
    check_nothing_is_lost(tmp_path, servers=2, kills=2)


@pytest.mark.full
def test_no_acknowledged_tick_is_lost_over_two_hundred_kills(tmp_path: Path) -> None:
    check_nothing_is_lost(tmp_path, servers=20, kills=9)
