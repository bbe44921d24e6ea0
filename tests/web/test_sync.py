"""`/dong-bo`: what a phone gets and sends, and what each event is answered."""

from __future__ import annotations

import gzip
import json

import pytest
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, sign_in
from tests.factories import Place, make_household, make_user, people_of
from tests.phones import add_person, done, edit, make_event, new_uuid, send, statuses, undo
from webapp.models.base import db
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import export

VNEID = "kn-vneid-muc-2"


@pytest.fixture
def alice(place: Place, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    return client


def live(household: Household) -> list[dict[str, object]]:
    return [line for line in export.state() if line["household"] == household.id]


def test_a_phone_gets_its_items_and_households_but_no_phone_number(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("H'Mẫu Niê", 1960), phone="0900000123")
    body = get(alice, "/dong-bo").get_json()
    assert [each["id"] for each in body["households"]] == [home.id]
    assert body["households"][0]["persons"] == [{"id": people_of(home)[0].id, "name": "H'Mẫu Niê"}]
    assert VNEID in {item["slug"] for item in body["items"]}
    assert "0900000123" not in json.dumps(body)


def test_the_list_travels_compressed_to_a_phone_that_can_read_it(place: Place, alice: FlaskClient) -> None:
    make_household(place.hamlet, "H'Mẫu Niê")
    zipped = get(alice, "/dong-bo", headers={"Accept-Encoding": "gzip, br"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped.headers["Vary"]
    plain = get(alice, "/dong-bo", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert len(zipped.data) < len(plain.data) / 2
    assert json.loads(gzip.decompress(zipped.data))["households"] == plain.get_json()["households"]


def test_a_phone_that_has_the_list_already_is_told_only_that(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    first = get(alice, "/dong-bo").get_json()
    again = get(alice, f"/dong-bo?co={first['stamp']}").get_json()
    assert again["same"] is True
    assert again["user"] == first["user"]
    assert again["csrf"]
    assert "households" not in again
    send(alice, [done(home.id, VNEID)])
    changed = get(alice, f"/dong-bo?co={first['stamp']}").get_json()
    assert changed["households"][0]["done"] == [VNEID]


def test_a_phone_s_plan_of_today_is_kept_only_for_households_in_sight(
    place: Place, alice: FlaskClient
) -> None:
    home, other = make_household(place.hamlet), make_household(place.other_hamlet)
    token = get(alice, "/dong-bo").get_json()["csrf"]

    def plan(**body: object) -> int:
        headers = {"X-CSRFToken": token}
        return alice.post("/dong-bo/hom-nay", json=body, headers=headers, base_url=HTTPS).status_code

    assert [plan(on=[home.id]), plan(on=[other.id]), plan(on="x"), plan(off=[7])] == [200, 404, 400, 400]
    assert get(alice, "/dong-bo").get_json()["households"][0]["route"] == 1
    assert plan(off=[home.id]) == 200
    assert get(alice, "/dong-bo").get_json()["households"][0]["route"] is None
    assert alice.post("/dong-bo/hom-nay", json={}, base_url=HTTPS).status_code == 403


def test_a_tick_is_kept_and_shown(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    assert statuses(send(alice, [done(home.id, VNEID)])) == ["applied"]
    assert live(home) == [{"household": home.id, "item": VNEID, "persons": [None]}]
    assert get(alice, "/dong-bo").get_json()["households"][0]["done"] == [VNEID]


def test_the_same_event_again_is_a_duplicate(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    tick = done(home.id, VNEID)
    assert statuses(send(alice, [tick, tick])) == ["applied", "duplicate"]
    assert statuses(send(alice, [tick])) == ["duplicate"]


def test_the_same_id_with_other_content_waits_for_a_leader(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    tick = done(home.id, VNEID)
    answers = send(alice, [tick, tick | {"item": "kn-quet-qr"}]).get_json()["results"]
    assert [answer["status"] for answer in answers] == ["applied", "review"]
    assert "nội dung khác" in answers[1]["reason"]
    assert [line["item"] for line in live(home)] == [VNEID]


def test_an_undo_takes_back_its_own_tick_in_either_order(place: Place, alice: FlaskClient) -> None:
    home, other = make_household(place.hamlet), make_household(place.hamlet, "Y Mẫu Êban")
    for house, reverse in ((home, False), (other, True)):
        tick = done(house.id, VNEID)
        events = [tick, undo(tick)]
        for event in reversed(events) if reverse else events:
            assert statuses(send(alice, [event])) == ["applied"]
        assert live(house) == []


def test_an_undo_of_an_undo_has_no_effect(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    tick = done(home.id, VNEID)
    first = undo(tick)
    again = make_event("undo", home.id, item=VNEID, cancels=first["id"])
    assert statuses(send(alice, [tick, first, again])) == ["applied"] * 3
    assert live(home) == []


def test_an_undo_that_names_another_item_has_no_effect(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    tick = done(home.id, VNEID)
    assert statuses(send(alice, [tick, undo(tick) | {"item": "kn-quet-qr"}])) == ["applied"] * 2
    assert [line["item"] for line in live(home)] == [VNEID]


def test_a_tick_for_someone_not_yet_known_waits_for_them(place: Place, alice: FlaskClient) -> None:
    home, someone = make_household(place.hamlet), new_uuid()
    assert statuses(send(alice, [done(home.id, VNEID, someone)])) == ["applied"]
    assert live(home) == []
    assert statuses(send(alice, [add_person(home.id, someone, "Y Bình Niê", 1990)])) == ["applied"]
    assert live(home) == [{"household": home.id, "item": VNEID, "persons": [someone]}]


def test_edits_of_different_fields_merge(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet, address="Số 1")
    assert (
        statuses(send(alice, [edit(home.id, "head", "H'Mới Niê"), edit(home.id, "address", "Số 2")]))
        == ["applied"] * 2
    )
    db.session.expire_all()
    found = db.session.get(Household, home.id)
    assert found is not None
    assert (found.head, found.address) == ("H'Mới Niê", "Số 2")


def test_two_edits_after_the_same_value_wait_and_neither_counts(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    first, second = edit(home.id, "head", "Một"), edit(home.id, "head", "Hai")
    assert statuses(send(alice, [first])) == ["applied"]
    assert statuses(send(alice, [second])) == ["review"]
    db.session.expire_all()
    found = db.session.get(Household, home.id)
    assert found is not None
    assert found.head == "H'Mẫu Niê"


def test_an_edit_after_the_one_before_counts(place: Place, alice: FlaskClient) -> None:
    home = make_household(place.hamlet)
    first = edit(home.id, "head", "Một")
    second = edit(home.id, "head", "Hai", after=first["id"])
    assert statuses(send(alice, [second, first])) == ["applied"] * 2
    body = get(alice, "/dong-bo").get_json()["households"][0]
    assert body["head"] == "Hai"
    assert body["rev"] == {"head": second["id"]}


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ({"household": "00000000-0000-4000-8000-000000000000"}, "địa bàn"),
        ({"item": "khong-co-bai-nay"}, "phiếu"),
        ({"op": "xoa"}, "op"),
        ({"id": "1"}, "id"),
        ({"seq": -1}, "seq"),
        ({"occurred_at": "hôm qua"}, "occurred_at"),
        ({"data": [1]}, "data"),
        ({"person": "x"}, "person"),
        ({"data": {"lesson_version": "một"}}, "Phiên bản"),
        ({"data": {"x": "a" * 20000}}, "dài"),
    ],
)
def test_a_bad_event_is_rejected_with_a_reason_and_the_rest_applied(
    place: Place, alice: FlaskClient, broken: dict[str, object], word: str
) -> None:
    home = make_household(place.hamlet)
    answers = send(alice, [done(home.id, VNEID) | broken, done(home.id, "kn-quet-qr")]).get_json()["results"]
    assert [answer["status"] for answer in answers] == ["rejected", "applied"]
    assert word in answers[0]["reason"]
    assert [line["item"] for line in live(home)] == ["kn-quet-qr"]


def test_a_household_of_another_hamlet_is_rejected_like_an_unknown_one(
    place: Place, alice: FlaskClient
) -> None:
    elsewhere = make_household(place.other_hamlet)
    answers = send(alice, [done(elsewhere.id, VNEID), done(new_uuid(), VNEID)]).get_json()["results"]
    assert {answer["status"] for answer in answers} == {"rejected"}
    assert answers[0]["reason"] == answers[1]["reason"]


@pytest.mark.parametrize("clock", ["1970-01-01T00:00:00+00:00", "2100-01-01T00:00:00+00:00"])
def test_a_wrong_clock_changes_no_answer(place: Place, alice: FlaskClient, clock: str) -> None:
    home = make_household(place.hamlet)
    assert statuses(send(alice, [done(home.id, VNEID, occurred_at=clock)], sent_at=clock)) == ["applied"]
    assert [line["item"] for line in live(home)] == [VNEID]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"events": None}, 400),
        ({"events": [], "device": "x"}, 400),
        ({"events": [], "sent_at": "x"}, 400),
        ({"events": [{}] * 501}, 413),
        ({"events": [], "user": "00000000-0000-4000-8000-000000000000"}, 409),
    ],
)
def test_a_bad_envelope_keeps_nothing_and_says_why(
    place: Place, alice: FlaskClient, body: dict[str, object], status: int
) -> None:
    response = send(alice, **body)
    assert response.status_code == status
    assert response.get_json()["results"] == []
    assert response.get_json()["reason"]


def test_text_that_is_no_json_is_400(place: Place, alice: FlaskClient) -> None:
    token = get(alice, "/dong-bo").get_json()["csrf"]
    for text in ("{", "[]", "\xff"):
        response = alice.post("/dong-bo", data=text, headers={"X-CSRFToken": token}, base_url=HTTPS)
        assert response.status_code == 400


def test_an_ended_session_gets_401_and_a_bad_token_403_never_a_redirect(
    place: Place, alice: FlaskClient
) -> None:
    home = make_household(place.hamlet)
    assert alice.post("/dong-bo", json={}, base_url=HTTPS).status_code == 403
    alice.delete_cookie("__Host-gds", domain="localhost")
    fresh = alice.post("/dong-bo", json={"events": [done(home.id, VNEID)]}, base_url=HTTPS)
    assert fresh.status_code == 401
    assert fresh.get_json()["results"] == []
    assert live(home) == []


def test_an_approver_may_not_record(place: Place, client: FlaskClient) -> None:
    sign_in(client, make_user(Role.APPROVER, "duc", place.commune))
    assert get(client, "/dong-bo").status_code == 403
