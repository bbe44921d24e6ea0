"""One's own account: what it shows, and changing the password."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import fill_in_sign_in, get, post, sign_in
from tests.factories import PASSWORD, viewer
from webapp.models.base import writing
from webapp.models.user import User
from webapp.services import accounts, passwords

NEW = "trâu ăn cỏ non"


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages only: what is stored is tried on both databases in services/test_accounts."""
    return one_app


def change(client: FlaskClient, **form: str) -> TestResponse:
    filled = {"password": PASSWORD, "new_password": NEW, "again": NEW} | form
    return post(client, "/tai-khoan/mat-khau", filled)


def test_an_account_shows_its_name_role_and_team(client: FlaskClient, alice: User) -> None:
    page = get(client, "/tai-khoan/").text
    for words in (alice.display_name, "Tổ viên", "alice", "Buôn Ea Mẫu", "Đổi mật khẩu", "Thoát"):
        assert words in page


def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    app: Flask, alice: User, client: FlaskClient
) -> None:
    other = app.test_client()
    sign_in(other, alice)
    assert change(client).location == "/tai-khoan/"
    assert get(client, "/tai-khoan/").status_code == 200
    assert get(other, "/tai-khoan/").status_code == 303
    assert fill_in_sign_in(app.test_client(), alice).status_code == 422
    assert fill_in_sign_in(app.test_client(), alice, NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"password": "sai"}, "Mật khẩu đang dùng chưa đúng."),
        ({"new_password": "ngắn", "again": "ngắn"}, "ít nhất 8 ký tự"),
        ({"new_password": "matkhau123", "again": "matkhau123"}, "nhiều người dùng"),
        ({"new_password": "0905123456", "again": "0905123456"}, "Đừng chỉ dùng chữ số"),
        ({"new_password": PASSWORD, "again": PASSWORD}, "phải khác mật khẩu đang dùng"),
        ({"again": "khác hẳn nhau"}, "Hai ô chưa giống nhau."),
        ({"password": ""}, "Chưa điền mật khẩu đang dùng."),
    ],
)
def test_a_bad_change_is_refused_at_its_field_and_changes_nothing(
    app: Flask, alice: User, client: FlaskClient, form: dict[str, str], message: str
) -> None:
    response = change(client, **form)
    assert response.status_code == 422
    assert message in response.text
    assert NEW not in response.text
    assert fill_in_sign_in(app.test_client(), alice).status_code == 303


def test_guessing_the_present_password_is_throttled(alice: User, client: FlaskClient) -> None:
    answers = [change(client, password="sai").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_after_a_reset_nothing_else_opens_until_a_password_is_chosen(app: Flask, alice: User) -> None:
    hashed = passwords.hash_password("voi xanh leo tre")
    with writing():
        accounts.reset(by=viewer(alice), user=alice, password_hash=hashed)
    client = app.test_client()
    assert fill_in_sign_in(client, alice, "voi xanh leo tre").location == "/tai-khoan/mat-khau"
    assert get(client, "/ho/").location == "/tai-khoan/mat-khau"
    page = get(client, "/tai-khoan/mat-khau").text
    assert "Mật khẩu đang dùng" not in page
    assert post(client, "/tai-khoan/mat-khau", {"new_password": NEW, "again": NEW}).location == "/ho/"
    assert get(client, "/ho/").status_code == 200


def test_an_error_page_says_what_to_do_in_plain_words(client: FlaskClient) -> None:
    page = get(client, "/khong-co-trang-nay")
    assert page.status_code == 404
    assert "Không có trang này" in page.text
    fragment = get(client, "/khong-co-trang-nay", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "Không có trang này" in fragment
