"""Lessons: the same pages for every commune and everyone, without a database, except the list and the end."""

from __future__ import annotations

import re

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.lessons import pages, shelf
from webapp.lessons import Lesson
from webapp.lessons.needs import find_need
from webapp.services.lesson_shelf import was_taken_down
from webapp.services.progress import today
from webapp.web.access import public
from webapp.web.authored import taught
from webapp.web.kept_pages import keep

bp = Blueprint("lessons", __name__, url_prefix="/bai-hoc")
HOUSEHOLD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """All lessons; `tim` asks for what one typed (one letter asks nothing), `can` for what one needs."""
    query = request.args.get("tim", "").strip()
    if len(query) >= shelf.LEAST_LETTERS:
        return shelf.draw_index(query)
    need = find_need(request.args.get("can", ""))
    return keep(shelf.draw_need(need) if need else shelf.draw_index(), by_commune=True)


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    lesson, household = taught(slug, today()), _household()
    if lesson is None:
        return _missing(slug)
    return _page(pages.draw_lesson(lesson, household), household)


@bp.get("/<slug>/huong-dan")
@public
def teach(slug: str) -> ResponseReturnValue:
    """For whoever sits beside the learner: what to say, what to watch for, what never to do."""
    lesson, household = taught(slug, today()), _household()
    if lesson is None:
        return _missing(slug)
    return _page(pages.draw_teaching(lesson, household), household)


@bp.get("/<slug>/<int:n>")
@public
def step(slug: str, n: int) -> ResponseReturnValue:
    lesson, household = taught(slug, today()), _household()
    if lesson is None:
        return _missing(slug)
    if n < 1:
        return _astray(lesson)
    if n > len(lesson.steps):
        return redirect(url_for("lessons.done", slug=slug, ho=household), 303)
    return _page(pages.draw_step(lesson, n, household), household)


@bp.get("/<slug>/kiem-tra/<int:n>")
@public
def check(slug: str, n: int) -> ResponseReturnValue:
    lesson, household = taught(slug, today()), _household()
    if lesson is None:
        return _missing(slug)
    if n < 1:
        return _astray(lesson)
    if n > len(lesson.checks):
        return redirect(url_for("lessons.done", slug=slug, ho=household), 303)
    chosen = request.args.get("chon", 0, int)
    if not 0 <= chosen <= len(lesson.checks[n - 1].answers):
        chosen = 0
    return _page(pages.draw_check(lesson, n, chosen, household), household)


@bp.get("/<slug>/xong")
@public
def done(slug: str) -> ResponseReturnValue:
    """The end of a lesson. `g.lesson_household` is set for whoever may record it for that household."""
    lesson = taught(slug, today())
    if lesson is None:
        return _missing(slug)
    return render_template(
        "lessons/done.html",
        lesson=lesson,
        following=pages.following(lesson),
        ho=_household(),
        household=g.get("lesson_household"),
    )


@bp.get("/<slug>/<path:rest>")
@public
def astray(slug: str, rest: str) -> ResponseReturnValue:
    """Any other address under a lesson, such as a step written in letters."""
    lesson = taught(slug, today())
    return _missing(slug) if lesson is None else _astray(lesson)


def _page(html: str, household: str | None) -> ResponseReturnValue:
    """A page opened from a household is that visitor's alone; any other is everyone's."""
    return html if household else keep(html)


def _household() -> str | None:
    """The household that the lesson was opened from, carried through the links; anything odd is dropped."""
    value = request.args.get("ho", "")
    return value if HOUSEHOLD.fullmatch(value) else None


def _missing(slug: str) -> ResponseReturnValue:
    stopped = was_taken_down(slug)
    return shelf.draw_missing(slug, stopped=stopped), 410 if stopped else 404


def _astray(lesson: Lesson) -> ResponseReturnValue:
    return pages.draw_astray(lesson), 404
