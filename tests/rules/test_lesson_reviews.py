"""A lesson stays reviewed for ninety days; the team is told two weeks before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from webapp.lessons import Lesson, catalog
from webapp.rules.lesson_reviews import Reviews, reviews

REVIEWED = date(2026, 11, 21)


@pytest.fixture
def lesson() -> Lesson:
    return replace(catalog().lessons[0], reviewed_on=REVIEWED)


def on_day(lesson: Lesson, days: int) -> Reviews:
    return reviews([lesson], REVIEWED + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "group"),
    [(0, "fresh"), (75, "fresh"), (76, "soon"), (90, "soon"), (91, "due"), (400, "due")],
)
def test_where_a_lesson_stands_some_days_after_its_review(lesson: Lesson, days: int, group: str) -> None:
    found = on_day(lesson, days)
    assert {name: len(getattr(found, name)) for name in ("fresh", "soon", "due") if getattr(found, name)} == {
        group: 1
    }


def test_the_day_named_is_the_last_one_in_time(lesson: Lesson) -> None:
    (review,) = on_day(lesson, 90).soon
    assert review.until == REVIEWED + timedelta(days=90)


def test_the_longest_waiting_lesson_stands_first(lesson: Lesson) -> None:
    older = replace(lesson, slug="cu-hon", reviewed_on=REVIEWED - timedelta(days=30))
    found = reviews([lesson, older], REVIEWED + timedelta(days=200))
    assert [each.lesson.slug for each in found.due] == ["cu-hon", lesson.slug]
