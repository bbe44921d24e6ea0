"""For the team: lessons that somebody must compare with real screens again. Citizens never see this page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.lessons import Lesson
from webapp.rules.lesson_reviews import reviews
from webapp.services.access import Permission
from webapp.services.lesson_shelf import lessons_for
from webapp.services.progress import today
from webapp.web.access import requires
from webapp.web.visitor_commune import visitor_commune

bp = Blueprint("lesson_desk", __name__, url_prefix="/to/bai-hoc")


@bp.get("/")
@requires(Permission.READ_TEAM)
def index() -> ResponseReturnValue:
    return draw_reviews(lessons_for(visitor_commune()), today())


def draw_reviews(lessons: Iterable[Lesson], day: date) -> str:
    return render_template(
        "lesson_desk/index.html", reviews=reviews((lesson.on(day) for lesson in lessons), day), day=day
    )
