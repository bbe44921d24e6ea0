"""Households given to a team's members: by hand, by lane, evenly; and those of someone who left."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browsing import csrf_of, get, post, sign_in
from tests.factories import Place, make_household, make_user, viewer
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role, Team, User
from webapp.services import communes, seats, settings
from webapp.services.progress import today


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


@pytest.fixture
def dung(place: Place) -> User:
    return make_user(Role.MEMBER, "dung", place.commune, place.hamlet)


@pytest.fixture
def bob(app: Flask, place: Place) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    return client


def team_of(place: Place) -> Team:
    return db.session.scalars(select(Team).where(Team.hamlet_id == place.hamlet.id)).one()


def path(place: Place, rest: str = "") -> str:
    return f"/to/{team_of(place).id}/giao/{rest}"


def holders() -> dict[str, str | None]:
    return dict(db.session.execute(select(Household.head, Household.assigned_to)).all())


def words_of(client: FlaskClient, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", get(client, address).text))


def test_a_leader_gives_several_households_at_once_and_takes_them_back(
    place: Place, alice: User, bob: FlaskClient
) -> None:
    homes = [make_household(place.hamlet, f"Chủ Hộ {number}") for number in range(3)]
    chosen = {"ho": [home.id for home in homes[:2]], "user_id": alice.id}
    assert post(bob, path(place), chosen).status_code == 303
    assert list(holders().values()).count(alice.id) == 2
    assert "Người mẫu alice2 hộ" in words_of(bob, path(place)).replace(" 2 hộ", "2 hộ")
    post(bob, path(place, f"?hien={alice.id}"), {"ho": [homes[0].id], "user_id": "khong"})
    assert holders() == {"Chủ Hộ 0": None, "Chủ Hộ 1": alice.id, "Chủ Hộ 2": None}
    row = db.session.scalars(
        select(AuditRow).where(AuditRow.noun_id == homes[0].id).order_by(AuditRow.id)
    ).all()[-1]
    assert row.changes == {"assigned_to": [alice.id, None]}


def test_nothing_ticked_or_nobody_chosen_is_said_at_once(place: Place, alice: User, bob: FlaskClient) -> None:
    home = make_household(place.hamlet)
    nothing = post(bob, path(place), {"user_id": alice.id})
    assert (nothing.status_code, "Chọn từ 1 đến" in nothing.text) == (422, True)
    nobody = post(bob, path(place), {"ho": [home.id]})
    assert (nobody.status_code, "Chọn người nhận" in nobody.text) == (422, True)


def test_a_household_of_another_hamlet_cannot_be_given(place: Place, alice: User, bob: FlaskClient) -> None:
    make_household(place.hamlet)
    elsewhere = make_household(place.other_hamlet, "Trần Thị Xa")
    answer = post(bob, path(place), {"ho": [elsewhere.id], "user_id": alice.id})
    assert answer.status_code == 404
    assert holders()["Trần Thị Xa"] is None


def test_a_lane_is_chosen_by_the_words_of_the_addresses(place: Place, alice: User, bob: FlaskClient) -> None:
    for number in (1, 2):
        make_household(place.hamlet, f"Nhà Đông {number}", address=f"Số {number}, xóm Đông")
    make_household(place.hamlet, "Nhà Đoài", address="Số 1, xóm Đoài")
    page = get(bob, path(place, "?hien=chua-giao&ngo=Xóm Đông")).text
    assert "Xóm Đông (2 hộ)" in page
    assert ("Nhà Đông 1" in page, "Nhà Đoài" in page) == (True, False)
    assert page.count(" checked") == 2


def test_an_even_division_is_seen_before_it_counts_and_keeps_neighbours_together(
    place: Place, alice: User, dung: User, bob: FlaskClient
) -> None:
    for number in range(6):
        lane = "xóm Đông" if number % 2 else "xóm Đoài"
        make_household(place.hamlet, f"Nhà {lane} {number}", address=f"Số {number}, {lane}")
    asked = f"deu?whose=chua-giao&user_ids={alice.id}&user_ids={dung.id}"
    preview = get(bob, path(place, asked))
    assert set(holders().values()) == {None}
    key = re.search(r'name="key" value="(\w+)"', preview.text)
    assert key
    form = {"whose": "chua-giao", "user_ids": [alice.id, dung.id], "key": key[1]}
    form |= {"csrf_token": csrf_of(preview)}
    assert bob.post(path(place, "deu"), data=form, base_url="https://localhost").status_code == 303
    given = holders()
    assert {head.split()[2] for head, member in given.items() if member == alice.id} == {"Đoài"}
    assert list(given.values()).count(dung.id) == 3


def test_a_division_that_changed_meanwhile_is_shown_anew(place: Place, alice: User, bob: FlaskClient) -> None:
    make_household(place.hamlet, "Nhà Một")
    preview = get(bob, path(place, "deu"))
    key = re.search(r'name="key" value="(\w+)"', preview.text)
    assert key
    make_household(place.hamlet, "Nhà Hai")
    form = {"whose": "chua-giao", "key": key[1], "csrf_token": csrf_of(preview)}
    answer = bob.post(path(place, "deu"), data=form, base_url="https://localhost")
    assert (answer.status_code, "vừa thay đổi" in answer.text) == (422, True)
    assert set(holders().values()) == {None}


def test_with_nothing_left_to_give_dividing_anew_is_asked_for_and_says_how_many_change_hands(
    place: Place, alice: User, dung: User, bob: FlaskClient
) -> None:
    for number in range(4):
        make_household(place.hamlet, f"Nhà {number}", assigned_to=alice.id)
    first = words_of(bob, path(place, "deu"))
    assert "Không còn hộ nào chưa giao: cả 4 hộ đều có người phụ trách" in first
    assert "Giao như trên" not in first
    assert "Xem cách chia lại tất cả" in first
    anew = words_of(bob, path(place, "deu?whose=tat-ca"))
    assert "2 hộ đang có người phụ trách sẽ đổi sang người khác, 2 hộ giữ nguyên người" in anew


def test_the_households_of_someone_who_left_wait_to_be_given_again(
    place: Place, alice: User, bob: FlaskClient
) -> None:
    make_household(place.hamlet, "Nhà Của Alice", assigned_to=alice.id)
    make_household(place.hamlet, "Nhà Chưa Giao")
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    with writing():
        seats.leave(by=chi, user=alice, team=team_of(place), today=today())
    page = words_of(bob, path(place))
    assert "1 hộ đang giao cho người đã rời tổ" in page
    assert ("Nhà Của Alice" in page, "Nhà Chưa Giao" in page) == (True, False)
    assert "1 hộ cần giao lại" in words_of(bob, f"/to/{team_of(place).id}/")


def test_where_the_plan_asks_for_twenty_it_shows_who_has_fewer(
    place: Place, alice: User, bob: FlaskClient
) -> None:
    make_household(place.hamlet, assigned_to=alice.id)
    admin = viewer(make_user(Role.ADMIN, "an", place.commune))
    with writing():
        wanted = replace(communes.settings_of(place.commune.id), least_households_per_member=20)
        settings.change(by=admin, settings=wanted)
    assert "Thiếu 19 hộ so với kế hoạch" in words_of(bob, path(place))


def test_a_choice_that_is_none_is_said(place: Place, alice: User, bob: FlaskClient) -> None:
    make_household(place.hamlet)
    answer = post(bob, path(place, "deu"), {"whose": "x", "user_ids": [alice.id], "key": "x"})
    assert answer.status_code == 422
    assert set(holders().values()) == {None}
