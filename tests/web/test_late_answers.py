"""Answers of a family that reach the site in another order than they were said: its last word counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.phones import done, make_event, new_uuid, send, statuses
from webapp.models.base import writing
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import consents, erasing, export, first_refusals, projection

VNEID, QR, PAY = "kn-vneid-muc-2", "kn-quet-qr", "kn-day-lai"


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def phone(one_app: Flask, place: Place) -> FlaskClient:
    client = one_app.test_client()
    sign_in(client, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    return client


def minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def tick(home: Household, item: str, ago: int) -> dict[str, Any]:
    return done(home.id, item, occurred_at=minutes_ago(ago))


def says(home: Household, *agreed: str, ago: int) -> dict[str, Any]:
    said = {"agreed": list(agreed), "way": "screen", "said_by": None, "version": 2}
    return make_event("consent", home.id, data=said, occurred_at=minutes_ago(ago))


def bring(client: FlaskClient, *answers: dict[str, Any]) -> str:
    """What the phone is told about the answers that it brings."""
    token = get(client, "/dong-bo").get_json()["csrf"]
    body = {"device": new_uuid(), "sent_at": datetime.now(UTC).isoformat(), "events": list(answers)}
    sent = client.post("/dong-bo/y-kien", json=body, headers={"X-CSRFToken": token}, base_url=HTTPS)
    assert statuses(sent) == ["applied"] * len(answers)
    return " ".join(each["reason"] or "" for each in sent.get_json()["results"])


def items(home: Household) -> list[str]:
    return sorted(line["item"] for line in export.state() if line["household"] == home.id)


def rebuilt(place: Place, home: Household) -> list[str]:
    with writing():
        projection.rebuild(place.commune.id)
    return items(home)


def test_a_refusal_that_is_older_than_an_agreement_never_wins_by_arriving_first(
    place: Place, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    sent = tick(home, VNEID, 20)
    send(phone, [sent])
    bring(phone, says(home, ago=60))
    assert consents.declining({home.id})
    told = bring(phone, says(home, "checklist", ago=30))
    assert told == "Gia đình đã đồng ý lại. 1 lần ghi đã xóa khi gia đình từ chối cần ghi lại."
    assert not consents.declining({home.id})
    assert "1 lần ghi đã xóa khi gia đình từ chối cần ghi lại" in get(phone, f"/ho/{home.id}/").text
    [known] = get(phone, "/dong-bo").get_json()["households"]
    assert (known["consent"], "cần ghi lại" in known["lost"]) == ("given", True)
    late = [tick(home, QR, 25), tick(home, PAY, 45), sent]
    assert statuses(send(phone, late)) == ["applied", "rejected", "duplicate"]
    assert items(home) == rebuilt(place, home) == [QR]


def test_an_agreement_older_than_the_refusal_lets_unsent_ticks_in_and_says_what_is_gone(
    place: Place, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    send(phone, [tick(home, VNEID, 40)])
    bring(phone, says(home, ago=20))
    told = bring(phone, says(home, "checklist", ago=60))
    assert "Ý kiến sau được giữ." in told
    assert "1 lần ghi đã xóa không lấy lại được" in told
    assert consents.declining({home.id})
    assert statuses(send(phone, [tick(home, QR, 30), tick(home, PAY, 0)])) == ["applied", "rejected"]
    assert items(home) == [QR]
    assert "không lấy lại được" in get(phone, f"/ho/{home.id}/").text
    post(phone, f"/ho/{home.id}/dong-y", {"purpose": ["checklist"], "way": "paper"})
    assert "cần ghi lại" in get(phone, f"/ho/{home.id}/").text
    assert statuses(send(phone, [done(home.id, VNEID)])) == ["applied"]


@pytest.mark.parametrize("first", ["refuses", "agrees"])
def test_answers_in_any_order_leave_one_last_word_and_one_state(
    place: Place, phone: FlaskClient, first: str
) -> None:
    states = set()
    for order in permutations(range(3)):
        home = make_household(place.hamlet, "H'Mẫu Niê")
        words = [
            says(home, *(["checklist"] if first == "agrees" else []), ago=90),
            says(home, *(["checklist"] if first == "refuses" else []), ago=60),
            says(home, "checklist", ago=30),
        ]
        for number in order:
            bring(phone, words[number])
        send(phone, [tick(home, item, ago) for item, ago in ((VNEID, 100), (QR, 80), (PAY, 10))])
        states.add((not consents.declining({home.id}), tuple(items(home))))
    assert states == {(True, (PAY,) if first == "refuses" else tuple(sorted((VNEID, QR, PAY))))}


def test_a_first_refusal_that_comes_last_takes_along_only_what_was_before_the_agreement(
    place: Place, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    send(phone, [tick(home, VNEID, 80), tick(home, QR, 45), tick(home, PAY, 10)])
    bring(phone, says(home, "checklist", ago=30))
    told = bring(phone, says(home, ago=60))
    assert "Đã xóa 2 việc đã ghi trước đó." in told
    assert items(home) == rebuilt(place, home) == [PAY]
    assert not consents.declining({home.id})


def test_an_agreement_of_before_an_erasure_brings_nothing_back(place: Place, phone: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    bring(phone, says(home, ago=60))
    with writing():
        erasing.erase(by=chi, household_id=home.id, reason="Chủ hộ nói", words="xóa phiếu")
    bring(phone, says(home, "checklist", ago=30))
    assert consents.declining({home.id})
    assert statuses(send(phone, [tick(home, QR, 20), done(home.id, VNEID)])) == ["rejected"] * 2


def test_a_clock_that_is_years_off_makes_no_answer_the_oldest(place: Place, phone: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    bob = viewer(make_user(Role.MEMBER, "bob", place.commune, place.hamlet))
    with writing() as session:
        household = session.get_one(Household, home.id)
        first_refusals.hear(by=bob, household=household, said=consents.Said(frozenset()))
    years_off = says(home, "checklist", ago=0) | {"occurred_at": "1970-01-01T07:00:00+07:00"}
    bring(phone, years_off)
    assert not consents.declining({home.id}), "it counts as said when it arrived"
