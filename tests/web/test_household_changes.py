"""Households that change, as a leader and the officers of two communes do it on the pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from tests.guards.vnu import html_errors
from tests.phones import make_event, new_uuid, send, statuses
from webapp.models.base import db
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import duplicates


@pytest.fixture
def bob(place: Place, client: FlaskClient) -> User:
    user = make_user(Role.LEADER, "bob", place.commune, place.hamlet)
    sign_in(client, user)
    return user


def undo_button(page: str) -> str:
    return re.search(r'action="(/ho/thay-doi/[0-9a-f-]+/hoan-tac)"', page)[1]  # type: ignore[index]


def test_a_leader_sees_what_a_merge_touches_does_it_and_takes_it_back(
    place: Place, bob: User, client: FlaskClient
) -> None:
    gone = make_household(place.hamlet, "Nguyễn T. Lan", ("Nguyễn T. Lan", 1960))
    stays = make_household(place.hamlet, "Nguyễn Thị Lan", ("Nguyễn Thị Lan", 1960), ("Bé Na", 2015))
    path = f"/ho/{gone.id}/gop/{stays.id}"
    assert f'href="{path}"' in get(client, f"/ho/{gone.id}/gop").text
    preview = get(client, path).text
    assert "Hộ giữ lại" in preview
    assert "Nguyễn T. Lan (1960) là Nguyễn Thị Lan (1960)" in preview
    assert post(client, path, {"joined": people_of(gone)[0].id}, page=path).status_code == 303
    assert "Hoàn tác" in get(client, f"/ho/{gone.id}/").text
    listed = get(client, "/ho/thay-doi/").text
    assert "Gộp nhà Nguyễn T. Lan vào nhà Nguyễn Thị Lan" in listed
    undo = re.findall(r'action="(/ho/thay-doi/[0-9a-f-]+/hoan-tac)"', listed)[-1]
    assert post(client, undo, {}, page="/ho/thay-doi/").status_code == 303
    assert "Nguyễn T. Lan" in get(client, f"/ho/{gone.id}/").text


def test_a_member_finds_no_way_to_change_households(place: Place, client: FlaskClient) -> None:
    sign_in(client, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    home, other = make_household(place.hamlet), make_household(place.hamlet)
    for rest in ("tach", "cat", "chuyen", "gop", f"gop/{other.id}"):
        assert get(client, f"/ho/{home.id}/{rest}").status_code == 403
    assert "Gộp, tách" not in get(client, f"/ho/{home.id}/").text


def test_a_split_is_shown_first_and_done_by_a_second_press(
    place: Place, bob: User, client: FlaskClient
) -> None:
    old = make_household(place.hamlet, "Ông Cũ", ("Ông Cũ", 1950), ("Con Trai", 1980))
    son, path = people_of(old)[1].id, f"/ho/{old.id}/tach"
    asked = {"person_ids": son, "head_id": son, "hamlet_id": place.hamlet.id, "address": "Số 7"}
    page = post(client, path, asked, page=path)
    assert page.status_code == 200
    assert "Lần ghi cho cả nhà ở lại hộ cũ" in page.text
    assert db.session.scalar(db.select(db.func.count(Household.id))) == 1
    answer = post(client, path, asked | {"lam": "1"}, page=path)
    assert "Nhà Con Trai" in get(client, answer.location).text
    wrong = post(client, path, asked | {"head_id": people_of(old)[0].id}, page=path)
    assert wrong.status_code == 422


def test_two_officers_move_a_household_between_their_communes(place: Place, app: Flask) -> None:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    chi, ly = app.test_client(), app.test_client()
    sign_in(chi, make_user(Role.OFFICER, "chi", place.commune))
    sign_in(ly, make_user(Role.OFFICER, "ly", other.commune))
    home = make_household(place.hamlet, "Nhà Đi Xa", ("Người Đi Xa", 1970))
    path = f"/ho/{home.id}/chuyen"
    asked = {"hamlet_id": "", "commune_id": "02524", "note": "Theo con"}
    assert "Cán bộ nơi đến phải nhận" in post(chi, path, asked, page=path).text
    assert post(chi, path, asked | {"lam": "1"}, page=path).status_code == 303
    assert "Chờ nơi đến nhận" in get(chi, "/ho/thay-doi/").text
    arrivals = get(ly, "/ho/thay-doi/").text
    assert "Nhà Nhà Đi Xa, 1 người" in arrivals
    accept = re.search(r'href="(/ho/thay-doi/[0-9a-f-]+/nhan)"', arrivals)[1]  # type: ignore[index]
    assert get(chi, accept).status_code == 404
    answer = post(ly, accept, {"hamlet_id": other.hamlet.id, "address": "Số 1"}, page=accept)
    assert "Người Đi Xa" in get(ly, answer.location).text
    assert get(chi, f"/ho/{home.id}/").status_code == 404
    undo = undo_button(get(ly, "/ho/thay-doi/").text)
    post(ly, undo, {}, page="/ho/thay-doi/")
    assert get(chi, f"/ho/{home.id}/").status_code == 200


def test_what_is_put_away_stands_in_the_store_and_comes_back(
    place: Place, bob: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Nhà Dọn Đi")
    path = f"/ho/{home.id}/cat"
    assert post(client, path, {}, page=path).status_code == 422
    assert post(client, path, {"reason": "moved-away"}, page=path).status_code == 303
    assert "Nhà Dọn Đi" not in get(client, "/ho/?loc=tat-ca").text
    assert "Kho lưu" in get(client, "/ho/thay-doi/").text
    post(client, f"/ho/{home.id}/dua-tro-lai", {}, page="/ho/thay-doi/")
    assert "Nhà Dọn Đi" in get(client, "/ho/?loc=tat-ca").text


def test_look_alikes_stand_side_by_side_until_somebody_says_they_are_two(
    place: Place, bob: User, client: FlaskClient
) -> None:
    one = make_household(place.hamlet, "Nguyễn T. Lan", phone="0901234567")
    two = make_household(place.hamlet, "Nguyễn Thị Lan", phone="0901234567")
    page = get(client, "/ho/trung/").text
    assert "Cùng một hộ: gộp" in page
    assert "cùng số điện thoại" in page
    post(client, "/ho/trung/hai-ho", {"household_id": one.id, "other_id": two.id}, page="/ho/trung/")
    assert "Không thấy hộ nào" in get(client, "/ho/trung/").text
    assert duplicates.pairs_of(viewer(bob)) == []


def test_a_new_household_from_a_phone_is_confirmed_by_the_leader(
    place: Place, bob: User, app: Flask, client: FlaskClient
) -> None:
    phone = app.test_client()
    sign_in(phone, make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    home = new_uuid()
    data = {"id": home, "head": "Nhà Mới", "address": None, "hamlet": place.hamlet.label}
    assert statuses(send(phone, [make_event("household", home, data=data)])) == ["applied"]
    assert home in {each["id"] for each in get(phone, "/dong-bo").get_json()["households"]}  # fmt: skip
    assert "chờ Tổ trưởng xác nhận" in get(phone, f"/ho/{home}/").text
    assert "Nhà Mới" in get(client, "/ho/moi/").text
    post(client, f"/ho/moi/{home}/nhan", {}, page="/ho/moi/")
    assert "chờ Tổ trưởng" not in get(phone, f"/ho/{home}/").text


def test_the_pages_of_changes_are_sound_html(one_app: Flask) -> None:
    place = make_place()
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    chi, ly = one_app.test_client(), one_app.test_client()
    sign_in(chi, make_user(Role.OFFICER, "chi", place.commune))
    sign_in(ly, make_user(Role.OFFICER, "ly", other.commune))
    homes = [
        make_household(place.hamlet, "Nguyễn <b>Sen</b>", ("Lan", 1960), ("Bé Na", 2015)) for _ in range(5)
    ]
    one, two, three, four, five = (f"/ho/{home.id}/" for home in homes)
    leaving = {"commune_id": "02524", "hamlet_id": ""}
    son = people_of(homes[0])[1].id
    going = {"person_ids": son, "head_id": son, "hamlet_id": place.hamlet.id}
    pages = {
        "choose": get(chi, f"{one}gop?tim=sen").text,
        "merge": get(chi, f"{one}gop/{homes[1].id}").text,
        "split": post(chi, f"{one}tach", going).text,
        "wrong": post(chi, f"{one}tach", {}).text,
        "move": post(chi, f"{one}chuyen", leaving).text,
        "inside": post(chi, f"{one}chuyen", {"hamlet_id": place.other_hamlet.id, "commune_id": ""}).text,
        "archive": get(chi, f"{one}cat").text,
        "alike": get(chi, "/ho/trung/").text,
    }
    post(chi, f"{one}gop/{homes[1].id}", {})
    post(chi, f"{three}chuyen", leaving | {"lam": "1"})
    post(chi, f"{four}cat", {"reason": "dissolved"})
    post(chi, f"{five}chuyen", {"hamlet_id": place.other_hamlet.id, "commune_id": "", "lam": "1"})
    pages |= {"changes": get(chi, "/ho/thay-doi/").text, "survivor": get(chi, two).text}
    arrivals = get(ly, "/ho/thay-doi/").text
    accept = re.search(r'href="(/ho/thay-doi/[0-9a-f-]+/nhan)"', arrivals)[1]  # type: ignore[index]
    pages |= {"arrivals": arrivals, "accept": get(ly, accept).text, "door": get(chi, "/ho/moi/").text}
    assert html_errors(pages) == {}
    assert [name for name, text in pages.items() if "<b>Sen</b>" in text] == []
