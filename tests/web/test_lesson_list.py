"""Finding a lesson, by topic, by words, by need; teaching it; what to do after a scam, everywhere."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get
from tests.lessons.test_search import QUERIES
from webapp.lessons import Lesson, catalog
from webapp.lessons.needs import check_needs, needs
from webapp.lessons.schema import AFTER_A_SCAM, TOPICS

LIST = "/bai-hoc/"
URGENT = f'href="/bai-hoc/{AFTER_A_SCAM}/"'
WARNINGS = [lesson for lesson in catalog().lessons if lesson.warns and lesson.slug != AFTER_A_SCAM]


@pytest.fixture
def reader(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def text_of(client: FlaskClient, path: str, **options: object) -> str:
    return html.unescape(get(client, path, **options).text)


def rows(page: str, upto: str = "</ul>") -> list[str]:
    """The slugs of the rows of the page's first list."""
    part = page[page.index("data-results") : page.index(upto, page.index("data-results"))]
    return re.findall(r'data-slug="([^"]+)"', part)


def pages_of(lesson: Lesson) -> list[str]:
    """Every address of a lesson, with each answer of each question."""
    here = f"/bai-hoc/{lesson.slug}/"
    steps = [f"{here}{n}" for n in range(1, len(lesson.steps) + 1)]
    checks = [
        f"{here}kiem-tra/{n}?chon={chosen}"
        for n, check in enumerate(lesson.checks, start=1)
        for chosen in range(len(check.answers) + 1)
    ]
    return [here, *steps, *checks, f"{here}xong", f"{here}huong-dan"]


def test_the_list_stands_by_topic_in_the_order_of_the_topics(reader: FlaskClient) -> None:
    page = text_of(reader, LIST)
    used = [title for slug, title in TOPICS.items() if any(one.topic == slug for one in catalog().lessons)]
    places = [page.index(f">{title} <span>") for title in used]
    assert places == sorted(places)
    assert len(re.findall(r'data-find="', page)) == len(catalog().lessons)


@pytest.mark.parametrize("query", list(QUERIES)[:10])
def test_a_search_is_answered_without_javascript(reader: FlaskClient, query: str) -> None:
    page = text_of(reader, LIST, query_string={"tim": query})
    assert QUERIES[query] in rows(page)[:3]
    assert f"Tìm thấy {len(rows(page))} bài" in page


@pytest.mark.parametrize("typed", ["+", "%20%20%C2%A0", "a", "+%C4%91+"])
def test_spaces_or_one_letter_ask_for_nothing(reader: FlaskClient, typed: str) -> None:
    page = text_of(reader, f"{LIST}?tim={typed}")
    assert re.search(r'<section class="found"[^>]* hidden>', page)
    assert "Tìm “" not in page


def test_what_is_not_found_is_said_plainly_with_the_nearest_lessons_and_people(reader: FlaskClient) -> None:
    page = text_of(reader, LIST, query_string={"tim": "xyzzyq"})
    assert "Chưa có bài nào nói về việc này" in page
    assert "Hỏi tổ công nghệ số" in page
    assert "Bài gần giống" in page
    assert rows(page) == []


def test_what_was_typed_comes_back_escaped_and_not_too_long(reader: FlaskClient) -> None:
    page = get(reader, LIST, query_string={"tim": '"><script>alert(1)</script>' + "a" * 5000}).text
    assert "<script>alert" not in page
    assert "a" * 200 not in page


@pytest.mark.parametrize("need", needs(), ids=lambda need: need.slug)
def test_a_need_is_a_way_of_lessons_with_reasons(reader: FlaskClient, need: object) -> None:
    page = text_of(reader, LIST, query_string={"can": need.slug})  # type: ignore[attr-defined]
    ways = [way for way in need.lessons if catalog().lesson(way.slug)]  # type: ignore[attr-defined]
    assert f"<h1>{need.title}</h1>" in page  # type: ignore[attr-defined]
    places = [page.index(way.why) for way in ways]
    assert places == sorted(places)


def test_an_unknown_need_shows_the_whole_list(reader: FlaskClient) -> None:
    page = get(reader, f"{LIST}?can=khong-co")
    assert page.status_code == 200
    assert "Chọn theo việc của mình" in page.text


