"""A visitor's commune: what the address says is remembered, one served alone needs no saying."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.browsing import HTTPS, get
from tests.factories import make_place
from webapp.web.visitor_commune import visitor_commune


@pytest.fixture(autouse=True)
def two_communes(one_app: Flask) -> None:
    make_place("24133")
    make_place("02524", "Xã Liên Minh", "Tỉnh Ninh Bình")


def commune_of(app: Flask, path: str, cookie: str = "") -> str | None:
    with app.test_request_context(path, base_url=HTTPS, headers={"Cookie": cookie} if cookie else {}):
        found = visitor_commune()
        return found.id if found else None


def test_the_address_says_the_commune_and_the_cookie_remembers_it(one_app: Flask) -> None:
    client = one_app.test_client()
    answer = get(client, "/bai-hoc/?xa=02524")
    assert "xa=02524" in answer.headers["Set-Cookie"]
    assert commune_of(one_app, "/bai-hoc/", "xa=02524") == "02524"


def test_the_address_wins_over_the_cookie(one_app: Flask) -> None:
    assert commune_of(one_app, "/?xa=24133", "xa=02524") == "24133"


@pytest.mark.parametrize("path", ["/bai-hoc/", "/bai-hoc/?xa=99999", "/bai-hoc/?xa=<b>"])
def test_where_nothing_says_it_there_is_none(one_app: Flask, path: str) -> None:
    assert commune_of(one_app, path) is None
    assert "xa=" not in get(one_app.test_client(), path).headers.get("Set-Cookie", "")


def test_a_visitor_chooses_the_commune_and_comes_back(one_app: Flask) -> None:
    client = one_app.test_client()
    page = get(client, "/chon-xa?ve=/bai-hoc/quet-ma-qr/1").text
    assert "Xã Liên Minh" in page
    assert "/chon-xa?xa=02524&amp;ve=/bai-hoc/quet-ma-qr/1" in page
    answer = get(client, "/chon-xa?xa=02524&ve=/bai-hoc/quet-ma-qr/1")
    assert answer.location == "/bai-hoc/quet-ma-qr/1"
    assert "xa=02524" in answer.headers["Set-Cookie"]
    assert get(client, "/chon-xa?xa=02524&ve=//evil.example").location == "/"
