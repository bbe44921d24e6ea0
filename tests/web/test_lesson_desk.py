"""The team sees which lessons must be compared with real screens again; a citizen sees nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask_login import login_user

from tests.browsing import get, sign_in
from tests.factories import make_place, make_user
from webapp.blueprints.lesson_desk.routes import draw_reviews
from webapp.lessons import catalog
from webapp.models.user import Role, User
from webapp.services.progress import today

DESK = "/to/bai-hoc/"


@pytest.fixture
def alice(one_app: Flask) -> User:
    place = make_place()
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


def test_a_member_reads_a_sentence_first_and_comes_to_the_teach_mode(one_app: Flask, alice: User) -> None:
    browser = one_app.test_client()
    sign_in(browser, alice)
    page = get(browser, DESK).text
    assert page.index("bài") < page.index("<h2")
    assert 'href="/bai-hoc/quet-ma-qr/huong-dan"' in page
    for lesson in catalog().lessons:
        for fact in lesson.open_checks:
            assert f"<li>{fact.text}</li>" in page


def test_the_team_s_page_leads_there(one_app: Flask, alice: User) -> None:
    browser = one_app.test_client()
    sign_in(browser, alice)
    assert f'href="{DESK}"' in get(browser, "/to/", follow_redirects=True).text


def test_a_visitor_is_asked_to_sign_in(one_app: Flask) -> None:
    answer = get(one_app.test_client(), DESK)
    assert answer.status_code == 303
    assert "/dang-nhap" in answer.headers["Location"]


def page_in(app: Flask, user: User, days: int) -> str:
    with app.test_request_context(DESK):
        login_user(user)
        return draw_reviews(catalog().lessons, today() + timedelta(days=days))


def test_a_year_later_every_lesson_is_due(one_app: Flask, alice: User) -> None:
    page = page_in(one_app, alice, 365)
    assert f'<b class="num">{len(catalog().lessons)}</b> bài quá 90 ngày chưa xem lại.' in page
    assert "Mở bài trên máy thật" in page
    assert "Còn trong hạn" not in page


def test_a_citizen_is_told_nothing_of_reviews(one_app: Flask) -> None:
    for path in ("/bai-hoc/", "/bai-hoc/quet-ma-qr/1", "/bai-hoc/quet-ma-qr/xong"):
        assert "chưa xem lại" not in get(one_app.test_client(), path).text