def test_every_need_names_three_to_five_lessons_that_exist() -> None:
    assert [str(problem) for problem in check_needs(lesson.slug for lesson in catalog().lessons)] == []


def test_every_lesson_has_a_teach_mode_reached_from_its_page(reader: FlaskClient) -> None:
    for lesson in catalog().lessons:
        path = f"/bai-hoc/{lesson.slug}/huong-dan"
        assert f'href="{path}"' in get(reader, f"/bai-hoc/{lesson.slug}/").text
        page = text_of(reader, path)
        told = (*lesson.teach.say, lesson.teach.never, lesson.teach.ask)
        for words in (*told, *(step.title for step in lesson.steps), *(step.help for step in lesson.steps)):
            assert words in page, (lesson.slug, words)
        assert f'href="/bai-hoc/{lesson.slug}/1"' in page
        assert "Ngoài nắng" in page


def test_the_teach_mode_carries_the_household_on(reader: FlaskClient) -> None:
    household = "0f6c3b1e-52a0-4a55-9c39-0f8a6e1c2d3b"
    assert f"huong-dan?ho={household}" in get(reader, f"/bai-hoc/quet-ma-qr/?ho={household}").text
    assert (
        f"/bai-hoc/quet-ma-qr/1?ho={household}"
        in get(reader, f"/bai-hoc/quet-ma-qr/huong-dan?ho={household}").text
    )


@pytest.mark.parametrize("lesson", WARNINGS, ids=lambda lesson: lesson.slug)
def test_what_to_do_after_a_scam_is_one_tap_from_every_page_about_scams(
    reader: FlaskClient, lesson: Lesson
) -> None:
    assert [path for path in pages_of(lesson) if URGENT not in get(reader, path).text] == []


@pytest.mark.parametrize("path", ["/", LIST, f"{LIST}?tim=lua", f"{LIST}?can=bi-goi-lua"])
def test_what_to_do_after_a_scam_is_one_tap_from_home_and_the_list(reader: FlaskClient, path: str) -> None:
    assert URGENT in get(reader, path).text


def test_the_lesson_for_after_a_scam_leaves_no_mark_on_the_phone_and_is_never_counted(
    reader: FlaskClient,
) -> None:
    lesson = catalog().lesson(AFTER_A_SCAM)
    assert lesson is not None
    for path in pages_of(lesson):
        page = get(reader, path).text
        assert re.findall(r"data-(?:begun|finished|lesson|count\w*)[=\s]", page) == [], path
        assert not get(reader, path).headers.getlist("Set-Cookie")
    listed = get(reader, LIST).text
    assert f'data-lesson="{AFTER_A_SCAM}"' not in listed
    assert 'data-lesson="quet-ma-qr"' in listed


@pytest.mark.parametrize(
    ("path", "slug"),
    [("quyet-ma-qr", "quet-ma-qr"), ("tra-tien-bang-ma-qr", "quet-ma-qr"), ("the-bhyt", "the-bao-hiem"),
     ("cong-an-lua-dao/3", "cong-an-gia"), ("Sổ sức khỏe/xong", "so-suc-khoe"),
     ("chatgpt/huong-dan", "hoi-ai")],
)  # fmt: skip
def test_an_unknown_lesson_is_404_with_the_one_its_words_mean(
    reader: FlaskClient, path: str, slug: str
) -> None:
    answer = get(reader, f"/bai-hoc/{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert re.findall(r'data-slug="([^"]+)"', answer.text)[0] == slug


@pytest.mark.parametrize(
    "path", ["0", "ba", "-1", "1.5", "1/2", "kiem-tra/0", "kiem-tra/hai", "xong/nua", "huong-dan/"]
)
def test_an_address_that_no_page_has_leads_back_into_its_lesson(reader: FlaskClient, path: str) -> None:
    answer = get(reader, f"/bai-hoc/quet-ma-qr/{path}")
    assert answer.status_code == 404
    assert "có 6 bước, đánh số từ 1" in answer.text
    assert 'href="/bai-hoc/quet-ma-qr/1"' in answer.text
