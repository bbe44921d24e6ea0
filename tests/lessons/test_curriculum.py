"""The shelf as a whole: every topic of the plans, every skill group, and what stays when fees return."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.cli import main
from webapp.lessons import Lesson, catalog
from webapp.lessons.check import lesson_findings, shown_texts
from webapp.lessons.plans import Plan, coverage, covered, lessons_for, load_plans
from webapp.lessons.schema import SKILL_GROUPS

README = Path(__file__).parents[2] / "README.md"
PLANS = load_plans()
FEES_RETURN = date(2027, 3, 1)
EVERY_LESSON = pytest.mark.parametrize("lesson", catalog().lessons, ids=lambda lesson: lesson.slug)


def test_at_least_thirty_lessons_ship() -> None:
    assert len(catalog().lessons) >= 30


def test_every_skill_group_of_the_decree_has_a_lesson() -> None:
    assert {group for lesson in catalog().lessons for group in lesson.groups} == set(SKILL_GROUPS)


def test_the_plans_are_the_five_and_di_linh_asks_for_nine_topics() -> None:
    plans = {plan.name: len(plan.topics) for plan in PLANS}
    assert set(plans) == {"binh-thuan", "buon-ma-thuot", "di-linh", "lien-minh", "tam-quang"}
    assert plans["di-linh"] == 9


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_topic_of_a_plan_has_a_lesson(plan: Plan) -> None:
    asked = (*plan.topics, *plan.more)
    assert [topic for topic in asked if not lessons_for(topic, plan.name, catalog().lessons)] == []


@EVERY_LESSON
def test_a_lesson_names_only_what_a_plan_really_asks(lesson: Lesson) -> None:
    asked = {plan.name: {*plan.topics, *plan.more} for plan in PLANS}
    for name, _ in lesson.covers:
        assert set(covered(lesson, name)) <= asked[name]


def test_the_readme_shows_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["lesson", "coverage"])
    assert printed.exit_code == 0
    assert printed.output == coverage(PLANS, catalog().lessons) + "\n"
    assert f"\n{printed.output.strip()}\n" in README.read_text(encoding="utf-8")


@EVERY_LESSON
def test_after_the_fee_cuts_a_lesson_is_still_whole_and_does_not_speak_of_them(lesson: Lesson) -> None:
    left = lesson.on(FEES_RETURN)
    assert list(lesson_findings(left, FEES_RETURN)) == []
    assert [field for field, text in shown_texts(left) if "28/2/2027" in text or "miễn lệ phí" in text] == []


def test_what_stays_of_the_lesson_on_digital_citizens() -> None:
    lesson = catalog().lesson("cong-dan-so")
    assert lesson is not None
    left = lesson.on(FEES_RETURN)
    assert [step.title for step in left.steps] == [
        "Mở VNeID của mình",
        "Xem đã là mức 2 chưa",
        "Xem còn thiếu giấy nào",
        "Nộp hồ sơ trên mạng",
        "Ai gọi đòi phí thì cúp",
    ]
    assert [left.steps[check.step - 1].title for check in left.checks] == [
        "Ai gọi đòi phí thì cúp",
        "Xem đã là mức 2 chưa",
    ]
