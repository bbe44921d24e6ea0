"""`/dem` takes sums from anybody and keeps nothing else; the drop-off page tells the team, not who."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browsing import HTTPS, get, sign_in
from tests.factories import make_place, make_user, viewer
from webapp.blueprints.counts import routes
from webapp.models.base import db, writing
from webapp.models.count import LearningCount
from webapp.models.user import Role, Throttle
from webapp.services.authoring import drafts, publishing
from webapp.web.loose_throttle import LooseThrottle

SLUG = "quet-ma-qr"
ENTRY = {"count": f"step:{SLUG}:1:1", "what": "seen", "n": 1}
PAGE = "/to/bai-hoc/vuong"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "throttle", LooseThrottle(most=600, seconds=600))


def send(client: FlaskClient, body: object, **options: object) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/dem", data=data, base_url=HTTPS, **options).status_code  # type: ignore[arg-type]


def total() -> int:
    return sum(row.n for row in db.session.scalars(select(LearningCount)))


def walk(client: FlaskClient, *reached: int) -> None:
    steps = [{**ENTRY, "count": f"step:{SLUG}:1:{place}", "n": n} for place, n in enumerate(reached, start=1)]
    questions = {**ENTRY, "count": f"check:{SLUG}:1:1", "n": reached[-1]}
    assert send(client, [*steps, questions]) == 204


def desk(app: Flask, role: Role = Role.OFFICER) -> FlaskClient:
    place = make_place()
    seats = [place.hamlet] if role is Role.LEADER else []
    user = make_user(role, "chi", None if role is Role.PROVINCE else place.commune, *seats)
    client = app.test_client()
    sign_in(client, user)
    return client


def test_a_device_sends_its_sums_without_token_or_cookie(app: Flask) -> None:
    client = app.test_client()
    assert send(client, [ENTRY, {**ENTRY, "n": 5}]) == 204
    assert send(client, []) == 204
    assert total() == 6
    assert not client.get_cookie("__Host-gds")


def test_another_site_may_not_send(one_app: Flask) -> None:
    assert send(one_app.test_client(), [ENTRY], headers={"Sec-Fetch-Site": "cross-site"}) == 403
    assert total() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"null", b"{}", b'"x"', b"[" * 100_00, b"[1]", b'[{"count":1}]', b"NaN",
        json.dumps([ENTRY] * 201).encode(), json.dumps([{**ENTRY, "n": 10**30}]).encode(), b" " * 17_000,
        b'[{"count":"\\ud800","what":"seen","n":0}]',
    ],
)  # fmt: skip
def test_a_hostile_body_is_refused_in_plain_words(one_app: Flask, body: bytes) -> None:
    answer = one_app.test_client().post("/dem", data=body, base_url=HTTPS)
    assert answer.status_code == 400
    assert "đếm" in answer.get_json()["reason"]
    assert total() == 0


def test_unknown_lessons_are_dropped_and_the_rest_is_kept(one_app: Flask) -> None:
    strange = [{**ENTRY, "count": name} for name in ("step:x:1:1", "\ud800", "'; DROP TABLE user", "a:b:c:d")]
    assert send(one_app.test_client(), [*strange, ENTRY]) == 204
    assert total() == 1


def test_somebody_who_floods_is_slowed_and_nothing_is_stored_of_him(
    one_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "throttle", LooseThrottle(most=3, seconds=600))
    client = one_app.test_client()
    assert [send(client, [ENTRY]) for _ in range(5)] == [204, 204, 204, 429, 429]
    assert send(client, [ENTRY], environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) == 204
    assert db.session.scalars(select(Throttle)).all() == []


def test_the_throttle_forgets_every_address_after_its_time() -> None:
    throttle = LooseThrottle(most=1, seconds=-1)
    assert [throttle.allows("192.0.2.7") for _ in range(3)] == [True, True, True]


def test_lesson_pages_say_what_is_counted_but_the_one_after_a_scam_does_not(one_app: Flask) -> None:
    client = one_app.test_client()
    assert f'data-count="step:{SLUG}:1:2"' in get(client, f"/bai-hoc/{SLUG}/2").text
    check = get(client, f"/bai-hoc/{SLUG}/kiem-tra/1").text
    assert f'data-count="check:{SLUG}:1:1"' in check
    assert check.count('data-try="right"') == 1
    assert 'data-try="wrong"' in check
    assert f'data-count="done:{SLUG}:1:1"' in get(client, f"/bai-hoc/{SLUG}/xong").text
    for path in ("1", "kiem-tra/1", "xong"):
        assert "data-count" not in get(client, f"/bai-hoc/vua-bi-lua/{path}").text
    assert 'data-count="practice:' in get(client, get_first_screen(client)).text


def get_first_screen(client: FlaskClient) -> str:
    from webapp.lessons.practice_catalog import practice_catalog

    practice = practice_catalog().practices[0]
    return f"/luyen-tap/{practice.slug}/{practice.states[0].id}"


def test_the_page_says_first_in_a_sentence_where_learners_stop(app: Flask) -> None:
    client = desk(app)
    walk(client, 40, 39, 38, 20, 19, 19)
    text = get(client, PAGE).text
    assert 'hay dừng ở bước <em class="num">3</em>' in text
    assert '<span class="num">18</span> trên <span class="num">38</span> lượt' in text
    assert f"{PAGE}?bai={SLUG}&amp;ngay=30" in text
    one = get(client, f"{PAGE}?bai={SLUG}&ngay=90").text
    assert "90 ngày qua" in one
    assert "Hay dừng ở đây" in one
    assert "1. " in one


def test_numbers_below_five_are_not_told(app: Flask) -> None:
    client = desk(app)
    walk(client, 7, 4, 3)
    text = get(client, f"{PAGE}?bai={SLUG}").text
    cells = [part.split("<")[0] for part in text.split('data-label="Lượt tới bước này">')[1:]]
    assert cells == ["7", "ít", "ít", "0", "0", "0"]


def test_the_sentence_lets_no_small_number_be_reckoned(one_app: Flask) -> None:
    client = desk(one_app)
    walk(client, 40, 38, 2, 2)
    text = get(client, PAGE).text
    assert 'gần hết <span class="num">38</span> lượt không đi tiếp' in text
    assert ">36<" not in text


def test_a_question_that_nobody_tried_says_so(one_app: Flask) -> None:
    client = desk(one_app)
    walk(client, 40, 40)
    text = get(client, f"{PAGE}?bai={SLUG}").text
    shares = [part.split("<")[0] for part in text.split('data-label="Tỷ lệ">')[1:]]
    assert set(shares) == {"chưa có"}


def test_a_communes_own_lesson_is_counted_for_that_commune_alone(app: Flask) -> None:
    place, other = make_place(), make_place("25000")
    chi, dung = make_user(Role.OFFICER, "chi", place.commune), make_user(Role.OFFICER, "dung", other.commune)
    with writing():
        by, day = viewer(chi), date(2026, 11, 20)
        row = drafts.copy(by=by, slug=SLUG, title="Quét mã ở chợ phường", today=day)
        publishing.publish(by=by, checked=publishing.Checked(row.id, row.revision, ()), note="")
        slug = row.slug
    steps = [{**ENTRY, "count": f"step:{slug}:1:{n}", "n": 9} for n in (1, 2)]
    assert send(app.test_client(), [*steps, {**ENTRY, "count": f"step:{slug}:2:1"}]) == 204
    assert total() == 18
    for user, seen in ((chi, True), (dung, False)):
        client = app.test_client()
        sign_in(client, user)
        assert ("Quét mã ở chợ phường" in get(client, PAGE).text) is seen
        assert ("Bản 1, đang dùng" in get(client, f"{PAGE}?bai={slug}").text) is seen


def test_without_counts_the_page_says_so_and_odd_filters_are_ignored(one_app: Flask) -> None:
    client = desk(one_app)
    for query in ("", "?bai=khong-co", "?ngay=7", "?ngay=x&bai=%00"):
        assert "Chưa đếm được lượt học nào trong 30 ngày qua" in get(client, PAGE + query).text


@pytest.mark.parametrize(
    ("role", "status", "back"),
    [(Role.LEADER, 200, "/to/bai-hoc/"), (Role.ADMIN, 200, "/to/bai-hoc/"), (Role.MEMBER, 403, ""),
     (Role.APPROVER, 403, "")],
)  # fmt: skip
def test_leaders_and_the_office_see_it(one_app: Flask, role: Role, status: int, back: str) -> None:
    page = get(desk(one_app, role), PAGE)
    assert page.status_code == status
    assert status == 403 or f'class="crumb" href="{back}"' in page.text


def test_the_lesson_desk_and_the_province_lead_there(one_app: Flask) -> None:
    client = desk(one_app)
    assert f'href="{PAGE}"' in get(client, "/to/bai-hoc/").text


def test_the_province_sees_the_same_figures(one_app: Flask) -> None:
    client = desk(one_app, Role.PROVINCE)
    walk(client, 10, 10, 10)
    page = get(client, PAGE)
    assert "Quét mã QR trả tiền" in page.text
    assert f'href="{PAGE}"' in get(client, page.text.split('class="crumb" href="')[1].split('"')[0]).text
