"""Handing a lesson on: short link, code, words for a group and for the loudspeaker, picture, papers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.sharing import links
from webapp.lessons import Lesson
from webapp.lessons.announcements import group_message, loudspeaker_text
from webapp.services.lesson_shelf import lessons_for, slug_of_short
from webapp.services.progress import today
from webapp.web.access import public
from webapp.web.authored import taught
from webapp.web.kept_files import kept_file
from webapp.web.pdf.leaflets import Linked, render_leaflet, render_poster
from webapp.web.pdf.previews import lesson_picture
from webapp.web.visitor_commune import visitor_commune

bp = Blueprint("sharing", __name__)
DAY = 86_400


@bp.get("/b/<code>")
@public
def short(code: str) -> ResponseReturnValue:
    """Where a printed code or a message leads: step 1 of the lesson."""
    slug = links.SHORT_NAMES.get(code.lower()) or slug_of_short(code.lower()) or code
    return redirect(url_for("lessons.step", slug=slug, n=1, **links.place()), 302)


@bp.get("/chia-se/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    lesson = _lesson(slug)
    link = links.link_of(lesson)
    return render_template(
        "sharing/show.html",
        lesson=lesson,
        link=link,
        qr=links.qr_drawing(link),
        message=group_message(lesson, link),
        loudspeaker=loudspeaker_text(lesson),
    )


@bp.get("/chia-se/<slug>/hinh.png")
@public
def picture(slug: str) -> ResponseReturnValue:
    """The picture of the lesson's link, 1200 x 630."""
    lesson = _lesson(slug)
    made = kept_file("hinh", repr(lesson), lambda: lesson_picture(lesson))
    return _file(made, "image/png")


@bp.get("/bai-hoc/<slug>/to-roi.pdf")
@public
def leaflet(slug: str) -> ResponseReturnValue:
    linked = _linked(_lesson(slug))
    place = _place_name()
    made = kept_file("to-roi", repr((linked, place)), lambda: render_leaflet(linked, place))
    return _file(made, "application/pdf", f"to-roi-{slug}.pdf")


@bp.get("/chia-se/ap-phich.pdf")
@public
def poster() -> ResponseReturnValue:
    lessons, place = [_linked(lesson.on(today())) for lesson in lessons_for(visitor_commune())], _place_name()
    everything = links.all_lessons()
    shows = repr((lessons, everything, place))
    made = kept_file("ap-phich", shows, lambda: render_poster(lessons, everything, place))
    return _file(made, "application/pdf", "ap-phich-bai-hoc.pdf")


def _lesson(slug: str) -> Lesson:
    """As it is taught today; 404 for an unknown one."""
    return taught(slug, today()) or abort(404)


def _linked(lesson: Lesson) -> Linked:
    return Linked(lesson, links.link_of(lesson))


def _place_name() -> str:
    commune = visitor_commune()
    return commune.name if commune else ""


def _file(content: bytes, kind: str, name: str = "") -> Response:
    response = Response(content, content_type=kind)
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = f"private, max-age={DAY if kind.startswith('image') else 0}"
    return response
