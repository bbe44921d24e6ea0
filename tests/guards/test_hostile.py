"""Whatever is sent, the answer is never a 500: junk in addresses, queries, forms, headers and JSON."""

from __future__ import annotations

import json
import random
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, sign_in
from tests.guards.test_access import address, calls_of
from tests.guards.world import World, make_world
from tests.phones import make_event
from webapp.models.user import Role

JUNK = [
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "99999999999999999999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "'",
    '"',
    "\\",
    "%00",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "é" * 500,
    "a" * 5000,
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "//evil.example",
    "javascript:alert(1)",
    "00000000-0000-0000-0000-000000000000",
    "2026-02-30",
    "31/02/2026",
    "=1+1",
    "\u202eabc",
    "𝕏",
    "ﷺ",
    "' OR 1=1 --",
    "{{7*7}}",
    "${7*7}",
    "%s%n",
    "\r\nX: y",
]
FIELDS = [
    "loc",
    "tim",
    "thon",
    "trang",
    "ai",
    "vua_ghi",
    "ve",
    "ho",
    "chon",
    "muc",
    "tinh-trang",
    "co-chu",
    "nen",
    "xa",
    "item",
    "person",
    "name",
    "birth_year",
    "band",
    "head",
    "phone",
    "hamlet_id",
    "user_id",
    "result",
    "next_on",
    "note",
    "purpose",
    "recognition_ids",
    "household_ids",
    "certificate_ids",
    "number",
    "signed_on",
    "signer",
    "reason",
    "code",
    "username",
    "password",
    "role",
    "commune_id",
    "id",
    "text",
    "kind",
    "decision",
    "preset",
]


def some_junk(chance: random.Random) -> dict[str, list[str]]:
    return {
        field: [chance.choice(JUNK) for _ in range(chance.randint(1, 2))]
        for field in chance.sample(FIELDS, chance.randint(1, 8))
    }


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', get(client, "/tai-khoan/mat-khau").text)
    assert found
    return found[1]


def attack(app: Flask, world: World, role: Role, count: int, seed: int) -> list[str]:
    """Send `count` hostile requests as one role; returns those that were answered 500 or more."""
    chance = random.Random(seed)
    client = app.test_client()
    sign_in(client, world.accounts[role])
    token = token_of(client)
    calls = [call for call in calls_of(app) if call.rule.endpoint not in {"accounts.sign_out", "static"}]
    failed = []
    for _ in range(count):
        call = chance.choice(calls)
        path = address(app, call, world.own).split("?")[0]
        junk = some_junk(chance)
        headers = {"HX-Request": chance.choice(["true", "x"]), "Accept-Language": chance.choice(["vi", "é"])}
        if call.method == "GET":
            response = client.get(path, query_string=junk, base_url=HTTPS, headers=headers)
        else:
            response = client.post(path, data={**junk, "csrf_token": token}, base_url=HTTPS, headers=headers)
        if response.status_code >= 500:
            failed.append(f"{call} {json.dumps(junk)[:300]}")
        if response.status_code == 401 or "dang-nhap" in response.headers.get("Location", ""):
            sign_in(client, world.accounts[role])
            token = token_of(client)
    return failed


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OFFICER, Role.ADMIN])
def test_hostile_requests_never_get_500(app: Flask, role: Role) -> None:
    assert attack(app, make_world(), role, 150, seed=len(role)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(12))
def test_thousands_of_hostile_requests_never_get_500(app: Flask, seed: int) -> None:
    world = make_world()
    assert attack(app, world, list(Role)[seed % 5], 500, seed) == []


def test_hostile_events_get_their_answers(app: Flask) -> None:
    world, chance = make_world(), random.Random(7)
    client = app.test_client()
    sign_in(client, world.accounts[Role.MEMBER])
    token = get(client, "/dong-bo").get_json()["csrf"]
    strange: list[object] = [
        None,
        1,
        -1,
        1.5,
        True,
        "x" * 100,
        [],
        {},
        ["a"],
        {"a": {"b": 1}},
        "\x00",
        2**70,
        1e308,
    ]
    for _ in range(120):
        event = make_event("done", world.own["household_id"], item="kn-quet-qr")
        for field in chance.sample([*event, "data"], chance.randint(1, 4)):
            event[field] = chance.choice(strange)
        body = {
            "device": world.own["household_id"],
            "sent_at": "2026-11-21T00:00:00Z",
            "events": [event, chance.choice(strange)],
        }
        response = client.post("/dong-bo", json=body, headers={"X-CSRFToken": token}, base_url=HTTPS)
        assert response.status_code == 200, event
        assert {each["status"] for each in response.get_json()["results"]} <= {
            "applied",
            "duplicate",
            "review",
            "rejected",
        }


def test_addresses_that_are_no_pages_are_404_or_405(one_app: Flask) -> None:
    client = one_app.test_client()
    for junk in JUNK:
        for path in (
            f"/ho/{junk}/",
            f"/bai-hoc/{junk}/",
            f"/xac-minh/{junk}",
            f"/bai-hoc/quet-ma-qr/{junk}",
            f"/{junk}",
        ):
            assert client.get(path.replace("?", "%3F"), base_url=HTTPS).status_code < 500
