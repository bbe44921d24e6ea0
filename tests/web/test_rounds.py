"""A member's route of today, on the page, on paper and in the phone; and what the week came to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from tests.browsing import get, post
from tests.factories import Place, make_household, people_of
from tests.papers import codes_on
from tests.phones import done, make_event, send
from webapp.models.household import Household
from webapp.models.user import User
from webapp.services.progress import today

TODAY = "/ho/hom-nay/"
VNEID = "kn-vneid-muc-2"


def seen(client: FlaskClient, address: str = TODAY) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", get(client, address).text))


def order(client: FlaskClient) -> list[str]:
    stops = get(client, TODAY).text.partition('<ol class="tasks stops">')[2].partition("</ol>")[0]
    return re.findall(r'<li id="ho-[^>]+>.*?<b>(.*?)</b>', stops, re.DOTALL)


def add(client: FlaskClient, *homes: Household) -> None:
    answer = post(client, TODAY + "them", {"ho": [home.id for home in homes]}, page="/tai-khoan/")
    assert answer.status_code == 303


def test_a_member_puts_households_in_his_own_order(place: Place, alice: User, client: FlaskClient) -> None:
    one, two, three = (make_household(place.hamlet, f"Nhà {number}") for number in (1, 2, 3))
    add(client, one, two)
    add(client, three, one)
    assert order(client) == ["Nhà 1", "Nhà 2", "Nhà 3"]
    post(client, TODAY + "doi", {"ho": three.id, "huong": "len"}, page=TODAY)
    post(client, TODAY + "doi", {"ho": one.id, "huong": "xuong"}, page=TODAY)
    assert order(client) == ["Nhà 3", "Nhà 1", "Nhà 2"]
    post(client, TODAY + "bo", {"ho": one.id}, page=TODAY)
    assert order(client) == ["Nhà 3", "Nhà 2"]


def test_the_next_house_is_the_first_that_was_not_visited_yet(
    place: Place, alice: User, client: FlaskClient
) -> None:
    one, two = make_household(place.hamlet, "Nhà Một"), make_household(place.hamlet, "Nhà Hai")
    add(client, one, two)
    assert "Nhà tiếp theo Nhà Một" in seen(client)
    send(client, [done(one.id, VNEID)])
    page = seen(client)
    assert "1/2 hộ đã đến" in page
    assert "Nhà tiếp theo Nhà Hai" in page


def test_a_promised_day_is_suggested_before_the_neediest(
    place: Place, alice: User, client: FlaskClient
) -> None:
    make_household(place.hamlet, "Bà Cụ Một Mình", ("Cụ", 1940), needs_help=True)
    promised = make_household(place.hamlet, "Nhà Đã Hẹn", ("An", 1990))
    some_days_ago = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    said = {"result": "later", "next": today().isoformat()}
    send(client, [make_event("visit", promised.id, data=said, occurred_at=some_days_ago)])
    page = seen(client)
    assert "Hẹn hôm nay" in page
    assert page.index("Nhà Đã Hẹn") < page.index("Bà Cụ Một Mình")


def test_the_route_goes_to_paper_in_its_order_and_into_the_phone(
    place: Place, alice: User, client: FlaskClient
) -> None:
    one = make_household(place.hamlet, "Nhà Một", ("Cụ", 1940))
    two = make_household(place.hamlet, "Nhà Hai", needs_help=True)
    assert get(client, TODAY + "phieu.pdf").status_code == 303
    add(client, two, one)
    codes = codes_on(get(client, TODAY + "phieu.pdf").data, 1)
    assert {code.rstrip("/").rpartition("/")[2] for code in codes} == {one.id, two.id}
    homes = {each["head"]: each for each in get(client, "/dong-bo").json["households"]}
    assert (homes["Nhà Hai"]["route"], homes["Nhà Một"]["route"]) == (1, 2)
    assert homes["Nhà Hai"]["flags"] == ["chua-tung-den", "can-giup-tai-nha"]
    assert homes["Nhà Một"]["flags"] == ["chua-tung-den", "nguoi-lon-tuoi"]
    assert homes["Nhà Một"]["consent"] == "unasked"


def test_a_day_holds_sixty_households(place: Place, alice: User, client: FlaskClient) -> None:
    homes = [make_household(place.hamlet, f"Nhà {number}") for number in range(61)]
    add(client, *homes)
    assert "Một ngày nhiều nhất 60 hộ" in seen(client)
    assert order(client) == []


def test_a_family_that_lets_nothing_be_recorded_is_not_suggested(
    place: Place, alice: User, client: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Nhà Từ Chối", ("Y Thử", 1980))
    assert "Nhà Từ Chối" in seen(client)
    post(client, f"/ho/{home.id}/dong-y", {"purpose": ["none"], "way": "screen"})
    assert "Nhà Từ Chối" not in seen(client)
    [kept] = get(client, "/dong-bo").json["households"]
    assert (kept["consent"], kept["persons"]) == ("declined", [])
    assert "Y Thử" not in seen(client, f"/ho/{home.id}/")
    assert "Buôn Ea Mẫu 0 hộ" in seen(client, "/ho/phieu/")


def test_a_refusing_family_on_the_route_is_neither_counted_nor_the_next(
    place: Place, alice: User, client: FlaskClient
) -> None:
    one, two = make_household(place.hamlet, "Nhà Một"), make_household(place.hamlet, "Nhà Hai")
    add(client, one, two)
    post(client, f"/ho/{one.id}/dong-y", {"purpose": ["checklist"], "way": "screen"})
    send(client, [make_event("visit", one.id, data={"result": "met", "next": None})])
    assert "1/2 hộ đã đến" in seen(client)
    post(client, f"/ho/{one.id}/dong-y", {"purpose": ["none"], "way": "screen"})
    page = seen(client)
    assert "0/1 hộ đã đến" in page
    assert "Không tính 1 hộ không đồng ý ghi phiếu" in page
    assert "Nhà tiếp theo Nhà Hai" in page


def test_the_week_counts_people_helped_and_households(place: Place, alice: User, client: FlaskClient) -> None:
    home = make_household(place.hamlet, "Nhà Một", ("An", 1990), ("Bình", 1992))
    other = make_household(place.hamlet, "Nhà Hai")
    an, binh = people_of(home)
    ticks = [(VNEID, an.id), ("kn-quet-qr", an.id), (VNEID, binh.id)]
    send(client, [done(home.id, item, person) for item, person in ticks])
    post(client, f"/ho/{other.id}/lan-huong-dan", {"result": "met"})
    assert "Tuần này tôi đã giúp: 3 lượt, 2 hộ" in seen(client)
    assert "Tuần này tôi đã giúp: 3 lượt, 2 hộ" in seen(client, "/tai-khoan/")
    week = get(client, "/dong-bo").get_json()["week"]
    assert (len(week["taught"]), week["present"]) == (4, 0)
    assert {(household, person) for _event, household, _day, person in week["taught"]} == {
        (home.id, an.id), (home.id, binh.id), (other.id, None)
    }  # fmt: skip
