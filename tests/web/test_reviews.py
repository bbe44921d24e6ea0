"""What waits for a leader: shown with both sides, settled once, and an event of its own."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user
from tests.phones import done, edit, make_event, send, statuses
from webapp.models.base import db, writing
from webapp.models.event import Event, EventOp, QuarantinedEvent
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import export, projection

VNEID, PAYS = "kn-vneid-muc-2", "kn-quet-qr"
WAITING = "/to/cho-xem/"


@pytest.fixture
def home(place: Place) -> Household:
    return make_household(place.hamlet, "H'Mẫu Niê", address="Số 1")


@pytest.fixture
def alice(app: Flask, place: Place) -> FlaskClient:
    return browser(app, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))


@pytest.fixture
def bob(app: Flask, place: Place) -> FlaskClient:
    return browser(app, make_user(Role.LEADER, "bob", place.commune, place.hamlet))


def browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user)
    return client


def items_of(home: Household) -> set[str]:
    return {line["item"] for line in export.state() if line["household"] == home.id}


def twin(alice: FlaskClient, home: Household) -> QuarantinedEvent:
    first = done(home.id, VNEID)
    second = done(home.id, PAYS) | {"id": first["id"]}
    assert statuses(send(alice, [first, second])) == ["applied", "review"]
    return db.session.scalars(select(QuarantinedEvent)).one()


def contest(alice: FlaskClient, home: Household) -> tuple[str, str]:
    one, two = edit(home.id, "address", "Số 2"), edit(home.id, "address", "Số 3")
    assert statuses(send(alice, [one])) == ["applied"]
    assert statuses(send(alice, [two])) == ["review"]
    return one["id"], two["id"]


def settle(client: FlaskClient, path: str, **form: str) -> int:
    return post(client, WAITING + path, form, page="/dang-xuat").status_code


def rebuilt_is_the_same(home: Household) -> bool:
    before = (export.state(), db.session.get_one(Household, home.id).address)
    with writing():
        projection.rebuild(home.commune_id)
    return before == (export.state(), db.session.get_one(Household, home.id).address)


def test_both_sides_are_shown(alice: FlaskClient, bob: FlaskClient, home: Household) -> None:
    twin(alice, home)
    contest(alice, home)
    page = get(bob, WAITING).text
    for words in ("H&#39;Mẫu Niê", "Đang ghi", "Số 1", "Số 2", "Số 3", "Lần gửi đầu", "Lần gửi sau"):
        assert words in page
    assert "2 việc chờ xem lại" in get(bob, get(bob, "/to/").location).text


def test_an_accepted_second_sending_counts_under_an_id_of_its_own(
    alice: FlaskClient, bob: FlaskClient, home: Household
) -> None:
    row = twin(alice, home)
    assert items_of(home) == {VNEID}
    assert settle(bob, f"lan-ghi/{row.id}", choice="them") == 303
    assert items_of(home) == {VNEID, PAYS}
    added = db.session.scalars(select(Event).where(Event.item == PAYS)).one()
    assert added.id != row.event_id
    assert added.helper_id == row.recorded_by
    assert added.recorded_by != row.recorded_by
    assert rebuilt_is_the_same(home)


def test_a_discarded_one_never_counts_and_nothing_is_settled_twice(
    alice: FlaskClient, bob: FlaskClient, home: Household
) -> None:
    row = twin(alice, home)
    assert settle(bob, f"lan-ghi/{row.id}", choice="bo") == 303
    assert settle(bob, f"lan-ghi/{row.id}", choice="them") == 409
    assert items_of(home) == {VNEID}
    assert "Không có việc nào chờ xem lại" in get(bob, WAITING).text


def test_the_chosen_edit_counts(alice: FlaskClient, bob: FlaskClient, home: Household) -> None:
    _one, two = contest(alice, home)
    assert db.session.get_one(Household, home.id).address == "Số 1"
    assert settle(bob, f"sua/{home.id}/{two}") == 303
    assert db.session.get_one(Household, home.id).address == "Số 3"
    chosen = db.session.scalars(select(Event).where(Event.op == EventOp.ACCEPT)).one()
    assert chosen.data == {"accepts": two}
    assert rebuilt_is_the_same(home)


def test_none_of_them_keeps_what_stood(alice: FlaskClient, bob: FlaskClient, home: Household) -> None:
    one, _two = contest(alice, home)
    assert settle(bob, f"giu/{home.id}/{home.id}/address") == 303
    assert db.session.get_one(Household, home.id).address == "Số 1"
    assert "Không có việc nào" in get(bob, WAITING).text
    assert settle(bob, f"sua/{home.id}/{one}") == 409
    assert settle(bob, f"giu/{home.id}/{home.id}/address") == 409
    for odd in ("role", "%00", "x" * 3000):
        assert settle(bob, f"giu/{home.id}/{home.id}/{odd}") == 404
    assert rebuilt_is_the_same(home)


def test_a_later_edit_follows_the_chosen_one(alice: FlaskClient, bob: FlaskClient, home: Household) -> None:
    one, _two = contest(alice, home)
    settle(bob, f"sua/{home.id}/{one}")
    assert statuses(send(alice, [edit(home.id, "address", "Số 4", after=one)])) == ["applied"]
    assert db.session.get_one(Household, home.id).address == "Số 4"


def test_a_leader_of_another_hamlet_sees_and_settles_nothing(
    app: Flask, place: Place, alice: FlaskClient, home: Household
) -> None:
    row = twin(alice, home)
    one, _two = contest(alice, home)
    eva = browser(app, make_user(Role.LEADER, "eva", place.commune, place.other_hamlet))
    assert "Không có việc nào" in get(eva, WAITING).text
    for path in (f"lan-ghi/{row.id}", f"sua/{home.id}/{one}", f"giu/{home.id}/{home.id}/address"):
        assert settle(eva, path) == 404
    assert db.session.get_one(QuarantinedEvent, row.id).settled_at is None


def test_a_first_sending_in_another_commune_is_not_shown(
    app: Flask, place: Place, alice: FlaskClient, bob: FlaskClient, home: Household
) -> None:
    elsewhere = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    secret = make_household(elsewhere.hamlet, "Người Nơi Khác")
    stranger = browser(app, make_user(Role.MEMBER, "stranger", elsewhere.commune, elsewhere.hamlet))
    first = make_event("note", secret.id, data={"text": "chuyện riêng"})
    assert statuses(send(stranger, [first])) == ["applied"]
    assert statuses(send(alice, [done(home.id, VNEID) | {"id": first["id"]}])) == ["review"]
    page = get(bob, WAITING).text
    assert "ngoài địa bàn" in page
    assert "chuyện riêng" not in page
    assert "Người Nơi Khác" not in page


def test_events_of_a_phone_with_a_wrong_clock_are_listed(
    alice: FlaskClient, bob: FlaskClient, home: Household
) -> None:
    send(alice, [done(home.id, VNEID) | {"occurred_at": "1970-01-01T00:00:00+07:00"}])
    page = get(bob, WAITING).text
    assert "Đồng hồ máy sai" in page
    assert "Đã tính, nên xem qua" in page


def test_a_member_may_not_settle(alice: FlaskClient, home: Household) -> None:
    assert get(alice, WAITING).status_code == 403
