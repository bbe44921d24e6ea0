"""Papers of lessons: a leaflet of one A4 for each, and a poster of them all for the hamlet's house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.lessons.announcements import OWN_RULE
from webapp.lessons.schema import TOPICS, Lesson
from webapp.web.drawings import drawing
from webapp.web.icons import icon_paths
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.qr import qr_picture

WIDE_STEPS = 6
"""Up to six steps stand three in a row; more of them four."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A lesson with the address its code leads to, and that address as it is printed."""

    lesson: Lesson
    url: str

    @property
    def shown_url(self) -> str:
        return self.url.split("://", 1)[-1].split("?", 1)[0]


def render_leaflet(linked: Linked, commune: str) -> bytes:
    """One A4 page: what is needed, every step with its drawing, a code that opens the lesson.

    `commune` is its name, or "" for a leaflet of no place. Raises FontsMissing.
    """
    lesson = linked.lesson
    pictures = {f"{step.drawing}.svg": svg_file(lesson.slug, step.drawing) for step in lesson.steps}
    pictures["qr.png"] = qr_picture(linked.url).png()
    html = render_template(
        "pdf/leaflet.html", lesson=lesson, linked=linked, commune=commune, rule=OWN_RULE,
        columns=3 if len(lesson.steps) <= WIDE_STEPS else 4,
    )  # fmt: skip
    return html_to_pdf(html, render_template("pdf/leaflet.css"), pictures)


def render_poster(lessons: Sequence[Linked], all_lessons: str, commune: str) -> bytes:
    """One A3 page with every lesson and its code by topic; `all_lessons` is the address of the list."""
    topics = [
        (words, [linked for linked in lessons if linked.lesson.topic == topic])
        for topic, words in TOPICS.items()
    ]
    pictures = {f"{linked.lesson.slug}.png": qr_picture(linked.url).png() for linked in lessons}
    pictures |= {f"{linked.lesson.icon}.svg": icon_file(linked.lesson.icon) for linked in lessons}
    pictures["tat-ca.png"] = qr_picture(all_lessons).png()
    shown = all_lessons.split("://", 1)[-1].split("?", 1)[0]
    html = render_template(
        "pdf/poster.html", topics=[each for each in topics if each[1]], shown=shown, commune=commune
    )
    return html_to_pdf(html, render_template("pdf/poster.css"), pictures)


def svg_file(slug: str, name: str) -> bytes:
    """A lesson's drawing as a file of its own, its labels in the font of our papers."""
    return str(drawing(slug, name)).replace("<svg ", '<svg font-family="Be Vietnam Pro" ', 1).encode()


def icon_file(name: str) -> bytes:
    """An icon as a file of its own, in the colour of what is pressed."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#263C86" '
        f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{icon_paths(name)}</svg>'
    ).encode()
