"""Lessons as a reader's browser gets them: the same for everyone, light, and whole without JavaScript."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.browsing import get, post, sign_in
from tests.factories import make_household, make_place, make_user, people_of
from webapp.lessons import catalog
from webapp.models.base import db
from webapp.models.user import Role

HOUSEHOLD = "0f6c3b1e-52a0-4a55-9c39-0f8a6e1c2d3b"
STEP = "/bai-hoc/quet-ma-qr/2"
PAGES = ["/", "/bai-hoc/", "/bai-hoc/quet-ma-qr/", STEP, "/bai-hoc/quet-ma-qr/kiem-tra/1", "/hien-thi"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def reader(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def links(page: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]+)"', page)


def test_the_list_offers_every_lesson_with_its_length(reader: FlaskClient) -> None:
    page = get(reader, "/bai-hoc/").text
    for lesson in catalog().lessons:
        assert f'href="/bai-hoc/{lesson.slug}/"' in page
    assert "6 bước, 3 phút" in page


def test_a_reader_walks_a_lesson_to_its_end_by_its_links(reader: FlaskClient) -> None:
    path, seen = "/bai-hoc/quet-ma-qr/", []
    while not path.endswith("/xong"):
        page = get(reader, path)
        assert page.status_code == 200, path
        seen.append(path)
        main = re.findall(r'<a class="btn btn-(?:main|line)"[^>]*href="([^"]+)"', page.text)
        path = main[-1]
    steps = [f"/bai-hoc/quet-ma-qr/{n}" for n in range(1, 7)]
    questions = [f"/bai-hoc/quet-ma-qr/kiem-tra/{n}" for n in range(1, 4)]
    assert seen == ["/bai-hoc/quet-ma-qr/", *steps, *questions]
    assert "Xong bài" in get(reader, path).text


def test_a_step_says_where_one_is_and_what_to_press(reader: FlaskClient) -> None:
    page = get(reader, STEP).text
    assert "<title>Bước 2 trên 6: Bấm nút “Quét mã QR” – Quét mã QR trả tiền</title>" in page
    assert "Bước 2 / 6" in page
    assert "Nút tròn Quét mã QR nằm ở giữa, dưới cùng, được khoanh vàng" in page


@pytest.mark.parametrize(
    ("path", "target"),
    [("/bai-hoc/quet-ma-qr/7", "/xong"), ("/bai-hoc/quet-ma-qr/99", "/xong"),
     ("/bai-hoc/quet-ma-qr/kiem-tra/4", "/xong")],
)  # fmt: skip
def test_beyond_the_last_step_comes_the_end(reader: FlaskClient, path: str, target: str) -> None:
    answer = get(reader, path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/bai-hoc/quet-ma-qr{target}"


@pytest.mark.parametrize(
    "path", ["/bai-hoc/quet-ma-qr/0", "/bai-hoc/quet-ma-qr/kiem-tra/0", "/bai-hoc/quet-ma-qr/ba"]
)
def test_no_step_is_numbered_zero_or_by_letters(reader: FlaskClient, path: str) -> None:
    assert get(reader, path).status_code == 404


@pytest.mark.parametrize("path", ["/bai-hoc/quet-qr/", "/bai-hoc/quet-qr/3", "/bai-hoc/quet-qr/xong"])
def test_a_mistyped_lesson_is_404_and_offers_the_nearest(reader: FlaskClient, path: str) -> None:
    answer = get(reader, path)
    assert answer.status_code == 404
    assert 'href="/bai-hoc/quet-ma-qr/"' in answer.text


def test_every_answer_of_every_question_comes_with_its_reason(reader: FlaskClient) -> None:
    for lesson in catalog().lessons:
        for n, check in enumerate(lesson.checks, start=1):
            pages = [
                get(reader, f"/bai-hoc/{lesson.slug}/kiem-tra/{n}?chon={place}").text
                for place in range(1, len(check.answers) + 1)
            ]
            for answer in check.answers:
                assert any(answer.reason in page for page in pages), (lesson.slug, n, answer.text)
            assert sum("<b>Đúng rồi</b>" in page for page in pages) == 1


def test_a_wrong_answer_leads_back_to_its_step_and_never_scolds(reader: FlaskClient) -> None:
    pages = [get(reader, f"/bai-hoc/quet-ma-qr/kiem-tra/1?chon={n}").text for n in (1, 2)]
    (wrong,) = [page for page in pages if "<b>Chưa đúng</b>" in page]
    assert "/bai-hoc/quet-ma-qr/4" in links(wrong)
    assert "Xem lại bước 4" in wrong
    assert "Sai" not in wrong


def test_answers_keep_their_shuffled_order(reader: FlaskClient) -> None:
    first, second = (get(reader, "/bai-hoc/quet-ma-qr/kiem-tra/3").text for _ in range(2))
    order = re.findall(r"Khi (?:vừa quét|máy hiện|nhập xong)", first)
    assert order == re.findall(r"Khi (?:vừa quét|máy hiện|nhập xong)", second)
    assert first.index("chon=1") < first.index("chon=2") < first.index("chon=3")


def test_the_right_answer_is_not_always_in_the_same_place(reader: FlaskClient) -> None:
    firsts = [
        "<b>Đúng rồi</b>" in get(reader, f"/bai-hoc/{lesson.slug}/kiem-tra/{n}?chon=1").text
        for lesson in catalog().lessons
        for n in range(1, len(lesson.checks) + 1)
    ]
    assert 0 < sum(firsts) < len(firsts)


@pytest.mark.parametrize("chosen", ["0", "9", "-1", "hai"])
def test_an_answer_that_does_not_exist_shows_the_question(reader: FlaskClient, chosen: str) -> None:
    answer = get(reader, f"/bai-hoc/quet-ma-qr/kiem-tra/1?chon={chosen}")
    assert answer.status_code == 200
    assert "Đúng rồi" not in answer.text
    assert "Chưa đúng" not in answer.text


def test_the_household_travels_through_every_link_of_the_steps(reader: FlaskClient) -> None:
    for path in ("", "2", "6", "kiem-tra/1"):
        page = get(reader, f"/bai-hoc/quet-ma-qr/{path}?ho={HOUSEHOLD}").text
        inner = [link for link in links(page) if link.startswith("/bai-hoc/quet-ma-qr/")]
        assert inner
        assert all(f"ho={HOUSEHOLD}" in link for link in inner), path
    beyond = get(reader, f"/bai-hoc/quet-ma-qr/9?ho={HOUSEHOLD}")
    assert beyond.headers["Location"].endswith(f"/xong?ho={HOUSEHOLD}")


@pytest.mark.parametrize("odd", ["1", HOUSEHOLD.upper(), f"{HOUSEHOLD}x", "<script>", "//evil.example"])
def test_an_odd_household_is_dropped(reader: FlaskClient, odd: str) -> None:
    page = get(reader, STEP, query_string={"ho": odd})
    assert page.status_code == 200
    assert "ho=" not in page.text


def test_talking_points_and_sources_stand_on_the_lesson_s_page(reader: FlaskClient) -> None:
    page = get(reader, "/bai-hoc/quet-ma-qr/").text
    lesson = catalog().lesson("quet-ma-qr")
    assert lesson is not None
    for words in (*lesson.teach.say, lesson.teach.ask, lesson.teach.never):
        assert words in page
    assert "Báo Lao Động" in page
    assert "Xem lại ngày" in page or "xem lại ngày" in page


@pytest.mark.parametrize("path", PAGES)
def test_the_second_reader_gets_the_same_page_with_a_nonce_of_his_own(reader: FlaskClient, path: str) -> None:
    answers = [get(reader, path) for _ in range(3)]
    nonces = [re.findall(r'nonce="([^"]+)"', answer.text)[-1] for answer in answers]
    assert len(set(nonces)) == 3
    for answer, nonce in zip(answers, nonces, strict=True):
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
    assert len({answer.text.replace(nonce, "") for answer, nonce in zip(answers, nonces, strict=True)}) == 1


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_kept_page_is_the_same_compressed(reader: FlaskClient, path: str) -> None:
    for _ in range(2):
        plain = get(reader, path)
        zipped = get(reader, path, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert len(zipped.data) < len(plain.data) / 2
        text = gzip.decompress(zipped.data).decode()
        without = re.compile(r'nonce="[^"]+"')
        assert without.sub("", text) == without.sub("", plain.text)


def test_text_size_and_theme_are_drawn_by_the_server(reader: FlaskClient) -> None:
    reader.set_cookie("co-chu", "3", domain="localhost", secure=True)
    reader.set_cookie("nen", "nang", domain="localhost", secure=True)
    assert '<html lang="vi" data-size="3" data-theme="sun">' in get(reader, STEP).text
    reader.set_cookie("co-chu", "9", domain="localhost", secure=True)
    reader.set_cookie("nen", "tim", domain="localhost", secure=True)
    assert '<html lang="vi" data-size="1">' in get(reader, STEP).text


def test_the_look_is_chosen_without_javascript(reader: FlaskClient) -> None:
    answer = get(reader, "/hien-thi?co-chu=2&nen=toi&ve=/bai-hoc/quet-ma-qr/2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == STEP
    assert '<html lang="vi" data-size="2" data-theme="dark">' in get(reader, STEP).text
    get(reader, "/hien-thi?nen=may&ve=/")
    assert '<html lang="vi" data-size="2">' in get(reader, STEP).text


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%0d%0aX: y"]
)
def test_choosing_the_look_never_leads_elsewhere(reader: FlaskClient, evil: str) -> None:
    answer = get(reader, "/hien-thi", query_string={"co-chu": "2", "ve": evil})
    assert answer.headers["Location"] == "/hien-thi"


def test_the_size_button_leads_back_to_its_own_page(reader: FlaskClient) -> None:
    get(reader, f"{STEP}?fbclid=anything")
    page = get(reader, STEP).text
    assert 'href="/hien-thi?co-chu=2&amp;ve=/bai-hoc/quet-ma-qr/2"' in page


# The list is the commune's own, so it asks which commune the visitor is of.
@pytest.mark.parametrize("path", [path for path in PAGES if path != "/bai-hoc/"])
def test_a_public_page_asks_the_database_nothing(reader: FlaskClient, path: str) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    answer = get(reader, f"{path}?moi=1")
    for engine in db.engines.values():
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    assert asked == []


def test_the_front_page_offers_only_what_exists(reader: FlaskClient) -> None:
    for link in links(get(reader, "/").text):
        if link.startswith("/"):
            assert get(reader, link).status_code < 400, link


def test_a_step_weighs_little_and_asks_for_little(reader: FlaskClient) -> None:
    phone = {"Accept-Encoding": "gzip, deflate, br"}
    page = get(reader, STEP, headers=phone)
    html = gzip.decompress(page.data).decode()
    wanted = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', html)
    assert len(wanted) <= 4
    files = [get(reader, address.replace("&amp;", "&"), headers=phone) for address in wanted]
    assert all(file.status_code == 200 for file in files)
    assert len(page.data) + sum(len(file.data) for file in files) <= 30_000
    assert len(page.data) <= 5_000


def test_styles_stay_under_eight_kilobytes() -> None:
    css = (ROOT / "webapp/static/css/base.css").read_bytes()
    assert len(gzip.compress(css, 9)) <= 8192


def test_static_files_are_kept_for_a_year_under_their_hash(reader: FlaskClient) -> None:
    (address,) = re.findall(r'href="(/static/css/base[^"]+)"', get(reader, STEP).text)
    answer = get(reader, address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in get(reader, "/static/css/base.css").headers["Cache-Control"]
    assert get(reader, "/static/../config.py").status_code == 404


def test_every_icon_that_a_lesson_or_tile_names_is_installed() -> None:
    names = set((ROOT / "webapp/web/icons.txt").read_text(encoding="utf-8").split())
    assert {item.icon for item in catalog().items} <= names


def test_the_end_of_a_lesson_records_it_for_the_household_it_was_opened_from(one_app: Flask) -> None:
    place = make_place()
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    household = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960))
    browser = one_app.test_client()
    sign_in(browser, alice)
    end = f"/bai-hoc/quet-ma-qr/xong?ho={household.id}"
    page = get(browser, end)
    assert f"Ghi: nhà {household.head} đã học" in page.text
    assert page.headers["Cache-Control"] == "no-store, private"
    action = re.findall(r'<form class="card record"[^>]*action="([^"]+)"', page.text)[0]
    someone = people_of(household)[0]
    answer = post(browser, action, {"item": "quet-ma-qr", "person": someone.id}, page=end)
    assert answer.status_code == 303
    assert "Đã ghi: Quét mã QR trả tiền" in get(browser, answer.headers["Location"]).text


def test_the_end_of_a_lesson_offers_no_recording_to_a_stranger(one_app: Flask) -> None:
    place = make_place()
    household = make_household(place.hamlet)
    page = get(one_app.test_client(), f"/bai-hoc/quet-ma-qr/xong?ho={household.id}").text
    assert "<form" not in page
    assert household.head not in page
