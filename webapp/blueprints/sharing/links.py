"""The addresses by which a lesson travels: short, whole, with the commune where several are served."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from webapp.lessons import Lesson, catalog
from webapp.services import communes
from webapp.web.addresses import whole_url
from webapp.web.visitor_commune import COMMUNE_COOKIE, visitor_commune

SHORT_NAMES = {lesson.short: lesson.slug for lesson in catalog().lessons}


def place() -> dict[str, str]:
    """What a shared address says of the commune: nothing where there is only one, or none is known."""
    commune = visitor_commune()
    return {COMMUNE_COOKIE: commune.id} if commune and communes.only() is None else {}


def link_of(lesson: Lesson) -> str:
    """The address to share: it opens step 1, without signing in."""
    return whole_url(url_for("sharing.short", code=lesson.short or lesson.slug, **place()))


def all_lessons() -> str:
    return whole_url(url_for("lessons.index", **place()))


def qr_drawing(text: str) -> Markup:
    """The code of an address as inline SVG, dark on white in every theme."""
    import segno

    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
    return Markup(svg)  # noqa: S704 (drawn by segno from modules, the text itself is not in it)
