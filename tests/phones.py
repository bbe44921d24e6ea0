"""A phone as tests use one: it makes events and sends them to `/dong-bo`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import HTTPS

DAY = "2026-11-20T08:30:00+07:00"


def new_uuid() -> str:
    return str(uuid.uuid4())


def make_event(op: str, household: str, **fields: Any) -> dict[str, Any]:
    event = {
        "id": new_uuid(), "seq": 1, "op": op, "household": household, "item": None, "person": None,
        "cancels": None, "occurred_at": datetime.now(UTC).isoformat(), "data": {},
    }  # fmt: skip
    return event | fields


def done(household: str, item: str, person: str | None = None, **fields: Any) -> dict[str, Any]:
    return make_event("done", household, item=item, person=person, data={"lesson_version": 1}, **fields)


def undo(event: dict[str, Any]) -> dict[str, Any]:
    same = {"item": event["item"], "person": event["person"]}
    return make_event("undo", event["household"], cancels=event["id"], **same)


def edit(
    household: str, field: str, value: str | None, after: str | None = None, **fields: Any
) -> dict[str, Any]:
    return make_event("edit", household, data={"field": field, "value": value, "after": after}, **fields)


def add_person(household: str, person: str, name: str, born: int | None = None) -> dict[str, Any]:
    return make_event("person", household, data={"id": person, "name": name, "birth_year": born})


def send(client: FlaskClient, events: list[Any], **body: Any) -> TestResponse:
    token = client.get("/dong-bo", base_url=HTTPS).get_json()["csrf"]
    envelope = {"device": new_uuid(), "sent_at": datetime.now(UTC).isoformat(), "events": events} | body
    return client.post("/dong-bo", json=envelope, headers={"X-CSRFToken": token}, base_url=HTTPS)


def statuses(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return [result["status"] for result in response.get_json()["results"]]
