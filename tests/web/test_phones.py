"""Phones: tokens that only send, a leader who sees what waits and revokes, a phone that people share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, get, post, sign_in
from tests.factories import PASSWORD, Place, make_household, make_user
from tests.phones import done, new_uuid, send, statuses
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.rules.phone_labels import phone_label
from webapp.rules.pins import pin_problem

VNEID, QR = "kn-vneid-muc-2", "kn-quet-qr"
ANDROID = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/109.0 Mobile Safari/537.36"
PIN = "274913"


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


@pytest.fixture
def home(place: Place) -> Household:
    return make_household(place.hamlet)


@pytest.fixture
def bob(app: Flask, place: Place) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    return client


def enrol(client: FlaskClient, device: str) -> TestResponse:
    token = get(client, "/dong-bo").get_json()["csrf"]
    headers = {"X-CSRFToken": token, "User-Agent": ANDROID}
    return client.post("/dong-bo/ma-may", json={"device": device}, headers=headers, base_url=HTTPS)


def upload(app: Flask, token: str, device: str, events: list[Any], **body: Any) -> TestResponse:
    """As a phone without any cookie sends."""
    envelope = {"device": device, "sent_at": datetime.now(UTC).isoformat(), "events": events} | body
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().post("/dong-bo", json=envelope, headers=headers, base_url=HTTPS)


def test_a_token_goes_on_sending_after_the_session_ended(
    app: Flask, client: FlaskClient, alice: User, home: Household
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    token = enrol(client, device).get_json()["token"]
    post(client, "/dang-xuat", {})
    assert statuses(upload(app, token, device, [done(home.id, VNEID)], user=alice.id)) == ["applied"]


def test_a_token_opens_no_page_and_fetches_nothing(app: Flask, client: FlaskClient, alice: User) -> None:
    sign_in(client, alice)
    token = enrol(client, new_uuid()).get_json()["token"]
    for path, status in (("/dong-bo", 401), ("/ho/", 303), ("/tai-khoan/", 303)):
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {token}"}, base_url=HTTPS)
        assert answer.status_code == status, path


def test_a_token_works_for_its_own_phone_and_account_only(
    app: Flask, client: FlaskClient, alice: User, home: Household
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    token = enrol(client, device).get_json()["token"]
    tick = done(home.id, VNEID)
    assert upload(app, token, new_uuid(), [tick]).status_code == 401
    assert upload(app, "khong-phai", device, [tick]).status_code == 401
    assert upload(app, token, device, [tick], user=new_uuid()).status_code == 409
    with writing():
        db.session.get_one(User, alice.id).active = False
    assert upload(app, token, device, [tick]).status_code == 401


def test_a_new_token_replaces_the_old_one(
    app: Flask, client: FlaskClient, alice: User, home: Household
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    old, new = (enrol(client, device).get_json()["token"] for _ in range(2))
    assert upload(app, old, device, [done(home.id, VNEID)]).status_code == 401
    assert statuses(upload(app, new, device, [done(home.id, VNEID)])) == ["applied"]


def test_enrolling_needs_a_session_its_token_and_a_uuid(client: FlaskClient, alice: User) -> None:
    body = {"device": new_uuid()}
    assert client.post("/dong-bo/ma-may", json=body, base_url=HTTPS).status_code == 401
    sign_in(client, alice)
    assert client.post("/dong-bo/ma-may", json=body, base_url=HTTPS).status_code == 403
    answer = enrol(client, "may-cua-toi")
    assert answer.status_code == 400
    assert "UUID" in answer.get_json()["reason"]


def test_a_leader_sees_last_contact_and_what_waits(
    app: Flask, client: FlaskClient, bob: FlaskClient, alice: User, home: Household
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    token = enrol(client, device).get_json()["token"]
    since = "2026-11-19T07:00:00+07:00"
    upload(app, token, device, [done(home.id, VNEID)], waiting=3, waiting_since=since)
    page = get(bob, "/to/may/").text
    assert "Android, Chrome" in page
    assert "còn 3 việc chưa gửi" in page
    asked = get(bob, f"/to/may/{device}/{alice.id}/thu-hoi").text
    assert "sẽ bị xóa: 3 việc theo lần liên lạc cuối" in asked
    upload(app, token, device, [done(home.id, QR)])
    page = get(bob, "/to/may/").text
    assert "Không máy nào báo còn việc chưa gửi, theo lần liên lạc cuối" in page.replace("</p>", "")
    assert "đã gửi hết" in page


def test_a_phone_stands_there_once_however_often_somebody_signs_in_and_goes_when_left(
    client: FlaskClient, bob: FlaskClient, alice: User
) -> None:
    device = new_uuid()
    for _ in range(2):
        sign_in(client, alice)
        enrol(client, device)
        assert get(bob, "/to/may/").text.count("Android, Chrome</small>") == 1
        post(client, "/dang-xuat", {"may": device})
        assert "Android, Chrome" not in get(bob, "/to/may/").text


def test_a_revoked_phone_is_told_to_wipe_itself_and_sends_nothing(
    app: Flask, client: FlaskClient, bob: FlaskClient, alice: User, home: Household
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    token = enrol(client, device).get_json()["token"]
    post(bob, f"/to/may/{device}/{alice.id}/thu-hoi", {})
    assert get(client, "/dong-bo").status_code == 401, "the account is signed out everywhere"
    assert "máy chưa có mạng để xóa" in get(bob, "/to/may/").text
    answer = upload(app, token, device, [done(home.id, VNEID)], user=alice.id)
    assert (answer.status_code, answer.get_json()["wipe"]) == (401, True)
    assert "máy đã nhận lệnh xóa" in get(bob, "/to/may/").text
    sign_in(client, alice)
    again = send(client, [done(home.id, VNEID)], device=device)
    assert (again.status_code, again.get_json()["wipe"]) == (401, True)
    assert enrol(client, device).get_json()["wipe"] is True
    assert statuses(send(client, [done(home.id, VNEID)], device=new_uuid())) == ["applied"]


def test_a_lost_phone_is_revoked_for_everybody_who_used_it(
    app: Flask, client: FlaskClient, bob: FlaskClient, place: Place, alice: User, home: Household
) -> None:
    device = new_uuid()
    sign_in(client, alice)
    enrol(client, device)
    chi = make_user(Role.MEMBER, "chi", place.commune, place.hamlet)
    other = app.test_client()
    sign_in(other, chi)
    token = enrol(other, device).get_json()["token"]
    page = get(bob, f"/to/may/{device}/{alice.id}/thu-hoi").text
    assert [alice.display_name in page, chi.display_name in page] == [True, True]
    post(bob, f"/to/may/{device}/{alice.id}/thu-hoi", {})
    assert upload(app, token, device, [done(home.id, VNEID)], user=chi.id).get_json()["wipe"] is True


def test_a_leader_of_another_hamlet_neither_sees_nor_revokes(
    app: Flask, client: FlaskClient, place: Place, alice: User
) -> None:
    sign_in(client, alice)
    device = new_uuid()
    enrol(client, device)
    dung = app.test_client()
    sign_in(dung, make_user(Role.LEADER, "dung", place.commune, place.other_hamlet))
    assert "Android" not in get(dung, "/to/may/").text
    assert get(dung, f"/to/may/{device}/{alice.id}/thu-hoi").status_code == 404


def set_pin(client: FlaskClient, pin: str) -> TestResponse:
    return post(client, "/tai-khoan/ma-pin", {"password": PASSWORD, "pin": pin, "again": pin})


def share(leader: FlaskClient, name: str = "Máy chung thôn 3") -> None:
    team = re.search(r'<option[^>]* value="([^"]+)"', get(leader, "/to/may/dung-chung").text)
    assert team
    post(leader, "/to/may/dung-chung", {"team_id": team[1], "name": name})


def test_on_a_shared_phone_a_member_picks_a_name_and_types_a_pin(
    client: FlaskClient, bob: FlaskClient, alice: User
) -> None:
    sign_in(client, alice)
    assert set_pin(client, PIN).status_code == 303
    share(bob)
    post(bob, "/dang-xuat", {})
    assert "chọn tên, gõ mã PIN" in get(bob, "/dang-nhap").text
    assert alice.display_name in get(bob, "/dang-nhap/chon-ten").text
    wrong = post(bob, "/dang-nhap/chon-ten", {"user_id": alice.id, "pin": "111222"})
    assert wrong.status_code == 422
    assert "Mã PIN chưa đúng." in wrong.text
    assert post(bob, "/dang-nhap/chon-ten", {"user_id": alice.id, "pin": PIN}).status_code == 303
    assert get(bob, "/dong-bo").get_json()["user"] == alice.id


def test_a_pin_is_worthless_on_any_other_phone(client: FlaskClient, alice: User) -> None:
    sign_in(client, alice)
    set_pin(client, PIN)
    post(client, "/dang-xuat", {})
    assert get(client, "/dang-nhap/chon-ten").location.endswith("/dang-nhap")


def test_pins_can_not_be_guessed_by_trying(client: FlaskClient, bob: FlaskClient, alice: User) -> None:
    sign_in(client, alice)
    set_pin(client, PIN)
    share(bob)
    post(bob, "/dang-xuat", {})
    for _ in range(5):
        post(bob, "/dang-nhap/chon-ten", {"user_id": alice.id, "pin": "918273"})
    locked = post(bob, "/dang-nhap/chon-ten", {"user_id": alice.id, "pin": PIN})
    assert locked.status_code == 429
    assert "Đăng nhập bằng mật khẩu" in locked.text


def test_people_of_other_teams_have_no_name_there(
    app: Flask, bob: FlaskClient, place: Place, alice: User
) -> None:
    dung = make_user(Role.MEMBER, "dung", place.commune, place.other_hamlet)
    client = app.test_client()
    sign_in(client, dung)
    set_pin(client, PIN)
    share(bob)
    post(bob, "/dang-xuat", {})
    assert "Chưa ai trong tổ đặt mã PIN" in get(bob, "/dang-nhap/chon-ten").text


def test_a_shared_phone_that_was_given_up_takes_no_pin(
    client: FlaskClient, bob: FlaskClient, alice: User
) -> None:
    sign_in(client, alice)
    set_pin(client, PIN)
    share(bob)
    action = re.search(r'action="(/to/may/dung-chung/[^"]+)"', get(bob, "/to/may/").text)
    assert action
    post(bob, action[1], {}, page="/to/may/")
    assert get(bob, "/dang-nhap/chon-ten").location.endswith("/dang-nhap")


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "123456", "654321", "111111", "121212", "274274", "27491a"]
)
def test_a_pin_that_others_guess_is_refused_with_the_reason(pin: str) -> None:
    assert pin_problem(pin)


def test_a_good_pin_is_taken_and_a_bad_one_refused_at_its_field(client: FlaskClient, alice: User) -> None:
    assert pin_problem(PIN) is None
    sign_in(client, alice)
    answer = set_pin(client, "123456")
    assert answer.status_code == 422
    assert "dễ đoán" in answer.text


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (ANDROID, "Android, Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0) Mobile/15E148 Zalo iOS/702", "iPhone, Zalo"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0) Version/16.0 Mobile/15E148 Safari/604.1",
            "iPhone, Safari",
        ),
        ("", "Máy lạ"),
    ],
)
def test_a_phone_is_called_by_system_and_browser(agent: str, label: str) -> None:
    assert phone_label(agent) == label


def test_an_account_that_the_leader_may_not_know_is_signed_out_of_a_lost_phone_too_and_told_why(
    app: Flask, client: FlaskClient, bob: FlaskClient, place: Place, alice: User, home: Household
) -> None:
    device = new_uuid()
    sign_in(client, alice)
    enrol(client, device)
    dung, theirs = make_user(Role.MEMBER, "dung", place.commune, place.other_hamlet), app.test_client()
    sign_in(theirs, dung)
    token = enrol(theirs, device).get_json()["token"]
    neighbour = make_household(place.other_hamlet)
    upload(app, token, device, [done(neighbour.id, QR)], waiting=2)
    page = get(bob, f"/to/may/{device}/{alice.id}/thu-hoi").text
    assert dung.display_name not in page
    assert "đang mở sổ tay của 2 người" in page
    assert "1 người ngoài tổ này" in page
    assert "sẽ bị xóa: 2 việc theo lần liên lạc cuối" in page
    assert dung.display_name not in post(bob, f"/to/may/{device}/{alice.id}/thu-hoi", {}).text
    assert get(theirs, "/dong-bo").status_code == 401
    assert upload(app, token, device, [done(neighbour.id, VNEID)], user=dung.id).get_json()["wipe"] is True
    sign_in(theirs, dung)
    assert "được báo mất và thu hồi cả máy" in get(theirs, "/tai-khoan/").text
    officer = app.test_client()
    sign_in(officer, make_user(Role.OFFICER, "chi", place.commune))
    listed = get(officer, "/to/may/").text
    assert listed.count("Báo mất, thu hồi cả máy") == 2
    assert dung.display_name in listed


def test_a_revoked_phone_takes_nothing_from_an_account_that_comes_to_it_later(
    app: Flask, client: FlaskClient, bob: FlaskClient, place: Place, alice: User, home: Household
) -> None:
    device = new_uuid()
    sign_in(client, alice)
    enrol(client, device)
    post(bob, f"/to/may/{device}/{alice.id}/thu-hoi", {})
    chi = app.test_client()
    sign_in(chi, make_user(Role.MEMBER, "chi", place.commune, place.hamlet))
    turned = send(chi, [done(home.id, VNEID)], device=device)
    assert (turned.status_code, turned.get_json()["wipe"]) == (401, True)


def test_a_lost_shared_phone_takes_no_pin_any_more(
    client: FlaskClient, bob: FlaskClient, alice: User
) -> None:
    sign_in(client, alice)
    set_pin(client, PIN)
    share(bob)
    post(bob, "/dang-xuat", {})
    post(bob, "/dang-nhap/chon-ten", {"user_id": alice.id, "pin": PIN})
    device = new_uuid()
    assert enrol(bob, device).status_code == 200
    leader = client
    post(leader, "/dang-xuat", {})
    sign_in(leader, db.session.query(User).filter_by(username="bob").one())
    post(leader, f"/to/may/{device}/{alice.id}/thu-hoi", {})
    assert get(bob, "/dang-nhap/chon-ten").location.endswith("/dang-nhap")
