"""A family is asked at its door without a signal; the phone brings its answer later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, sign_in
from tests.factories import Place, make_household, make_user, viewer
from tests.phones import make_event, new_uuid
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import consents


@pytest.fixture
def alice(place: Place, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    return client


def answer(household: Household, *agreed: str, minutes_ago: int = 0, **data: Any) -> dict[str, Any]:
    said = {"agreed": list(agreed), "way": "screen", "said_by": "Páo", "version": 2} | data
    moment = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return make_event("consent", household.id, data=said, occurred_at=moment.isoformat())


def bring(client: FlaskClient, answers: list[Any]) -> list[dict[str, Any]]:
    token = get(client, "/dong-bo").get_json()["csrf"]
    body = {"device": new_uuid(), "sent_at": datetime.now(UTC).isoformat(), "events": answers}
    response = client.post("/dong-bo/y-kien", json=body, headers={"X-CSRFToken": token}, base_url=HTTPS)
    assert response.status_code == 200, response.text
    results: list[dict[str, Any]] = response.get_json()["results"]
    return results


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [each["status"] for each in results]


def said_in_notebook(client: FlaskClient) -> str:
    return str(get(client, "/dong-bo").get_json()["households"][0]["consent"])


def test_the_phone_takes_along_what_a_family_is_told_and_asked(alice: FlaskClient) -> None:
    notice = get(alice, "/dong-bo").get_json()["notice"]
    assert notice["version"] == consents.NOTICE_VERSION
    assert any("mật khẩu" in line for line in notice["lines"])
    assert [key for key, _ in notice["purposes"]] == [each.value for each in ConsentPurpose]


def test_an_answer_is_kept_once_with_who_spoke_and_when(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    assert said_in_notebook(alice) == "unasked"
    said = answer(home, "checklist", minutes_ago=90)
    assert statuses(bring(alice, [said, said])) == ["applied", "duplicate"]
    assert said_in_notebook(alice) == "given"
    [(kept, _name)] = consents.answers(home)
    assert (kept.id, kept.agreed, kept.said_by) == (said["id"], ["checklist"], "Páo")
    entry = db.session.query(AuditRow).filter_by(action="consent.change").one()
    assert entry.changes["said_at"][:16] == said["occurred_at"][:16]
    assert statuses(bring(alice, [answer(home)])) == ["applied"]
    assert said_in_notebook(alice) == "declined"


def test_an_older_answer_never_takes_back_what_the_family_said_since(
    place: Place, alice: FlaskClient
) -> None:
    home, bob = make_household(place.hamlet), make_user(Role.MEMBER, "bob", place.commune, place.hamlet)
    with writing():
        household = db.session.get_one(Household, home.id)
        consents.record(by=viewer(bob), household=household, said=consents.Said(frozenset()))
    [told] = bring(alice, [answer(home, "checklist", minutes_ago=30)])
    assert told["status"] == "applied"
    assert "trả lời lại" in told["reason"]
    assert said_in_notebook(alice) == "declined"


def test_an_answer_for_another_hamlet_or_without_sense_is_refused_with_a_reason(
    place: Place, alice: FlaskClient
) -> None:
    home, other = make_household(place.hamlet), make_household(place.other_hamlet)
    good = answer(home, "checklist")
    bad = [
        answer(other, "checklist"), answer(home, "everything"), answer(home, version=99),
        answer(home, way="shout"), answer(home, said_by="\x00"), answer(home) | {"id": "x"}, 7,
    ]  # fmt: skip
    results = bring(alice, [*bad, good])
    assert statuses(results) == ["rejected"] * len(bad) + ["applied"]
    assert all(each["reason"] for each in results[:-1])
    assert consents.answers(other) == []
