"""Which lessons somebody must compare with real screens again: those not reviewed for 90 days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.lessons.schema import REVIEW_EVERY, Lesson

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Review:
    """A lesson and the last day on which it counts as reviewed."""

    lesson: Lesson
    until: date


@dataclass(frozen=True, slots=True)
class Reviews:
    """All lessons by what there is to do, in each group the one that waits longest first."""

    due: tuple[Review, ...]
    soon: tuple[Review, ...]
    fresh: tuple[Review, ...]


def reviews(lessons: Iterable[Lesson], today: date) -> Reviews:
    every = sorted((_review(lesson) for lesson in lessons), key=lambda each: each.until)
    late = [each for each in every if each.lesson.review_is_due(today)]
    near = [each for each in every if each not in late and each.until - today <= SOON]
    rest = [each for each in every if each not in late and each not in near]
    return Reviews(tuple(late), tuple(near), tuple(rest))


def _review(lesson: Lesson) -> Review:
    return Review(lesson, lesson.reviewed_on + REVIEW_EVERY)
