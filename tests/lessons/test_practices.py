"""Practices: what the shipped ones keep to, and what the loader and the checker say of a broken one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.lessons.conftest import Spoil
from webapp.lessons import catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_check import check_practice, check_practices
from webapp.lessons.practice_loader import PRACTICES, load_practices
from webapp.lessons.practice_schema import Practice
from webapp.web.practices import practice_drawing

SHIPPED = practice_catalog().practices
LESSONS = {lesson.slug for lesson in catalog().lessons}
by_slug = pytest.mark.parametrize("practice", SHIPPED, ids=lambda practice: practice.slug)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder of one practice that a test may break."""
    shutil.copytree(PRACTICES / "tra-qr", tmp_path / "tra-qr")
    return tmp_path / "tra-qr"


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "practice.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check_practice(folder, LESSONS)]


def test_there_are_enough_practices_and_none_is_broken() -> None:
    assert practice_catalog().problems == ()
    assert len(SHIPPED) >= 12
    assert check_practices(LESSONS, practice_drawing) == []


@by_slug
def test_one_way_is_right_on_every_screen_and_every_wrong_one_is_corrected(practice: Practice) -> None:
    assert 4 <= len(practice.states) <= 8
    for state in practice.states:
        assert [choice.right for choice in state.choices].count(True) == 1
        assert len(state.choices) >= 2, state.id
        assert all(choice.reason for choice in state.choices if not choice.right), state.id


@by_slug
def test_a_correction_is_kind_and_the_addresses_of_a_practice_are_few(practice: Practice) -> None:
    words = " ".join(choice.reason for state in practice.states for choice in state.choices)
    assert not re.search(r"\b(ngu|dốt|sai rồi|tại sao lại)\b", words, re.I)
    assert len({state.id for state in practice.states}) == len(practice.states)


def test_each_practice_asks_for_judgement_and_the_right_answer_has_no_place_of_its_own() -> None:
    for practice in SHIPPED:
        assert any(state.judged for state in practice.states), practice.slug
    places = {
        state.choices.index(state.right) for practice in SHIPPED for state in practice.states if state.judged
    }
    assert len(places) > 1


def test_every_practice_belongs_to_a_lesson_that_leads_back_to_it() -> None:
    for practice in SHIPPED:
        lesson = catalog().lesson(practice.lesson)
        assert lesson is not None, practice.slug
        assert practice.slug in lesson.practices


def test_a_lesson_that_names_a_practice_that_is_not_there_is_told_so(spoil: Spoil) -> None:
    assert spoil('practices = ["tra-qr"]', 'practices = ["tra-qr", "tra-tien"]') == [
        "quet-ma-qr/lesson.toml: practices: không có bài tập 'tra-tien'"
    ]


def test_a_broken_practice_is_named_and_the_others_stay(copied: Path) -> None:
    shutil.copytree(PRACTICES / "hoi-ai", copied.parent / "hoi-ai")
    change(copied, "version = 1", 'version = "một"')
    practices, problems = load_practices(copied.parent)
    assert [practice.slug for practice in practices] == ["hoi-ai"]
    assert [str(problem) for problem in problems] == ["tra-qr/practice.toml: version: phải là số nguyên"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("right = true\n", "", "state 1.choice: cần đúng một chỗ bấm đúng (right = true)"),
        ('id = "ten-la"', 'id = "quet-ma"', "state 3.id: 'quet-ma' đã được dùng"),
        ('id = "ten-la"', 'id = "xong"', "state 3.id: 'xong' đã được dùng"),
        ('id = "ten-la"', 'id = "Tên lạ"', "state 3.id: gồm chữ thường không dấu, chữ số, dấu nối"),
        ('kind = "guided"', 'kind = "quiz"', "state 1.kind: phải là guided, tap, judge"),
        ('drawing = "nha"', 'drawing = "khong-co"', "state 2.drawing: chưa có hình khong-co.svg"),
        ('shows = "mat-tien"', 'shows = "khong"', "state 3.choice 1.shows: chưa có hình khong.svg"),
    ],
)
def test_what_would_be_a_dead_end_keeps_a_practice_out(copied: Path, old: str, new: str, rule: str) -> None:
    change(copied, old, new)
    assert f"tra-qr/practice.toml: {rule}" in said(copied)
    assert load_practices(copied.parent)[0] == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('lesson = "quet-ma-qr"', 'lesson = "quet"', "lesson: không có bài học 'quet'"),
        ('topic = "tien"', 'topic = "vang"', "topic: không có nhóm bài 'vang'"),
        ('spot = "ngan-hang"\n', "", "state 1.choice 1.spot: chưa ghi chỗ trên hình"),
        ("Nút tròn, ở hàng dưới cùng.", "Vui lòng bấm nút tròn ấy.", "state 2.say: chữ “vui lòng” khó hiểu"),
        ("Nút tròn, ở hàng dưới cùng.", "nút " * 25 + ".", "state 2.say: việc và câu có 30 tiếng"),
    ],
)
def test_the_checker_names_file_field_and_rule(copied: Path, old: str, new: str, rule: str) -> None:
    change(copied, old, new)
    assert any(line.startswith(f"tra-qr/practice.toml: {rule}") for line in said(copied))


def test_a_place_that_the_drawing_lacks_or_that_is_too_small_is_named(copied: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>Màn</title><rect data-spot="{}" {}/></svg>'
    spot = 'x="0" y="0" width="20" height="60" rx="4"'
    problems = check_practice(copied, LESSONS, lambda _slug, _name: svg.format("quet", spot))
    lines = [str(problem) for problem in problems]
    assert "tra-qr/nha.svg: màn quet-ma: chỗ 'quet' nhỏ hơn 44" in lines
    assert "tra-qr/nha.svg: màn quet-ma: hình chưa có chỗ 'chuyen'" in lines


def test_a_drawing_that_cannot_be_drawn_is_named(copied: Path) -> None:
    def broken(_slug: str, name: str) -> str:
        raise ValueError(f"không vẽ được: {name}")

    lines = [str(problem) for problem in check_practice(copied, LESSONS, broken)]
    assert "tra-qr/nha.svg: svg: không vẽ được: nha" in lines
