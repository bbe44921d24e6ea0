"""What a family says about its data, on screen and on paper; its flags; who helps it for good."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of, viewer
from tests.papers import text_of
from tests.phones import done, send
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.rules.notices import CURRENT
from webapp.services import export, projection, seats
from webapp.services.progress import today

VNEID = "kn-vneid-muc-2"
BOTH = {"purpose": ["checklist", "phone"], "way": "screen"}


def at(home: Household, rest: str = "") -> str:
    return f"/ho/{home.id}/{rest}"


def now_of(home: Household) -> Household:
    db.session.expire_all()
    return db.session.get_one(Household, home.id)


def seen(client: FlaskClient, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", get(client, address).text))


def test_an_answer_is_kept_with_its_way_its_notice_who_spoke_and_who_wrote(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Thử", 1980))
    assert "Chưa hỏi ý kiến" in seen(client, "/ho/?loc=tat-ca")
    post(client, at(home, "dong-y"), {"purpose": ["checklist"], "way": "paper", "said_by": "Y Thử"})
    page = seen(client, at(home, "dong-y"))
    for words in ("Ký trên giấy, Y Thử trả lời", f"Thông báo bản {CURRENT.version}", "Người mẫu alice"):
        assert words in page
    assert "1 hộ" in seen(client, "/ho/?loc=tat-ca")
    assert "Chưa hỏi ý kiến gia đình" not in seen(client, at(home))


def test_an_answer_needs_its_way(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    answer = post(client, at(home, "dong-y"), {"purpose": ["checklist"]})
    assert (answer.status_code, "Chọn cách gia đình trả lời" in answer.text) == (422, True)


def test_a_number_needs_consent_and_goes_when_it_is_taken_back(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    form = {"head": "H'Mẫu Niê", "address_form": "", "phone": "0900000123"}
    assert "chưa đồng ý cho lưu số" in post(client, at(home, "sua"), form).text
    post(client, at(home, "dong-y"), BOTH)
    assert post(client, at(home, "sua"), form).status_code == 303
    assert now_of(home).phone == "0900000123"
    post(client, at(home, "dong-y"), {"purpose": ["checklist"], "way": "screen"})
    assert now_of(home).phone is None


def test_a_number_that_came_with_a_list_does_not_come_back_when_the_log_is_read_again(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, phone="0900000123")
    post(client, at(home, "dong-y"), {"purpose": ["none"], "way": "screen"})
    assert now_of(home).phone is None
    with writing():
        projection.rebuild(place.commune.id)
    assert now_of(home).phone is None


def test_without_consent_to_the_checklist_nothing_is_recorded_at_the_desk(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    post(client, at(home, "dong-y"), {"purpose": ["none"], "way": "screen"})
    assert "Vẫn giúp, nhưng không ghi lại" in seen(client, at(home))
    refused = post(client, at(home, "ghi"), {"item": VNEID}, page=at(home, "dong-y"))
    assert refused.status_code in (409, 422)
    assert list(export.state()) == []


def test_a_notice_goes_on_paper_with_a_box_for_each_purpose(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", address="Dãy 2")
    (paper,) = text_of(get(client, at(home, "dong-y.pdf")).data)
    for words in (
        "H'Mẫu Niê",
        "Dãy 2",
        "Phường Buôn Ma Thuột",
        "Lưu số điện thoại",
        "Nêu tên",
        *CURRENT.lines,
    ):
        assert " ".join(words.split()) in " ".join(paper.split())
    (blank,) = text_of(get(client, "/ho/y-kien.pdf").data)
    assert "H'Mẫu Niê" not in blank


def test_an_officer_sees_how_many_were_asked(
    place: Place, alice: User, app: Flask, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    make_household(place.hamlet, "Y Chưa Hỏi")
    post(client, at(home, "dong-y"), BOTH)
    chi = app.test_client()
    sign_in(chi, make_user(Role.OFFICER, "chi", place.commune))
    assert "1 hộ đã được hỏi trong 2 hộ" in seen(chi, "/ho/y-kien/")
    unasked = seen(chi, "/ho/?loc=tat-ca&nhan=chua-hoi-y-kien")
    assert ("Y Chưa Hỏi" in unasked, "H&#39;Mẫu Niê" in unasked) == (True, False)


def test_the_neediest_come_first_and_a_list_is_narrowed_to_a_flag(
    place: Place, alice: User, client: FlaskClient
) -> None:
    begun = make_household(place.hamlet, "An Đã Học", ("An", 1990))
    send(client, [done(begun.id, VNEID)])
    make_household(place.hamlet, "Bà Cụ", ("Cụ", 1940))
    lone = make_household(place.hamlet, "Cẩm Cần Giúp", ("Cẩm", 1940))
    form = {"head": "Cẩm Cần Giúp", "address_form": "", "no_smartphone": "y", "needs_help": "y"}
    assert post(client, at(lone, "sua"), form).status_code == 303
    page = seen(client, "/ho/?loc=chua-xong")
    assert page.index("Cẩm Cần Giúp") < page.index("Bà Cụ") < page.index("An Đã Học")
    narrowed = seen(client, "/ho/?loc=tat-ca&nhan=can-giup-tai-nha")
    assert ("Cẩm Cần Giúp" in narrowed, "Bà Cụ" in narrowed) == (True, False)
    assert "Chưa có điện thoại thông minh" in seen(client, at(lone))


def test_a_standing_helper_is_named_counted_apart_and_missed_when_gone(
    place: Place, alice: User, app: Flask, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    dung = make_user(Role.MEMBER, "dung", place.commune, place.hamlet)
    make_user(Role.MEMBER, "giang", place.commune, None)
    assert "Người mẫu giang" not in seen(client, at(home, "nguoi-giup")), "sits in the commune's team"
    assert post(client, at(home, "nguoi-giup"), {"user_id": "", "name": ""}).status_code == 422
    assert post(client, at(home, "nguoi-giup"), {"user_id": dung.id, "name": "Lan"}).status_code == 422
    assert post(client, at(home, "nguoi-giup"), {"user_id": dung.id, "name": ""}).status_code == 303
    assert "Có người giúp cố định: Người mẫu dung (người của tổ)" in seen(client, at(home))
    assert "0 hộ đủ tiêu chí, 1 hộ có người giúp cố định" in seen(client, "/ho/?loc=tat-ca")
    team = seats.team_of(place.commune.id, place.hamlet.id)
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    with writing():
        seats.leave(by=chi, user=dung, team=team, today=today())
    assert "đã rời tổ. Cần cử người khác" in seen(client, at(home))
    post(client, at(home, "thoi-giup"), {}, page=at(home, "nguoi-giup"))
    assert "Có người giúp cố định" not in seen(client, at(home))


def test_a_relative_may_be_the_helper(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Thử", 1980))
    post(client, at(home, "nguoi-giup"), {"user_id": "", "name": "con gái Lan"})
    assert "Có người giúp cố định: con gái Lan (người nhà)" in seen(client, at(home))
    assert len(people_of(home)) == 1
