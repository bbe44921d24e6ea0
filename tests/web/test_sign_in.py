"""Signing in and out: one answer for every failure, a throttle, sessions, slips."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, fill_in_sign_in, get, post
from tests.factories import PASSWORD, Place, make_user, viewer
from webapp.models.base import db, now, own_transaction, writing
from webapp.models.commune import Commune
from webapp.models.user import LoginSession, Role, SignInSlip, Throttle, User
from webapp.services import accounts, slips, throttle
from webapp.services.sign_in import BY_ADDRESS, network_of

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


def try_name(client: FlaskClient, name: str, password: str, **options: Any) -> TestResponse:
    token = csrf_of(get(client, "/dang-nhap"))
    form = {"username": name, "password": password, "csrf_token": token}
    return client.post("/dang-nhap", data=form, base_url=HTTPS, **options)


def test_a_member_lands_on_the_households(client: FlaskClient, alice: User) -> None:
    response = fill_in_sign_in(client, alice)
    assert (response.status_code, response.location) == (303, "/ho/")
    assert get(client, "/tai-khoan/").status_code == 200


def test_the_name_may_be_typed_with_capitals_marks_and_the_password_decomposed(
    client: FlaskClient, alice: User
) -> None:
    response = try_name(client, " Alíce ", unicodedata.normalize("NFD", PASSWORD) + " ")
    assert response.status_code == 303


@pytest.mark.parametrize("name", ["alice", "nobody", "alice' OR 1=1 --", "0905123456", "a" * 299])
def test_every_failure_says_the_same(client: FlaskClient, alice: User, name: str) -> None:
    response = try_name(client, name, "sai mật khẩu")
    assert response.status_code == 422
    assert WRONG in response.text
    assert "sai mật khẩu" not in response.text


def test_a_disabled_account_gets_the_same_answer(client: FlaskClient, alice: User) -> None:
    with writing():
        accounts.set_active(by=None, user=alice, active=False)
    response = fill_in_sign_in(client, alice)
    assert response.status_code == 422
    assert WRONG in response.text


def test_empty_fields_are_named(client: FlaskClient, alice: User) -> None:
    response = try_name(client, "", "")
    assert response.status_code == 422
    assert "Chưa điền tên đăng nhập." in response.text
    assert "Chưa điền mật khẩu." in response.text


def test_ten_failures_from_one_address_close_a_name_for_that_address_only(app: Flask, alice: User) -> None:
    for _ in range(10):
        assert try_name(app.test_client(), "alice", "sai").status_code == 422
    response = try_name(app.test_client(), "alice", PASSWORD)
    assert response.status_code == 429
    assert "Chờ 15 phút" in response.text
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert try_name(app.test_client(), "alice", PASSWORD, environ_base=elsewhere).status_code == 303


def test_thirty_failures_of_a_name_close_it_everywhere(app: Flask, alice: User) -> None:
    for number in range(30):
        seen = {"REMOTE_ADDR": f"203.0.113.{number}"}
        assert try_name(app.test_client(), "ALICE", "sai", environ_base=seen).status_code == 422
    assert try_name(app.test_client(), "alice", PASSWORD).status_code == 429


def test_a_hundred_failures_from_an_address_close_it_for_every_name(app: Flask, alice: User) -> None:
    for _ in range(100):
        throttle.count(BY_ADDRESS, "127.0.0.1")
    assert try_name(app.test_client(), "alice", PASSWORD).status_code == 429


def test_a_forged_forwarded_address_changes_nothing(app: Flask, alice: User) -> None:
    for number in range(11):
        response = try_name(
            app.test_client(), "alice", "sai", headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
    assert response.status_code == 429


def test_only_failures_count(app: Flask, alice: User) -> None:
    for _ in range(12):
        assert fill_in_sign_in(app.test_client(), alice).status_code == 303
    assert db.session.scalar(select(func.coalesce(func.sum(Throttle.failures), 0))) == 0


def test_a_success_forgives_the_name_but_not_what_an_address_tried_elsewhere(app: Flask, alice: User) -> None:
    for name in ("bob", "chi", "alice"):
        try_name(app.test_client(), name, "sai")
    fill_in_sign_in(app.test_client(), alice)
    kept = db.session.scalars(select(Throttle)).all()
    assert [row.failures for row in kept if row.key.startswith("sign-in-address:")] == [3]
    assert len([row for row in kept if row.key.startswith("sign-in-name-address:")]) == 2


def test_the_throttle_opens_again_after_fifteen_minutes(app: Flask, alice: User) -> None:
    for _ in range(11):
        try_name(app.test_client(), "alice", "sai")
    earlier = now() - timedelta(minutes=16)
    with own_transaction() as session:
        session.execute(update(Throttle).values(window_started_at=earlier))
    assert fill_in_sign_in(app.test_client(), alice).status_code == 303


def test_the_throttle_table_names_nobody(app: Flask, alice: User) -> None:
    try_name(app.test_client(), "alice", "sai")
    assert "alice" not in " ".join(db.session.scalars(select(Throttle.key)))


def test_a_home_counts_as_one_address() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:3::5") != network_of("2001:db8:1:2::5")
    assert network_of("::ffff:203.0.113.9") == "203.0.113.9"


def test_the_way_back_is_kept_only_when_it_is_local(app: Flask, alice: User) -> None:
    for asked, landed in (
        ("/to/", "/to/"),
        ("//evil.vn", "/ho/"),
        ("/\\evil.vn", "/ho/"),
        ("https://evil.vn", "/ho/"),
    ):
        client = app.test_client()
        form = {"username": "alice", "password": PASSWORD, "ve": asked}
        assert post(client, "/dang-nhap", form).location == landed


def test_a_page_that_needs_an_account_leads_to_sign_in_and_back(client: FlaskClient, alice: User) -> None:
    away = get(client, "/to/?x=1")
    assert away.status_code == 303
    page = get(client, away.location)
    assert 'value="/to/?x=1"' in page.text


def test_a_fragment_after_the_session_ended_leads_the_page_to_sign_in(
    client: FlaskClient, alice: User
) -> None:
    answer = get(client, "/ho/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/dang-nhap")


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        (Role.LEADER, "/ho/"),
        (Role.OFFICER, "/cong-nhan/"),
        (Role.APPROVER, "/cong-nhan/"),
        (Role.ADMIN, "/quan-tri/"),
        (Role.PROVINCE, "/cac-xa/"),
    ],
)
def test_each_role_lands_where_its_work_begins(
    client: FlaskClient, place: Place, role: Role, landing: str
) -> None:
    commune = None if role is Role.PROVINCE else place.commune
    user = make_user(role, "someone", commune, *([place.hamlet] if role is Role.LEADER else []))
    assert fill_in_sign_in(client, user).location == landing


def test_signing_in_gives_a_new_session_and_drops_the_old_one(client: FlaskClient, alice: User) -> None:
    fill_in_sign_in(client, alice)
    first = db.session.scalars(select(LoginSession.token_hash)).all()
    fill_in_sign_in(client, alice)
    second = db.session.scalars(select(LoginSession.token_hash)).all()
    assert len(first) == len(second) == 1
    assert first != second


def test_an_old_cookie_is_worthless_after_sign_out(app: Flask, alice: User) -> None:
    client = app.test_client()
    fill_in_sign_in(client, alice)
    cookie = client.get_cookie("__Host-gds", domain="localhost")
    assert cookie is not None
    assert post(client, "/dang-xuat", {}).status_code == 303
    thief = app.test_client()
    thief.set_cookie("__Host-gds", cookie.value, domain="localhost", secure=True)
    assert get(thief, "/tai-khoan/").status_code == 303
    assert get(client, "/tai-khoan/").status_code == 303


def test_signing_out_ends_this_browser_and_another_button_all_of_them(app: Flask, alice: User) -> None:
    here, there = app.test_client(), app.test_client()
    fill_in_sign_in(here, alice)
    fill_in_sign_in(there, alice)
    assert "máy khác vẫn dùng được" in get(here, "/dang-xuat").text
    post(here, "/dang-xuat", {})
    assert get(here, "/tai-khoan/").status_code == 303
    assert get(there, "/tai-khoan/").status_code == 200
    fill_in_sign_in(here, alice)
    post(there, "/dang-xuat/moi-may", {}, page="/tai-khoan/")
    assert get(here, "/tai-khoan/").status_code == 303
    assert db.session.scalars(select(LoginSession)).all() == []


def test_the_cookie_is_host_only_secure_and_out_of_reach_of_scripts(client: FlaskClient, alice: User) -> None:
    header = fill_in_sign_in(client, alice).headers["Set-Cookie"]
    assert header.startswith("__Host-gds=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in header
    assert "Domain" not in header


def test_pages_of_an_account_are_never_kept_by_the_browser(client: FlaskClient, alice: User) -> None:
    assert get(client, "/dang-nhap").headers["Cache-Control"] == "no-store, private"
    fill_in_sign_in(client, alice)
    assert get(client, "/tai-khoan/").headers["Cache-Control"] == "no-store, private"


def test_a_form_without_its_token_or_from_another_site_is_refused(client: FlaskClient, alice: User) -> None:
    form = {"username": "alice", "password": PASSWORD}
    assert client.post("/dang-nhap", data=form, base_url=HTTPS).status_code == 403
    token = csrf_of(get(client, "/dang-nhap"))
    crossed = {"Sec-Fetch-Site": "cross-site"}
    refused = client.post("/dang-nhap", data=form | {"csrf_token": token}, base_url=HTTPS, headers=crossed)
    assert refused.status_code == 403


def test_a_slip_greets_its_holder_signs_in_once_and_asks_for_a_password(app: Flask, alice: User) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", _commune()))
    with writing():
        [slip] = slips.make_for(by=chi, user_ids=[alice.id])
    path = f"/dang-nhap/phieu/{slip.token}"
    client = app.test_client()
    greeting = get(client, path)
    assert alice.display_name in greeting.text
    assert db.session.scalars(select(SignInSlip.used_at)).one() is None
    entered = post(client, path, {})
    assert entered.location == "/tai-khoan/mat-khau"
    assert get(client, "/ho/").location == "/tai-khoan/mat-khau"
    chosen = {"new_password": "trâu ăn cỏ non", "again": "trâu ăn cỏ non"}
    assert post(client, "/tai-khoan/mat-khau", chosen).location == "/ho/"
    assert get(client, "/ho/").status_code == 200
    assert get(app.test_client(), path).status_code == 404


def test_every_dead_slip_shows_the_same_page(app: Flask, alice: User) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", _commune()))
    with writing():
        [used] = slips.make_for(by=chi, user_ids=[alice.id])
        slips.redeem(token=used.token)
        [expired] = slips.make_for(by=chi, user_ids=[alice.id])
        db.session.execute(update(SignInSlip).values(expires_at=SignInSlip.made_at))
    pages = set()
    for token in (used.token, expired.token, "x", "a" * 3000, "đ%0a"):
        response = get(app.test_client(), f"/dang-nhap/phieu/{token}")
        assert response.status_code == 404
        pages.add(_without_its_address(response.text))
    assert len(pages) == 1
    assert "in phiếu mới" in pages.pop()


def _commune() -> Commune:
    return db.session.scalars(select(Commune)).one()


def _without_its_address(text: str) -> str:
    """The page without the nonce and the link that leads back to its own address."""
    return re.sub(r'nonce="[^"]+"|href="/hien-thi[^"]+"', "", text)
