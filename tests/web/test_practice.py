"""Practice without risk as a browser without JavaScript gets it: every screen leads on, nothing is sent."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_schema import Practice
from webapp.web.practices import practice_paths

SHIPPED = practice_catalog().practices
by_slug = pytest.mark.parametrize("practice", SHIPPED, ids=lambda practice: practice.slug)
BAND = "Tập thử - không mất tiền"


@pytest.fixture
def reader(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def links(page: str, inside: str = "") -> list[str]:
    return [link for link in re.findall(r'<a [^>]*href="([^"]+)"', page) if inside in link]


def tries(page: str, tried: str) -> list[str]:
    """Where the choices of a screen lead, on the drawing and in words."""
    found = re.findall(r"<a [^>]*>", page)
    chosen = [link for link in found if f'data-try="{tried}"' in link]
    return [re.findall(r'href="([^"]+)"', link)[0] for link in chosen]


def test_the_list_offers_every_practice_and_the_scam_trainer(reader: FlaskClient) -> None:
    page = get(reader, "/luyen-tap/").text
    for practice in SHIPPED:
        assert f'href="/luyen-tap/{practice.slug}/"' in page
    assert 'href="/luyen-tap/lua-dao/"' in page
    assert BAND in page


@by_slug
def test_the_right_choices_lead_to_the_end_by_links_alone(reader: FlaskClient, practice: Practice) -> None:
    first = f"/luyen-tap/{practice.slug}/"
    path = links(get(reader, first).text, first)[-1]
    walked = []
    while not path.endswith("/xong"):
        page = get(reader, path).text
        assert BAND in page
        walked.append(path)
        assert len(set(tries(page, "right"))) == 1, path
        path = tries(page, "right")[0]
        if "?chon=" in path:
            answer = get(reader, path).text
            assert "<b>Đúng rồi</b>" in answer
            path = re.findall(r'<a class="btn btn-main" rel="next" href="([^"]+)"', answer)[0]
    assert walked == [f"{first}{state.id}" for state in practice.states]
    end = get(reader, path).text
    assert practice.rule in end
    assert f"/bai-hoc/{practice.lesson}/" in links(end)
    assert f"{first}{practice.states[0].id}" in links(end)


@by_slug
def test_every_wrong_choice_is_corrected_and_leads_back_to_the_right_one(
    reader: FlaskClient, practice: Practice
) -> None:
    for state in practice.states:
        screen = f"/luyen-tap/{practice.slug}/{state.id}"
        for number, choice in enumerate(state.choices, start=1):
            if choice.right:
                continue
            page = get(reader, f"{screen}?chon={number}").text
            assert choice.reason in page
            assert "<b>Chưa đúng</b>" in page
            again = get(reader, f"{screen}?chon=0").text if choice.shows and not state.judged else page
            assert tries(again, "right"), f"{screen}?chon={number}"


@by_slug
def test_each_choice_stands_on_the_drawing_or_below_it_and_has_a_name(
    reader: FlaskClient, practice: Practice
) -> None:
    for state in practice.states:
        page = get(reader, f"/luyen-tap/{practice.slug}/{state.id}").text
        for choice in state.choices:
            assert f">{choice.text}</a>" in page
        spots = [choice for choice in state.choices if choice.spot]
        assert page.count('class="spot"') == len(spots)
        assert f'data-count="practice:{practice.slug}:{practice.version}:{state.id}"' in page


@by_slug
def test_every_address_of_a_practice_is_kept_and_answers(reader: FlaskClient, practice: Practice) -> None:
    paths = practice_paths(practice.slug)
    assert len(paths) == len(set(paths))
    reached = {
        link.partition("#")[0]
        for path in paths
        for link in links(get(reader, path).text, f"/{practice.slug}/")
    }
    assert {link for link in reached if link.startswith("/luyen-tap/")} == set(paths)
    for path in paths:
        answer = get(reader, path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "private, max-age=300"


def test_the_ring_comes_only_after_a_wrong_try_or_when_asked_for(reader: FlaskClient) -> None:
    screen = "/luyen-tap/tra-qr/quet-ma"
    assert "#FFC629" not in get(reader, screen).text
    for answer in ("?chon=0", "?chon=2"):
        page = get(reader, f"{screen}{answer}").text
        assert "#FFC629" in page
        assert "Bấm chỗ có vòng vàng." in page
    assert "#FFC629" in get(reader, "/luyen-tap/tra-qr/mo-ung-dung").text


def test_a_press_beside_everything_shows_where_to_press(reader: FlaskClient) -> None:
    page = get(reader, "/luyen-tap/tra-qr/quet-ma").text
    assert (
        '<a class="miss" href="/luyen-tap/tra-qr/quet-ma?chon=0#tra-loi" tabindex="-1" aria-hidden="true"'
        in page
    )


@pytest.mark.parametrize("odd", ["1", "9", "-1", "hai", "00"])
def test_a_choice_that_is_none_shows_the_screen(reader: FlaskClient, odd: str) -> None:
    page = get(reader, f"/luyen-tap/tra-qr/quet-ma?chon={odd}").text
    assert "Chưa đúng" not in page
    assert "Nút tròn, ở hàng dưới cùng." in page


@pytest.mark.parametrize("path", ["/luyen-tap/tra-q/", "/luyen-tap/tra-q/nha", "/luyen-tap/tra-qr/khong-co"])
def test_a_mistyped_address_is_404_and_offers_the_nearest(reader: FlaskClient, path: str) -> None:
    answer = get(reader, path)
    assert answer.status_code == 404
    assert 'href="/luyen-tap/tra-qr/"' in answer.text


def test_an_unknown_practice_has_no_addresses() -> None:
    assert practice_paths("khong-co") == []


def test_a_lesson_and_its_end_lead_to_its_practice(reader: FlaskClient) -> None:
    for path in ("/bai-hoc/quet-ma-qr/", "/bai-hoc/quet-ma-qr/xong"):
        assert "/luyen-tap/tra-qr/" in links(get(reader, path).text)
    assert "/luyen-tap/" in links(get(reader, "/").text)


def test_no_screen_asks_for_anything_to_be_typed(reader: FlaskClient) -> None:
    for practice in SHIPPED:
        for path in practice_paths(practice.slug):
            assert not re.search(r"<(?:form|input|textarea)\b", get(reader, path).text), path


@by_slug
def test_a_phone_can_keep_a_practice_whole_and_with_its_lesson(
    reader: FlaskClient, practice: Practice
) -> None:
    pack = get(reader, f"/goi/luyen-tap/{practice.slug}.json").json
    assert pack["pages"].keys() == set(practice_paths(practice.slug))
    lesson = get(reader, f"/goi/bai-hoc/{practice.lesson}.json").json
    assert f"luyen-tap/{practice.slug}" in lesson["along"]
