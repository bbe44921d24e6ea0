"""A broken lesson is left out and reported; the others and the site stay."""

from __future__ import annotations

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from webapp.lessons import ItemKind, catalog
from webapp.lessons.catalog import read_catalog
from webapp.lessons.check import twice_taken
from webapp.lessons.loader import load_lesson, load_skills
from webapp.lessons.schema import TOPICS

EIGHT = {
    "biet-to-cong-nghe-so": "Biết người của Tổ công nghệ số",
    "vneid-cai-dat": "Cài và kích hoạt VNeID",
    "vneid-giay-to": "Giấy tờ trên VNeID",
    "dich-vu-cong": "Nộp hồ sơ trên mạng",
    "quet-ma-qr": "Quét mã QR trả tiền",
    "ung-dung-ngan-hang": "Ứng dụng ngân hàng và sinh trắc học",
    "cong-an-gia": "Công an giả, VNeID giả",
    "hoi-ai": "Hỏi trợ lý AI",
}
SKILLS = {
    "kn-vneid-muc-2", "kn-nop-ho-so", "kn-quet-qr", "kn-tai-khoan-thanh-toan", "kn-so-suc-khoe",
    "kn-mat-khau-manh", "kn-day-lai", "kn-thiet-bi",
}  # fmt: skip


def rewrite(model: Path, old: str, new: str) -> list[str]:
    path = model / "lesson.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    lesson, problems = load_lesson(model)
    assert lesson is None
    return [str(problem) for problem in problems]


def test_the_eight_lessons_of_the_chain_are_there() -> None:
    assert {lesson.slug: lesson.title for lesson in catalog().lessons if lesson.slug in EIGHT} == EIGHT


def test_lessons_come_topic_by_topic() -> None:
    topics = [lesson.topic for lesson in catalog().lessons]
    assert topics == sorted(topics, key=list(TOPICS).index)


def test_no_two_lessons_share_a_short_name(model: Path) -> None:
    shutil.copytree(model, model.parent / "quet-ma-khac")
    assert [str(problem) for problem in twice_taken(model.parent)] == [
        "quet-ma-qr/lesson.toml: short: bài quet-ma-khac đã dùng tên ngắn 'qr'"
    ]


def test_the_skills_of_the_checklist_are_there_and_each_says_how_to_see_it() -> None:
    skills = [item for item in catalog().items if item.kind is ItemKind.SKILL]
    assert {item.slug for item in skills} >= SKILLS
    assert all(item.verify and item.minutes is None for item in skills)


def test_nothing_that_ships_is_left_out() -> None:
    assert catalog().problems == ()


def test_a_broken_file_is_reported_and_the_rest_is_served(model: Path) -> None:
    broken = model.parent / "bai-hong"
    broken.mkdir()
    (broken / "lesson.toml").write_text("title = ", encoding="utf-8")
    (model.parent / "skills.toml").write_text("", encoding="utf-8")
    found = read_catalog(model.parent)
    assert [lesson.slug for lesson in found.lessons] == ["quet-ma-qr"]
    assert [problem.file for problem in found.problems] == ["bai-hong/lesson.toml"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Quét mã QR trả tiền"\n', "", "title: còn thiếu"),
        ("minutes = 3", 'minutes = "ba"', "minutes: phải là số nguyên"),
        (
            "reviewed_on = 2026-11-21",
            'reviewed_on = "21/11"',
            "reviewed_on: phải là ngày, viết như 2026-11-21",
        ),
        ('drawing = "bam-quet"', 'drawing = "khong-co"', "step 2.drawing: chưa có hình khong-co.svg"),
        ('picture = "tra-nhanh"', 'picture = "mat"', "check 1.answer 2.picture: chưa có hình mat.svg"),
        ("minutes = 3", "minutes = 3\nminute = 3", "minute: không có trường nào tên như vậy"),
        ('mark = "H"', 'mark = "X"', "fact 1.mark: phải là H, M, L hoặc U"),
        ('reason = "Tiền sẽ', 'ly_do = "Tiền sẽ', "check 1.answer 2.reason: còn thiếu"),
    ],
)
def test_a_wrong_field_is_named(model: Path, old: str, new: str, said: str) -> None:
    assert f"quet-ma-qr/lesson.toml: {said}" in rewrite(model, old, new)


def test_every_complaint_is_made_at_once(model: Path) -> None:
    path = model / "lesson.toml"
    path.write_text('title = "Bài rỗng"\n', encoding="utf-8")
    fields = {problem.field for problem in load_lesson(model)[1]}
    assert {"order", "icon", "goal", "reviewed_on", "teach.say"} <= fields


def test_decomposed_text_is_composed_on_the_way_in(model: Path) -> None:
    path = model / "lesson.toml"
    path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    lesson, problems = load_lesson(model)
    assert problems == []
    assert lesson is not None
    assert lesson.title == "Quét mã QR trả tiền"


def test_a_step_disappears_after_the_day_of_its_fact_and_questions_follow(model: Path) -> None:
    path = model / "lesson.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "dan-de"', 'id = "dan-de"\nuntil = 2027-02-28'), encoding="utf-8")
    lesson, _ = load_lesson(model)
    assert lesson is not None
    last_day, after = lesson.on(date(2027, 2, 28)), lesson.on(date(2027, 3, 1))
    assert [step.drawing for step in last_day.steps] == [step.drawing for step in lesson.steps]
    assert [step.drawing for step in after.steps] == ["mo-ung-dung", "bam-quet", "so-tien", "xac-nhan"]
    assert [(check.step, after.steps[check.step - 1].drawing) for check in after.checks] == [
        (1, "mo-ung-dung"),
        (4, "xac-nhan"),
    ]


def test_a_broken_list_of_skills_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "skills.toml"
    path.write_text('[[skill]]\nslug = "kn-a"\n', encoding="utf-8")
    skills, problems = load_skills(path)
    assert skills == []
    assert "skills.toml: skill 1.title: còn thiếu" in map(str, problems)


@pytest.mark.parametrize(("typed", "meant"), [("quet-qr", "quet-ma-qr"), ("vneid", "vneid-cai-dat")])
def test_a_mistyped_address_finds_the_lesson_that_was_meant(typed: str, meant: str) -> None:
    assert meant in [lesson.slug for lesson in catalog().nearest(typed)]
