"""Recording a group session and a walk-in, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of
from webapp.models.base import db
from webapp.models.event import Event, LiveDone
from webapp.models.teaching import TeachingSession
from webapp.models.user import Role, User
from webapp.services.progress import today

QR, VNEID = "kn-quet-qr", "kn-vneid-muc-2"
NEW, WALK_IN = "/ho/buoi/moi", "/ho/khach/moi"


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages only: what is stored is tried on both databases in services/test_teaching."""
    return one_app


def filled(place: Place, helper: User, **changes: Any) -> dict[str, Any]:
    return {
        "hamlet_id": place.hamlet.id, "held_on": today().isoformat(), "items": [QR, VNEID],
        "helper_id": helper.id, "place": "Nhà văn hóa", "headcount": "",
    } | changes  # fmt: skip


def checked(page: str, value: str) -> bool:
    return (
        re.search(rf'value="{value}"[^>]* (checked|selected)|(checked|selected) value="{value}"', page)
        is not None
    )


def nothing_is_written() -> bool:
    return not any(db.session.query(table).count() for table in (TeachingSession, Event))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OFFICER])
def test_the_list_of_households_leads_to_both_forms(place: Place, client: FlaskClient, role: Role) -> None:
    sign_in(client, make_user(role, "dung", place.commune, place.hamlet))
    page = get(client, "/ho/").text
    assert f'href="{NEW}"' in page
    assert f'href="{WALK_IN}"' in page


def test_a_group_session_is_recorded_and_told(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960), ("Lê Thị Mẫu", 1965))
    form = filled(place, alice, person_ids=[each.id for each in people_of(home)], headcount="3")
    answer = post(client, NEW, form)
    assert answer.status_code == 303
    page = get(client, answer.location).text
    assert "Đã ghi buổi hướng dẫn: 5 người, 2 bài" in page
    assert "Lê Thị Mẫu" in page
    assert "Nhà văn hóa" in page
    assert db.session.query(LiveDone).count() == 4
    assert "5 người" in get(client, "/ho/buoi/").text


def test_the_form_begins_with_today_and_whoever_is_signed_in(
    place: Place, alice: User, client: FlaskClient
) -> None:
    page = get(client, NEW).text
    assert f'value="{today().isoformat()}"' in page
    assert checked(page, alice.id)


def test_an_empty_form_names_what_is_missing_and_keeps_the_rest(
    place: Place, alice: User, client: FlaskClient
) -> None:
    answer = post(client, NEW, filled(place, alice))
    assert answer.status_code == 422
    assert "Tích tên người có mặt" in answer.text
    assert checked(answer.text, QR)
    answer = post(client, NEW, filled(place, alice, items=[], headcount="4"))
    assert answer.status_code == 422
    assert "Chọn ít nhất một bài" in answer.text
    assert 'value="4"' in answer.text
    assert nothing_is_written()


@pytest.mark.parametrize(("days", "words"), [(1, "Ngày này chưa tới"), (-90, "trong 90 ngày gần đây")])
def test_a_day_that_cannot_be_is_refused(
    place: Place, alice: User, client: FlaskClient, days: int, words: str
) -> None:
    day = today() + timedelta(days=days)
    for path in (NEW, WALK_IN):
        answer = post(client, path, filled(place, alice, held_on=day.isoformat(), headcount="1"))
        assert answer.status_code == 422
        assert words in answer.text
    assert nothing_is_written()


def test_searching_keeps_what_was_ticked(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960))
    make_household(place.hamlet, "Đỗ Thị Khác", ("Đỗ Thị Khác", 1970))
    [ticked] = people_of(home)
    form = filled(place, alice, person_ids=[ticked.id], tim="do thi")
    answer = post(client, f"{NEW}?xem=1", form, page=NEW)
    assert answer.status_code == 200
    assert "Đỗ Thị Khác" in answer.text
    assert checked(answer.text, ticked.id)
    assert checked(answer.text, VNEID)
    assert nothing_is_written()


def test_an_address_can_search_too(place: Place, alice: User, client: FlaskClient) -> None:
    make_household(place.hamlet, "Trần Văn Mẫu", ("Người Nhà Trần", 1960))
    make_household(place.hamlet, "Đỗ Thị Khác", ("Người Nhà Đỗ", 1970))
    page = get(client, f"{NEW}?tim=tran+van").text
    assert "Người Nhà Trần" in page
    assert "Người Nhà Đỗ" not in page


def test_an_officer_chooses_the_hamlet_first(place: Place, client: FlaskClient) -> None:
    chi = make_user(Role.OFFICER, "chi", place.commune)
    sign_in(client, chi)
    make_household(place.hamlet, "Trần Văn Mẫu")
    make_household(place.other_hamlet, "Đỗ Thị Khác")
    assert "Trần Văn Mẫu" not in get(client, NEW).text
    page = get(client, f"{NEW}?thon={place.hamlet.id}").text
    assert "Trần Văn Mẫu" in page
    assert "Đỗ Thị Khác" not in page
    answer = post(client, NEW, filled(place, chi, hamlet_id="", headcount="1"))
    assert answer.status_code == 422
    assert "Chọn thôn, tổ dân phố" in answer.text


def test_people_of_another_hamlet_are_not_found_and_nothing_is_written(
    place: Place, alice: User, client: FlaskClient
) -> None:
    far = make_household(place.other_hamlet, "Đỗ Văn Xa", ("Đỗ Văn Xa", 1970))
    near = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960))
    both = [people_of(near)[0].id, people_of(far)[0].id]
    assert post(client, NEW, filled(place, alice, person_ids=both)).status_code == 404
    assert post(client, NEW, filled(place, alice, household_ids=[far.id])).status_code == 404
    assert nothing_is_written()


def test_a_walk_in_is_recorded_without_a_name(place: Place, alice: User, client: FlaskClient) -> None:
    answer = post(client, WALK_IN, filled(place, alice, headcount="2", items=[QR]))
    assert answer.status_code == 303
    page = get(client, answer.location).text
    assert "Đã ghi khách đến hỏi: 2 người, 1 bài" in page
    assert db.session.query(Event).count() == 0


def test_a_walk_in_of_nobody_is_refused(place: Place, alice: User, client: FlaskClient) -> None:
    answer = post(client, WALK_IN, filled(place, alice, headcount="0"))
    assert answer.status_code == 422
    assert "Điền số từ 1 đến 1000" in answer.text
    assert nothing_is_written()


def test_a_note_keeps_no_identity_number(place: Place, alice: User, client: FlaskClient) -> None:
    for path in (NEW, WALK_IN):
        answer = post(client, path, filled(place, alice, headcount="1", note="Số 001 099 000 123"))
        assert answer.status_code == 422
        assert "giống số căn cước" in answer.text
    assert nothing_is_written()
