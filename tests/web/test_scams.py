"""A round of the scam trainer without JavaScript: six cases, two equal answers, reasons, a kind end."""

from __future__ import annotations

import gzip
import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.browsing import HTTPS, get
from webapp.lessons.scams import scam_catalog
from webapp.lessons.scams.schema import FAREWELL, RULE
from webapp.models.base import db
from webapp.web.scam_drawings import FIRST, scam_paths

ROUND = scam_catalog().rounds[0]
FAKE = next(case for case in ROUND.cases if case.fake)
GENUINE = next(case for case in ROUND.cases if not case.fake)
AFTERWARDS = 'href="/bai-hoc/vua-bi-lua/"'


@pytest.fixture
def learner(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def onward(page: str) -> str:
    found = re.search(r'<a class="btn btn-main" rel="next" href="([^"]+)"', page)
    assert found
    return found[1]


def test_a_round_is_walked_by_its_links_and_ends_kindly(learner: FlaskClient) -> None:
    path, seen = onward(get(learner, FIRST).text), []
    while not path.endswith("/xong"):
        asked = get(learner, path).text
        answers = re.findall(r'<a class="btn btn-main stack" href="([^"]+)"', asked)
        assert len(answers) == 2
        seen.append(path.removeprefix(FIRST))
        path = onward(get(learner, answers[len(seen) % 2]).text)
    assert seen == [case.slug for case in ROUND.cases]
    end = get(learner, path).text
    assert FAREWELL in end
    assert "Xem lại các trường hợp" in end
    assert all(f'href="{FIRST}{case.slug}"' in end for case in ROUND.cases)
    assert onward(end) == f"{FIRST}{scam_catalog().rounds[1].cases[0].slug}"


def test_before_the_answer_nothing_gives_it_away(learner: FlaskClient) -> None:
    for case in scam_catalog().cases:
        page = get(learner, f"{FIRST}{case.slug}").text
        assert "lừa đảo hay thật?" in page
        assert case.verdict not in page
        assert 'class="clue' not in page
        assert all(clue.reason not in page for clue in case.clues)


def test_the_words_of_the_drawing_stand_on_the_page_as_text_too(learner: FlaskClient) -> None:
    for case in scam_catalog().cases:
        for answer in ("", "?chon=1"):
            page = get(learner, f"{FIRST}{case.slug}{answer}").text
            found = re.search(r'<div class="in-words">(.*?)</div>', page, re.S)
            assert found
            words = " ".join(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", found[1]).split())
            assert html.unescape(words).startswith(f"{case.who} {case.note}"), case.slug
            assert html.unescape(words).endswith(case.words), case.slug
            pointed = sum(clue.on != "picture" for clue in case.clues)
            assert found[1].count("<mark>") == (pointed if answer else 0), case.slug


def test_a_fake_shows_its_clues_and_one_rule(learner: FlaskClient) -> None:
    page = get(learner, f"{FIRST}{FAKE.slug}?chon=1").text
    assert "Đúng rồi. Đây là lừa đảo" in page
    assert all(clue.title in page and clue.reason in page for clue in FAKE.clues)
    assert RULE in page
    wrong = get(learner, f"{FIRST}{FAKE.slug}?chon=2").text
    assert "Chưa đúng. Đây là lừa đảo" in wrong
    assert all(clue.reason in wrong for clue in FAKE.clues)


def test_a_genuine_one_says_why_and_what_still_never_to_do(learner: FlaskClient) -> None:
    page = get(learner, f"{FIRST}{GENUINE.slug}?chon=1").text
    assert "Chưa đúng. Đây là thật" in page
    assert GENUINE.never in page
    assert all(clue.reason in page for clue in GENUINE.clues)


def test_every_address_is_public_leads_to_help_and_keeps_its_band(learner: FlaskClient) -> None:
    assert len(scam_paths()) == len(set(scam_paths())) == 1 + 3 * 24 + 4
    for path in scam_paths():
        page = get(learner, path)
        assert page.status_code == 200, path
        assert AFTERWARDS in page.text, path
        assert "Tập thử - không mất tiền" in page.text, path
        assert not re.search(r"điểm số|danger|class=\"[^\"]*\bbad\b", page.text), path


def test_links_inside_a_drawing_are_dead_text(learner: FlaskClient) -> None:
    for case in scam_catalog().cases:
        page = get(learner, f"{FIRST}{case.slug}?chon=1").text
        drawn = re.search(r'<figure class="mock[^"]*message"[^>]*>(.*?)</figure>', page, re.S)
        assert drawn
        assert "<a" not in drawn[1]


def test_pages_are_kept_without_a_query_and_weigh_little(learner: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(db.engines[None], "before_cursor_execute", lambda *words: asked.append(str(words[2])))
    path = f"{FIRST}{FAKE.slug}?chon=1"
    first, second = (get(learner, path, headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert asked == []
    assert "max-age" in first.headers["Cache-Control"]
    assert len(second.data) < 9000
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("odd", ["?chon=3", "?chon=x", "?chon=-1", "?chon=99999999999999999999", "?chon="])
def test_an_odd_answer_is_no_answer(learner: FlaskClient, odd: str) -> None:
    assert FAKE.question in get(learner, f"{FIRST}{FAKE.slug}{odd}").text


@pytest.mark.parametrize("path", ["khong-co", "vong-9/xong", "vong-0/xong", "vong-x/xong"])
def test_an_unknown_case_or_round_is_404(learner: FlaskClient, path: str) -> None:
    assert get(learner, FIRST + path).status_code == 404


def test_an_unknown_case_offers_the_rounds(learner: FlaskClient) -> None:
    page = learner.get(f"{FIRST}khong-co", base_url=HTTPS).text
    assert "Không có trường hợp này" in page
    assert "Vòng 1" in page


def test_what_is_counted_stands_on_the_page(learner: FlaskClient) -> None:
    page = get(learner, f"{FIRST}{FAKE.slug}").text
    assert f'data-count="scam:{FAKE.slug}:{FAKE.version}:1"' in page
    assert page.count('data-try="right"') == page.count('data-try="wrong"') == 1


def test_a_phone_keeps_the_whole_trainer_in_one_light_pack(learner: FlaskClient) -> None:
    answer = get(learner, "/goi/luyen-tap/lua-dao.json", headers={"Accept-Encoding": "gzip"})
    pack = json.loads(gzip.decompress(answer.data))
    assert set(pack["pages"]) == set(scam_paths())
    assert pack["along"] == ["bai-hoc/vua-bi-lua"]
    assert len(answer.data) < 60_000
