"""Members' phones as a load: signed in once, then ticks of theirs written to files beforehand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests.bench.serving import KEY
from tests.browsing import fill_in_sign_in, get
from tests.factories import make_user
from tests.phones import done, new_uuid
from webapp import create_app
from webapp.config import settings_from_environment
from webapp.models.base import db, now
from webapp.models.commune import Commune
from webapp.models.household import Household
from webapp.models.user import Role

COMMUNE = "24133"
HOUSEHOLDS = 300


@dataclass(frozen=True)
class Phone:
    cookie: str
    token: str
    device: str


@dataclass
class Team:
    """Phones of one commune's members, the households they visit and the items they tick."""

    phones: Sequence[Phone]
    households: Sequence[str]
    items: Sequence[str]

    def write_ticks(self, file: Path, count: int) -> Path:
        """New ticks, a request a line: cookie, token and body."""
        chance = random.Random(count)
        with file.open("w") as lines:
            for number in range(count):
                phone = self.phones[number % len(self.phones)]
                tick = done(chance.choice(self.households), chance.choice(self.items))
                body = {"device": phone.device, "sent_at": now().isoformat(), "events": [tick]}
                lines.write(f"{phone.cookie}\t{phone.token}\t{json.dumps(body)}\n")
        return file


def team(folder: Path, database_url: str = "", members: int = 50) -> Team:
    """Make and sign in that many new members of the commune's team, on the demo in `folder`."""
    environment = {"INSTANCE_PATH": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": KEY}
    app = create_app(settings_from_environment(environment))
    with app.app_context():
        commune = db.session.get(Commune, COMMUNE)
        assert commune is not None, "the demo is not loaded"
        users = [make_user(Role.MEMBER, f"do-tai-{number}", commune, None) for number in range(members)]
        households = db.session.scalars(
            select(Household.id).where(Household.commune_id == COMMUNE).order_by(Household.id)
        ).all()
        items = commune.settings["checklist"]
    phones = [_phone(app, user) for user in users]
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    return Team(phones, households[:HOUSEHOLDS], items)


def _phone(app: Flask, user: object) -> Phone:
    with app.test_client() as client:
        fill_in_sign_in(client, user)
        token = get(client, "/dong-bo").get_json()["csrf"]
        cookie = client.get_cookie("__Host-gds", domain="localhost")
        return Phone(f"__Host-gds={cookie.value}", token, new_uuid())
