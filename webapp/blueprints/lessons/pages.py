"""Each lesson page is drawn once for a look (text size, theme, day), then kept in the process."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import render_template

from webapp.lessons import Lesson, catalog
from webapp.lessons.schema import Answer
from webapp.rules.events import VIETNAM
from webapp.web.display import text_size, theme
from webapp.web.kept_pages import Page, rendered
from webapp.web.moments import received_now

KEPT = 500
SHARED_PATH = "/bai-hoc/"


@dataclass(frozen=True, slots=True)
class Look:
    """What the kept pages differ by."""

    size: str
    theme: str | None
    day: date


def look() -> Look:
    return Look(text_size(), theme(), received_now().astimezone(VIETNAM).date())


@lru_cache(maxsize=64)
def taught(slug: str, day: date) -> Lesson:
    """The lesson as it stands on that day. KeyError for an unknown one."""
    lesson = catalog().lesson(slug)
    if lesson is None:
        raise KeyError(slug)
    return lesson.on(day)


@lru_cache(maxsize=KEPT)
def kept_index(look: Look) -> Page:
    lessons = [taught(lesson.slug, look.day) for lesson in catalog().lessons]
    return rendered(lambda: render_template("lessons/index.html", lessons=lessons, here=SHARED_PATH))


@lru_cache(maxsize=KEPT)
def kept_lesson(slug: str, look: Look) -> Page:
    return rendered(lambda: draw_lesson(taught(slug, look.day), look.day))


@lru_cache(maxsize=KEPT)
def kept_step(slug: str, n: int, look: Look) -> Page:
    return rendered(lambda: draw_step(taught(slug, look.day), n))


@lru_cache(maxsize=KEPT)
def kept_check(slug: str, n: int, chosen: int, look: Look) -> Page:
    return rendered(lambda: draw_check(taught(slug, look.day), n, chosen))


def draw_lesson(lesson: Lesson, day: date, ho: str | None = None) -> str:
    """With `ho`, the household it was opened from, every link carries it on."""
    return render_template(
        "lessons/show.html", lesson=lesson, day=day, ho=ho, here=_here(f"{lesson.slug}/", ho)
    )


def draw_step(lesson: Lesson, n: int, ho: str | None = None) -> str:
    here = _here(f"{lesson.slug}/{n}", ho)
    return render_template(
        "lessons/step.html", lesson=lesson, n=n, step=lesson.steps[n - 1], ho=ho, here=here
    )


def draw_check(lesson: Lesson, n: int, chosen: int, ho: str | None = None) -> str:
    """`chosen` is the place of the answer in the shuffled order, 1-based; 0 before the choice."""
    check = lesson.checks[n - 1]
    answers = shuffled(lesson.slug, n, check.answers)
    return render_template(
        "lessons/check.html",
        lesson=lesson,
        n=n,
        check=check,
        answers=answers,
        chosen=chosen,
        picked=answers[chosen - 1] if chosen else None,
        ho=ho,
        here=_here(f"{lesson.slug}/kiem-tra/{n}", ho),
    )


def shuffled(slug: str, n: int, answers: tuple[Answer, ...]) -> list[Answer]:
    """The answers in an order that looks drawn by lot but is the same on every visit."""
    order = list(answers)
    random.Random(f"{slug}/{n}").shuffle(order)  # noqa: S311 (an order on a page, no secret)
    return order


def _here(path: str, ho: str | None) -> str:
    return f"{SHARED_PATH}{path}" + (f"?ho={ho}" if ho else "")
