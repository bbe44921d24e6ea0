"""Paper sheets: a whole hamlet to print, and its boxes typed in ten households at a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of
from webapp.models.base import new_id
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import export
from webapp.services.progress import today

TYPING = "/ho/phieu/nhap"


@pytest.fixture
def home(place: Place) -> Household:
    return make_household(place.hamlet, "H'Mẫu Niê", ("H'Mẫu Niê", 1960), ("Y Bhăm Niê", 1990))


def typing(place: Place, page: int = 1) -> str:
    return f"{TYPING}?thon={place.hamlet.id}&trang={page}"


def head(user: User, days_ago: int = 0) -> dict[str, str]:
    return {"day": (today() - timedelta(days=days_ago)).isoformat(), "helper_id": user.id}


def events() -> list[tuple[str, str | None]]:
    return sorted((line["op"], line["item"]) for line in export.events())


def test_the_boxes_of_a_paper_become_ticks_and_one_visit(
    place: Place, alice: User, client: FlaskClient, home: Household
) -> None:
    binh = make_user(Role.MEMBER, "binh", place.commune, place.hamlet)
    person = people_of(home)[1]
    boxes = [f"{home.id}:{person.id}:kn-quet-qr", f"{home.id}:-:kn-day-lai"]
    form = head(binh, days_ago=20) | {"o": boxes}
    response = post(client, typing(place), form)
    assert response.status_code == 303
    assert "Đã ghi 2 ô của 1 hộ" in get(client, response.headers["Location"]).text
    assert events() == [("done", "kn-day-lai"), ("done", "kn-quet-qr"), ("visit", None)]
    page = get(client, f"/ho/{home.id}/").text
    day = today() - timedelta(days=20)
    assert f"Y Bhăm Niê, {day.day}/{day.month}" in page
    assert "Người mẫu binh" in page


@pytest.mark.parametrize("days_ago", [0, 1, 90])
def test_the_day_on_the_paper_is_the_day_that_counts(
    place: Place, alice: User, client: FlaskClient, home: Household, days_ago: int
) -> None:
    post(client, typing(place), head(alice, days_ago) | {"o": f"{home.id}:-:kn-quet-qr"})
    wanted = today() - timedelta(days=days_ago)
    page = get(client, f"/ho/{home.id}/").text
    assert f"Cả nhà, {wanted.day}/{wanted.month}" in page


def test_pressing_twice_writes_once(place: Place, alice: User, client: FlaskClient, home: Household) -> None:
    form = head(alice) | {"o": [f"{home.id}:-:kn-quet-qr"] * 2}
    for _ in range(2):
        assert post(client, typing(place), form).status_code == 303
    assert events() == [("done", "kn-quet-qr"), ("visit", None)]


def test_a_box_that_is_done_is_shown_checked_and_not_sent_again(
    place: Place, alice: User, client: FlaskClient, home: Household
) -> None:
    post(client, typing(place), head(alice) | {"o": f"{home.id}:-:kn-quet-qr"})
    page = get(client, typing(place)).text
    assert re.search(r'aria-label="Cả nhà: [^"]*mã QR" checked disabled>', page)
    assert f'value="{home.id}:-:kn-quet-qr"' not in page
    assert f'value="{home.id}:-:kn-day-lai"' in page


def test_ten_households_a_page_by_given_name_and_the_day_is_kept(
    place: Place, alice: User, client: FlaskClient
) -> None:
    for name in "KHGFEDCBALM":
        make_household(place.hamlet, f"Nguyễn Thị {name}a")
    first = get(client, typing(place)).text
    shown = re.findall(r"Nguyễn Thị (\w)a</a>", first)
    assert shown == list("ABCDEFGHKL")
    response = post(client, typing(place), head(alice, days_ago=3))
    page = get(client, response.headers["Location"]).text
    assert re.findall(r"Nguyễn Thị (\w)a</a>", page) == ["M"]
    assert "Trang này không có ô nào mới" in page
    assert f'value="{today() - timedelta(days=3)}"' in page


def test_a_box_that_is_wrong_writes_nothing_at_all(
    place: Place, alice: User, client: FlaskClient, home: Household
) -> None:
    good = f"{home.id}:-:kn-quet-qr"
    far = make_household(place.other_hamlet, "Trần Thị Xa", ("Trần Thị Xa", 1960))
    wrong = {
        "": 422, "x": 422, f"{home.id}:-": 422, f"{home.id}:x:kn-quet-qr": 422, f"{home.id}:-:khong-co": 422,
        f"{far.id}:-:kn-quet-qr": 404, f"{new_id()}:-:kn-quet-qr": 404,
        f"{home.id}:{new_id()}:kn-quet-qr": 404, f"{home.id}:{people_of(far)[0].id}:kn-quet-qr": 404,
    }  # fmt: skip
    answers = {
        box: post(client, typing(place), head(alice) | {"o": [good, box]}).status_code for box in wrong
    }
    assert answers == wrong
    assert events() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2100-01-01"}, "Ngày ghi trên phiếu chưa đến"),
        ({"day": "2020-01-01"}, "Chỉ nhận phiếu từ ngày"),
        ({"day": ""}, "Chưa điền ngày ghi trên phiếu"),
        ({"helper_id": "người lạ"}, "Người hướng dẫn"),
    ],
)
def test_a_wrong_head_is_422_and_the_boxes_stay_ticked(
    place: Place, alice: User, client: FlaskClient, home: Household, change: dict[str, str], words: str
) -> None:
    box = f"{home.id}:-:kn-quet-qr"
    response = post(client, typing(place), head(alice) | {"o": box} | change)
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{box}" checked' in response.text
    assert events() == []


def test_a_whole_hamlet_is_printed_and_another_one_is_not_there(
    place: Place, alice: User, client: FlaskClient, home: Household
) -> None:
    page = get(client, "/ho/").text
    assert 'href="/ho/phieu/"' in page
    page = get(client, "/ho/phieu/").text
    assert f"/ho/phieu/in.pdf?thon={place.hamlet.id}" in page
    assert place.other_hamlet.id not in page
    assert "Hộ của tôi" not in page
    printed = get(client, f"/ho/phieu/in.pdf?thon={place.hamlet.id}")
    assert printed.data.startswith(b"%PDF")
    for path in ("/ho/phieu/in.pdf", TYPING):
        assert get(client, f"{path}?thon={place.other_hamlet.id}").status_code == 404
        assert get(client, f"{path}?thon=x").status_code == 404


def test_own_households_are_a_pile_of_their_own(place: Place, alice: User, client: FlaskClient) -> None:
    make_household(place.hamlet, "Lê Thị Riêng", assigned_to=alice.id)
    make_household(place.hamlet, "Lê Thị Chung")
    assert "Hộ của tôi" in get(client, "/ho/phieu/").text
    page = get(client, TYPING).text
    assert "Lê Thị Riêng" in page
    assert "Lê Thị Chung" not in page


def test_whoever_only_reads_prints_and_does_not_type(place: Place, client: FlaskClient) -> None:
    make_household(place.hamlet)
    sign_in(client, make_user(Role.APPROVER, "duyet", place.commune))
    assert "Nhập phiếu" not in get(client, "/ho/phieu/").text
    assert get(client, typing(place)).status_code == 403
