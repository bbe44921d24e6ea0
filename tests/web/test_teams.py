"""Teams on a page: who sits in them, resets face to face, seats."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browsing import fill_in_sign_in, get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user
from tests.phones import done, send
from webapp.models.base import db
from webapp.models.user import Role, Team, TeamMember, User

VNEID, PAYS = "kn-vneid-muc-2", "kn-quet-qr"


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


def browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user)
    return client


def team_of(place: Place) -> str:
    team = db.session.scalars(select(Team).where(Team.hamlet_id == place.hamlet.id)).one()
    return f"/to/{team.id}/"


def test_a_leader_of_one_team_sees_its_members_work(app: Flask, place: Place, alice: User) -> None:
    bob = browser(app, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    met = make_household(place.hamlet, "H'Mẫu Niê", assigned_to=alice.id)
    make_household(place.hamlet, "Y Thử Êban", assigned_to=alice.id)
    send(browser(app, alice), [done(met.id, VNEID), done(met.id, PAYS)])
    assert get(bob, "/to/").location == team_of(place)
    page = re.sub(r"<[^>]+>", "", get(bob, team_of(place)).text)
    assert "Được giao 2 hộ, 1 hộ đủ tiêu chí" in page
    assert "Gửi lần cuối" in page


def test_an_officer_sees_every_team_and_a_member_only_the_own(app: Flask, place: Place, alice: User) -> None:
    make_user(Role.MEMBER, "eva", place.commune, place.other_hamlet)
    chi = browser(app, make_user(Role.OFFICER, "chi", place.commune))
    page = get(chi, "/to/").text
    assert "Buôn Ea Mẫu" in page
    assert "Thôn Hai" in page
    mine = get(browser(app, alice), team_of(place)).text
    assert "Người mẫu alice" in mine
    assert "Người mẫu eva" not in mine


def test_a_leader_resets_a_member_and_reads_out_the_words_once(app: Flask, place: Place, alice: User) -> None:
    bob = browser(app, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    phone = browser(app, alice)
    answer = post(bob, f"/to/nguoi/{alice.id}/dat-lai", {})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    said = re.search(r'<p class="big">([a-z]+ [a-z]+ [a-z]+ [a-z]+)</p>', answer.text)
    assert said
    assert get(phone, "/ho/").status_code == 303
    assert fill_in_sign_in(phone, alice, said[1]).location == "/tai-khoan/mat-khau"
    assert said[1] not in get(bob, f"/to/nguoi/{alice.id}/dat-lai").text


def test_who_sits_elsewhere_too_is_reset_by_the_commune(app: Flask, place: Place) -> None:
    both = make_user(Role.MEMBER, "both", place.commune, place.hamlet, place.other_hamlet)
    bob = browser(app, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    assert f"/to/nguoi/{both.id}/dat-lai" not in get(bob, team_of(place)).text
    refused = get(bob, f"/to/nguoi/{both.id}/dat-lai")
    assert refused.status_code == 404
    assert "Nhờ cán bộ xã, phường" in refused.text
    chi = browser(app, make_user(Role.OFFICER, "chi", place.commune))
    assert post(chi, f"/to/nguoi/{both.id}/dat-lai", {}).status_code == 200


def test_an_officer_seats_someone_and_lets_them_leave(app: Flask, place: Place, alice: User) -> None:
    eva = make_user(Role.MEMBER, "eva", place.commune, place.other_hamlet)
    chi = browser(app, make_user(Role.OFFICER, "chi", place.commune))
    here = team_of(place)
    assert post(chi, f"{here}them", {"user_id": eva.id}, page=here).status_code == 303
    assert "Người mẫu eva" in get(chi, here).text
    assert post(chi, f"{here}roi/{eva.id}", {}).status_code == 303
    members = re.search(r'<ul class="tasks">.*?</ul>', get(chi, here).text, re.DOTALL)
    assert members
    assert "Người mẫu eva" not in members[0]
    assert post(chi, f"{here}roi/{eva.id}", {}).status_code == 409


def test_a_seat_asks_for_a_person_of_the_list(app: Flask, place: Place, alice: User) -> None:
    chi = browser(app, make_user(Role.OFFICER, "chi", place.commune))
    here = team_of(place)
    elsewhere = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    stranger = make_user(Role.MEMBER, "stranger", elsewhere.commune, elsewhere.hamlet)
    for user_id, message in (
        ("", "Chưa chọn người vào tổ."),
        (alice.id, "Chọn một mục"),
        (stranger.id, "Chọn một mục"),
    ):
        answer = post(chi, f"{here}them", {"user_id": user_id}, page=here)
        assert answer.status_code == 422
        assert message in answer.text
    assert (
        len(db.session.scalars(select(TeamMember).where(TeamMember.commune_id == place.commune.id)).all())
        == 1
    )
