"""The lessons as packs: what a phone keeps of each, so that it works where there is no signal."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.blueprints.lessons.pages import LIST
from webapp.lessons import Lesson
from webapp.models.commune import Commune
from webapp.services.lesson_shelf import lessons_for
from webapp.services.progress import today
from webapp.web.authored import taught
from webapp.web.packs import Plan

KIND = "bai-hoc"
PRACTICES = "luyen-tap"


def plans(commune: Commune | None) -> Iterator[Plan]:
    return (_plan(lesson.on(today())) for lesson in lessons_for(commune))


def find(slug: str) -> Plan | None:
    lesson = taught(slug, today())
    return _plan(lesson) if lesson else None


def _plan(lesson: Lesson) -> Plan:
    first = f"{LIST}{lesson.slug}/"
    checks = f"{first}kiem-tra/"
    end = f"{first}xong"
    return Plan(
        KIND,
        lesson.slug,
        lesson.title,
        pages=(first, *_steps(first, lesson), *_checks(checks, lesson), end, f"{first}huong-dan"),
        numbered=(first, checks),
        doors=(f"/b/{lesson.short}",) if lesson.short else (),
        household=(first, end, f"{first}huong-dan"),
        along=tuple(f"{PRACTICES}/{slug}" for slug in (*lesson.practices, *_scams(lesson))),
        stamp=str(lesson.version),
    )


def _scams(lesson: Lesson) -> tuple[str, ...]:
    """A lesson about scams brings their trainer; the one for after a scam has no time for it."""
    return ("lua-dao",) if lesson.warns and not lesson.leaves_no_trace else ()


def _steps(first: str, lesson: Lesson) -> Iterator[str]:
    return (f"{first}{n}" for n, _ in enumerate(lesson.steps, start=1))


def _checks(folder: str, lesson: Lesson) -> Iterator[str]:
    for n, check in enumerate(lesson.checks, start=1):
        yield f"{folder}{n}"
        yield from (f"{folder}{n}?chon={place}" for place, _ in enumerate(check.answers, start=1))
