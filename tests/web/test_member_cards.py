"""Cards for the door: issued by the leader, read from the paper, checked by anyone, ended in time."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_place, make_user, viewer
from tests.papers import codes_on, text_of
from webapp.models.base import db, writing
from webapp.models.card import MemberCard
from webapp.models.commune import Commune
from webapp.models.user import Role, Team, User
from webapp.services import accounts, seats
from webapp.services.member_cards import usual_end
from webapp.services.progress import today
from webapp.web.pdf.cards import CardPage, render_cards


@pytest.fixture
def place(app: Flask) -> Place:
    place = make_place()
    with writing() as session:
        session.get_one(Commune, place.commune.id).demo = True
    return place


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


@pytest.fixture
def bob(app: Flask, place: Place) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    return client


def path(place: Place, rest: str = "") -> str:
    team = db.session.scalars(select(Team).where(Team.hamlet_id == place.hamlet.id)).one()
    return f"/to/{team.id}/the/{rest}"


def issue(bob: FlaskClient, place: Place, user: User, until: date | None = None) -> MemberCard:
    form = {"user_ids": user.id, "valid_until": (until or usual_end(today())).isoformat()}
    assert post(bob, path(place), form).status_code == 303
    live = MemberCard.withdrawn_at.is_(None)
    return db.session.scalars(select(MemberCard).where(MemberCard.user_id == user.id, live)).one()


def told(client: FlaskClient, card: MemberCard) -> str:
    answer = get(client, f"/xac-minh/to-vien/{card.token}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_card_on_paper_leads_to_a_page_that_names_its_holder(
    place: Place, alice: User, bob: FlaskClient, client: FlaskClient
) -> None:
    card = issue(bob, place, alice)
    pdf = get(bob, path(place, "in.pdf")).data
    (address,) = codes_on(pdf, 1)
    assert address.endswith(f"/xac-minh/to-vien/{card.token}")
    (paper,) = text_of(pdf)
    for words in (
        "Người mẫu alice",
        "Buôn Ea Mẫu",
        "Phường Buôn Ma Thuột",
        f"{card.code[:4]}-{card.code[4:]}",
    ):
        assert words in paper
    page = told(client, card)
    for words in (
        "Thẻ còn hiệu lực", "Người mẫu alice", "Buôn Ea Mẫu", "Phường Buôn Ma Thuột",
        "Hỏi lại xã, phường nếu còn nghi", "biết tổ công nghệ số",
    ):  # fmt: skip
        assert words in page


def test_a_card_ends_with_its_seat_its_account_its_day_or_the_leaders_word(
    place: Place, alice: User, bob: FlaskClient, client: FlaskClient
) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    withdrawn = issue(bob, place, make_user(Role.MEMBER, "dung", place.commune, place.hamlet))
    post(bob, path(place, f"{withdrawn.id}/thu-hoi"), {})
    disabled = make_user(Role.MEMBER, "eva", place.commune, place.hamlet)
    locked, gone = issue(bob, place, disabled), issue(bob, place, alice)
    late = issue(bob, place, make_user(Role.MEMBER, "giang", place.commune, place.hamlet), today())
    with writing() as session:
        accounts.set_active(by=None, user=session.get_one(User, disabled.id), active=False)
        team = seats.team_of(place.commune.id, place.hamlet.id)
        seats.leave(by=chi, user=alice, team=team, today=today())
        session.get_one(MemberCard, late.id).valid_until = today() - timedelta(days=1)
    for card in (withdrawn, locked, gone):
        assert "Thẻ không còn hiệu lực" in told(client, card)
    assert "Thẻ đã hết hạn" in told(client, late)
    assert get(bob, path(place, "in.pdf")).status_code == 303


def test_nobody_is_chosen_for_a_card_until_the_leader_chooses(
    place: Place, bob: FlaskClient, alice: User
) -> None:
    assert " checked" not in get(bob, path(place)).text
    whole = get(bob, path(place) + "?ca-to=1").text
    assert whole.count(" checked") == 2


def test_a_new_card_ends_the_lost_one(
    place: Place, alice: User, bob: FlaskClient, client: FlaskClient
) -> None:
    lost = issue(bob, place, alice)
    found = issue(bob, place, alice)
    assert "Thẻ không còn hiệu lực" in told(client, lost)
    assert "Thẻ còn hiệu lực" in told(client, found)


def test_the_code_is_typed_as_people_type_and_not_guessed_for_long(
    place: Place, alice: User, bob: FlaskClient, client: FlaskClient
) -> None:
    card = issue(bob, place, alice)
    typed = post(client, "/xac-minh/to-vien/", {"code": f" {card.code[:4].lower()} {card.code[4:].lower()}"})
    assert typed.location.endswith(card.token)
    for _ in range(20):
        wrong = post(client, "/xac-minh/to-vien/", {"code": "00000000"})
    assert "Không có thẻ nào mang mã này" in wrong.text
    assert post(client, "/xac-minh/to-vien/", {"code": card.code}).status_code == 429


def test_an_unknown_token_is_warned_of(place: Place, client: FlaskClient) -> None:
    answer = get(client, "/xac-minh/to-vien/" + "x" * 24)
    assert (answer.status_code, "Thẻ có thể là giả" in answer.text) == (404, True)


@pytest.mark.parametrize("days", [-1, 500])
def test_a_card_has_a_day_in_the_coming_year(place: Place, alice: User, bob: FlaskClient, days: int) -> None:
    until = (today() + timedelta(days=days)).isoformat()
    answer = post(bob, path(place), {"user_ids": alice.id, "valid_until": until})
    assert (answer.status_code, "Ngày hết hạn phải từ hôm nay" in answer.text) == (422, True)


def test_a_real_commune_waits_until_its_address_can_be_reached(
    place: Place, alice: User, bob: FlaskClient
) -> None:
    with writing() as session:
        session.get_one(Commune, place.commune.id).demo = False
    answer = post(bob, path(place), {"user_ids": alice.id, "valid_until": today().isoformat()})
    assert (answer.status_code, "BASE_URL" in answer.text) == (422, True)


def test_the_longest_names_stay_on_their_card_and_every_code_reads() -> None:
    name = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Khánh Phương Linh Chi An Bình Yên"
    site = "giadinhso.thanh-pho-buon-ma-thuot.example.vn/xac-minh/to-vien"
    cards = [
        CardPage(
            name if number % 2 else "Y Thử", "Tổ dân phố Nguyễn Thị Minh Khai 12",
            "Phường Buôn Ma Thuột, Tỉnh Đắk Lắk",
            f"https://{site}/{number}-aaaaaaaaaaaaaaaaaaaaaa", site, "7K3M9QWE", date(2026, 12, 31),
        )
        for number in range(5)
    ]  # fmt: skip
    pdf = render_cards(cards)
    pages = text_of(pdf)
    assert len(pages) == 2
    assert sorted(codes_on(pdf, 1)) == [card.url for card in cards[:4]]
    assert all(page.count("7K3M-9QWE") == page.count("Không thu tiền") for page in pages)
    assert " ".join(pages[0].split()).count("Yên") == 2
