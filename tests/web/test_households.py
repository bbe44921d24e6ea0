"""The list of households and one household's page, as a member and a leader use them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of
from webapp.models.base import db, writing
from webapp.models.household import Household, Person
from webapp.models.user import Role, User
from webapp.services import export


@pytest.fixture
def bob(place: Place, client: FlaskClient) -> User:
    user = make_user(Role.LEADER, "bob", place.commune, place.hamlet)
    sign_in(client, user)
    return user


def address(home: Household, rest: str = "") -> str:
    return f"/ho/{home.id}/{rest}"


def test_a_member_sees_the_households_of_his_hamlet_and_no_other(
    place: Place, alice: User, client: FlaskClient
) -> None:
    make_household(place.hamlet, "H'Mẫu Niê")
    elsewhere = make_household(place.other_hamlet, "Trần Thị Xa")
    page = get(client, "/ho/?loc=tat-ca").text
    assert "H&#39;Mẫu Niê" in page
    assert "Trần Thị Xa" not in page
    assert get(client, address(elsewhere)).status_code == 404


@pytest.mark.parametrize("words", ["h'mau", "H’Mẫu", "nie", "MẪU NIÊ"])
def test_search_needs_no_diacritics(place: Place, alice: User, client: FlaskClient, words: str) -> None:
    make_household(place.hamlet, "H'Mẫu Niê")
    make_household(place.hamlet, "Đỗ Văn Khác")
    page = get(client, f"/ho/?loc=tat-ca&tim={words}").text
    assert "H&#39;Mẫu Niê" in page
    assert "Đỗ Văn Khác" not in page


def test_htmx_gets_only_the_list(place: Place, alice: User, client: FlaskClient) -> None:
    make_household(place.hamlet)
    response = get(client, "/ho/?loc=tat-ca", headers={"HX-Request": "true"})
    assert response.text.lstrip().startswith('<div id="danh-sach">')
    assert "HX-Request" in response.headers["Vary"]


def test_a_tick_by_form_is_shown_with_name_and_can_be_undone(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960))
    person = people_of(home)[0]
    response = post(client, address(home, "ghi"), {"item": "kn-quet-qr", "person": person.id}, address(home))
    assert response.status_code == 303
    page = get(client, response.headers["Location"]).text
    assert "Đã ghi: Tự trả tiền bằng mã QR" in page
    assert "Y Bhăm Niê" in page
    assert [line["persons"] for line in export.state()] == [[person.id]]
    post(client, address(home, "bo"), {"item": "kn-quet-qr"}, address(home))
    assert export.state() == []


def test_the_verdict_says_why_and_changes_with_a_tick(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    assert "Còn thiếu: VNeID mức 2" in get(client, address(home)).text
    for item in ("kn-vneid-muc-2", "kn-quet-qr"):
        post(client, address(home, "ghi"), {"item": item}, address(home))
    assert "Nhà này đủ tiêu chí" in get(client, address(home)).text
    assert "H&#39;Mẫu Niê" in get(client, "/ho/?loc=du-tieu-chi").text


def test_a_visit_with_a_note_is_on_the_page(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    form = {"result": "later", "next_on": "2030-01-31", "note": "Mạng yếu, <b>chữ nhỏ</b>"}
    assert post(client, address(home, "lan-huong-dan"), form).status_code == 303
    page = get(client, address(home)).text
    assert "Hẹn lại, hẹn ngày 31/01/2030" in page
    assert "Mạng yếu, &lt;b&gt;chữ nhỏ&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("rest", "form", "words"),
    [
        ("sua", {"head": "", "address_form": ""}, "Chưa điền tên chủ hộ"),
        ("sua", {"head": "A", "address_form": "", "phone": "123"}, "Số điện thoại cần đủ 10 chữ số"),
        ("nguoi", {"name": "Y Bình", "birth_year": "1789"}, "Năm sinh phải từ 1900"),
        ("nguoi", {"name": "", "band": ""}, "Chưa điền tên"),
        ("lan-huong-dan", {"result": "met", "next_on": "2020-01-01"}, "Ngày hẹn đã qua"),
    ],
)
def test_a_wrong_field_is_422_with_its_message(
    place: Place, alice: User, client: FlaskClient, rest: str, form: dict[str, str], words: str
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    response = post(client, address(home, rest), form)
    assert response.status_code == 422
    assert words in response.text
    assert list(export.events()) == []


def test_a_corrected_name_is_an_edit_that_keeps_the_log(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẩu Niê", address="Dãy 2")
    post(client, address(home, "dong-y"), {"purpose": "phone", "way": "screen"})
    form = {"head": "H'Mẫu Niê", "address_form": "bà", "address": "Dãy 2", "phone": "0900.000.123"}
    assert post(client, address(home, "sua"), form).status_code == 303
    db.session.expire_all()
    found = db.session.get(Household, home.id)
    assert found is not None
    assert (found.head, found.head_fold, found.phone) == ("H'Mẫu Niê", "h'mau nie", "0900000123")
    assert sorted(line["data"]["field"] for line in export.events()) == ["address_form", "head", "phone"]


def test_a_corrected_head_is_corrected_among_the_people_too_where_that_is_wanted(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Y Thử", ("Y Thử", 1960))
    words = "Sửa cả tên người này"
    for head, along, name in (("Y Thú", {"along": "y"}, "Y Thú"), ("Y Thứ", {}, "Y Thú")):
        assert words in get(client, address(home, "sua")).text
        form = {"head": head, "address_form": "", **along}
        assert post(client, address(home, "sua"), form).status_code == 303
        db.session.expire_all()
        assert people_of(home)[0].name == name
    assert words not in get(client, address(home, "sua")).text


def test_a_visit_names_who_helped_apart_from_who_typed(
    place: Place, alice: User, client: FlaskClient
) -> None:
    carol = make_user(Role.MEMBER, "carol", place.commune, place.hamlet)
    home = make_household(place.hamlet)
    assert (
        post(client, address(home, "lan-huong-dan"), {"result": "met", "helper_id": carol.id}).status_code
        == 303
    )
    assert [(line["helper"], line["recorded_by"]) for line in export.events()] == [(carol.id, alice.id)]
    assert "Người mẫu carol" in get(client, address(home)).text


def test_a_number_like_an_identity_card_is_not_kept(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    form = {"result": "met", "note": "CCCD 066 123 456 789"}
    answer = post(client, address(home, "lan-huong-dan"), form)
    assert answer.status_code == 422
    assert "không ghi số căn cước" in answer.text
    assert list(export.events()) == []


def test_someone_unnamed_is_kept_by_age_band_only(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    assert post(client, address(home, "nguoi"), {"name": "", "band": "60-up"}).status_code == 303
    person = db.session.query(Person).one()
    assert (person.name, person.birth_year, person.band) == (None, None, "60-up")
    assert "Người khác trong nhà" in get(client, address(home)).text


def test_consent_is_per_purpose_and_can_be_withdrawn(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet)
    assert "checked" not in get(client, address(home, "dong-y")).text
    post(client, address(home, "dong-y"), {"purpose": "public-name", "way": "screen"})
    page = get(client, address(home, "dong-y")).text
    assert page.count(" checked") == 1
    post(client, address(home, "dong-y"), {"purpose": ["none"], "way": "paper"})
    assert "checked" not in get(client, address(home, "dong-y")).text


def test_a_leader_adds_a_household_only_in_his_hamlet(place: Place, bob: User, client: FlaskClient) -> None:
    good = {"hamlet_id": place.hamlet.id, "head": "Y Mới Êban", "address_form": "", "birth_year": "1980"}
    assert post(client, "/ho/them", good).status_code == 303
    assert post(client, "/ho/them", good | {"hamlet_id": place.other_hamlet.id}).status_code == 422
    assert [home.head for home in db.session.query(Household).all()] == ["Y Mới Êban"]


def test_an_assigned_member_finds_his_households_first(place: Place, bob: User, client: FlaskClient) -> None:
    carol = make_user(Role.MEMBER, "carol", place.commune, place.hamlet)
    home = make_household(place.hamlet, "H'Mẫu Niê")
    make_household(place.hamlet, "Y Khác Êban")
    assert post(client, address(home, "phu-trach"), {"user_id": carol.id}).status_code == 303
    sign_in(client, carol)
    page = get(client, "/ho/").text
    assert "H&#39;Mẫu Niê" in page
    assert "Y Khác Êban" not in page


def test_the_paper_sheet_names_the_households(place: Place, alice: User, client: FlaskClient) -> None:
    make_household(place.hamlet, "H'Mẫu Niê")
    response = get(client, "/ho/phieu.pdf?loc=tat-ca")
    assert response.data.startswith(b"%PDF")


def test_a_merged_household_leads_to_its_survivor(place: Place, alice: User, client: FlaskClient) -> None:
    old, new = make_household(place.hamlet, "Cũ"), make_household(place.hamlet, "Còn Lại")
    with writing() as session:
        found = session.get(Household, old.id)
        assert found is not None
        found.merged_into = new.id
    assert "Còn Lại" in get(client, address(old)).text
