"""Lessons: the same pages for every commune and everyone, without a database, except the end of a lesson."""

from __future__ import annotations

import re

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.lessons import pages
from webapp.lessons import Lesson, catalog
from webapp.web.access import public
from webapp.web.kept_pages import answer

bp = Blueprint("lessons", __name__, url_prefix="/bai-hoc")
HOUSEHOLD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    return answer(pages.kept_index(pages.look()))


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    look, household = pages.look(), _household()
    lesson = _taught(slug, look)
    if lesson is None:
        return _missing(slug)
    if household:
        return pages.draw_lesson(lesson, look.day, household)
    return answer(pages.kept_lesson(slug, look))


@bp.get("/<slug>/<int:n>")
@public
def step(slug: str, n: int) -> ResponseReturnValue:
    look, household = pages.look(), _household()
    lesson = _taught(slug, look)
    if lesson is None:
        return _missing(slug)
    if not _stands_in(lesson.steps, n):
        return _to_the_end(slug, household)
    if household:
        return pages.draw_step(lesson, n, household)
    return answer(pages.kept_step(slug, n, look))


@bp.get("/<slug>/kiem-tra/<int:n>")
@public
def check(slug: str, n: int) -> ResponseReturnValue:
    look, household = pages.look(), _household()
    lesson = _taught(slug, look)
    if lesson is None:
        return _missing(slug)
    if not _stands_in(lesson.checks, n):
        return _to_the_end(slug, household)
    chosen = request.args.get("chon", 0, int)
    if not 0 <= chosen <= len(lesson.checks[n - 1].answers):
        chosen = 0
    if household:
        return pages.draw_check(lesson, n, chosen, household)
    return answer(pages.kept_check(slug, n, chosen, look))


@bp.get("/<slug>/xong")
@public
def done(slug: str) -> ResponseReturnValue:
    """The end of a lesson. `g.lesson_household` is set for whoever may record it for that household."""
    lesson = _taught(slug, pages.look())
    if lesson is None:
        return _missing(slug)
    return render_template(
        "lessons/done.html",
        lesson=lesson,
        following=_following(lesson),
        ho=_household(),
        household=g.get("lesson_household"),
    )


def _taught(slug: str, look: pages.Look) -> Lesson | None:
    return pages.taught(slug, look.day) if catalog().lesson(slug) else None


def _household() -> str | None:
    """The household that the lesson was opened from, carried through the links; anything odd is dropped."""
    value = request.args.get("ho", "")
    return value if HOUSEHOLD.fullmatch(value) else None


def _stands_in(parts: tuple[object, ...], n: int) -> bool:
    if n < 1:
        abort(404)
    return n <= len(parts)


def _to_the_end(slug: str, household: str | None) -> ResponseReturnValue:
    return redirect(url_for("lessons.done", slug=slug, ho=household), 303)


def _following(lesson: Lesson) -> Lesson | None:
    """The next lesson of the list, None after the last."""
    slugs = [other.slug for other in catalog().lessons]
    after = slugs.index(lesson.slug) + 1
    return catalog().lessons[after] if after < len(slugs) else None


def _missing(slug: str) -> ResponseReturnValue:
    return render_template("lessons/missing.html", nearest=catalog().nearest(slug)), 404
