"""What the lesson pages show, from plain lessons; with `ho`, a household, every link carries it on."""

from __future__ import annotations

import random

from flask import render_template

from webapp.lessons import Lesson, catalog
from webapp.lessons.schema import Answer
from webapp.services.progress import today

LIST = "/bai-hoc/"


def draw_lesson(lesson: Lesson, ho: str | None) -> str:
    here = _here(f"{lesson.slug}/", ho)
    return render_template("lessons/show.html", lesson=lesson, day=today(), ho=ho, here=here)


def draw_step(lesson: Lesson, n: int, ho: str | None) -> str:
    here = _here(f"{lesson.slug}/{n}", ho)
    return render_template(
        "lessons/step.html", lesson=lesson, n=n, step=lesson.steps[n - 1], ho=ho, here=here
    )


def draw_teaching(lesson: Lesson, ho: str | None) -> str:
    here = _here(f"{lesson.slug}/huong-dan", ho)
    return render_template("lessons/teach.html", lesson=lesson, day=today(), ho=ho, here=here)


def draw_astray(lesson: Lesson) -> str:
    """For an address under a lesson that names no page of it."""
    return render_template("lessons/astray.html", lesson=lesson)


def draw_check(lesson: Lesson, n: int, chosen: int, ho: str | None) -> str:
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


def following(lesson: Lesson) -> Lesson | None:
    """The next lesson of the site's list, None after the last and after one of a commune's own."""
    slugs = [other.slug for other in catalog().lessons]
    after = slugs.index(lesson.slug) + 1 if lesson.slug in slugs else len(slugs)
    return catalog().lessons[after] if after < len(slugs) else None


def _here(path: str, ho: str | None) -> str:
    return f"{LIST}{path}" + (f"?ho={ho}" if ho else "")
