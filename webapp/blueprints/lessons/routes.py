"""Lessons: the same pages for every commune and everyone, without a database, except the end of a lesson."""

from __future__ import annotations

import re

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.lessons import pages
from webapp.lessons import catalog
from webapp.web.access import public
from webapp.web.kept_pages import keep

bp = Blueprint("lessons", __name__, url_prefix="/bai-hoc")
HOUSEHOLD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    return keep(pages.draw_index())


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    lesson, household = pages.taught(slug, pages.today()), _household()
    if lesson is None:
        return _missing(slug)
    return _page(pages.draw_lesson(lesson, household), household)


@bp.get("/<slug>/<int:n>")
@public
def step(slug: str, n: int) -> ResponseReturnValue:
    lesson, household = pages.taught(slug, pages.today()), _household()
    if lesson is None:
        return _missing(slug)
    if not _stands_in(lesson.steps, n):
        return redirect(url_for("lessons.done", slug=slug, ho=household), 303)
    return _page(pages.draw_step(lesson, n, household), household)


@bp.get("/<slug>/kiem-tra/<int:n>")
@public
def check(slug: str, n: int) -> ResponseReturnValue:
    lesson, household = pages.taught(slug, pages.today()), _household()
    if lesson is None:
        return _missing(slug)
    if not _stands_in(lesson.checks, n):
        return redirect(url_for("lessons.done", slug=slug, ho=household), 303)
    chosen = request.args.get("chon", 0, int)
    if not 0 <= chosen <= len(lesson.checks[n - 1].answers):
        chosen = 0
    return _page(pages.draw_check(lesson, n, chosen, household), household)


@bp.get("/<slug>/xong")
@public
def done(slug: str) -> ResponseReturnValue:
    """The end of a lesson. `g.lesson_household` is set for whoever may record it for that household."""
    lesson = pages.taught(slug, pages.today())
    if lesson is None:
        return _missing(slug)
    return render_template(
        "lessons/done.html",
        lesson=lesson,
        following=pages.following(lesson),
        ho=_household(),
        household=g.get("lesson_household"),
    )


def _page(html: str, household: str | None) -> ResponseReturnValue:
    """A page opened from a household is that visitor's alone; any other is everyone's."""
    return html if household else keep(html)


def _household() -> str | None:
    """The household that the lesson was opened from, carried through the links; anything odd is dropped."""
    value = request.args.get("ho", "")
    return value if HOUSEHOLD.fullmatch(value) else None


def _stands_in(parts: tuple[object, ...], n: int) -> bool:
    if n < 1:
        abort(404)
    return n <= len(parts)


def _missing(slug: str) -> ResponseReturnValue:
    return render_template("lessons/missing.html", nearest=catalog().nearest(slug)), 404
