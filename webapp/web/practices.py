"""A practice's drawn phone, made live: real links lie over the places that may be pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask
from jinja2 import TemplateError
from markupsafe import Markup

from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_schema import END, Practice, State
from webapp.lessons.schema import Lesson
from webapp.web.drawings import environment, squeezed

LIST = "/luyen-tap/"
SPOT = re.compile(r'<rect data-spot="([\w-]+)" x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)" rx="(\S+)"/>')
MISS = re.compile(r'<rect data-miss="" ([^>]*)/>')
EDGES = (
    'stroke="#1B1A17" stroke-width="10"',
    'stroke="#FFC629" stroke-width="6.5"',
    'class="ring" stroke="#263C86" stroke-width="4" opacity="0"',
)


@dataclass(frozen=True, slots=True)
class Press:
    """A place on the drawn phone: where it leads, its spoken name, `right` or `wrong`."""

    href: str
    name: str
    tried: str


@cache
def practice_drawing(slug: str, name: str) -> Markup:
    """The SVG of a practice's screen as drawn, its places to press still unmarked rectangles.

    ValueError says what is wrong with a drawing that can't be rendered.
    """
    try:
        return squeezed(environment().get_template(f"practices/{slug}/{name}.svg").render())
    except (TemplateError, LookupError, TypeError) as error:
        raise ValueError(f"không vẽ được: {error}") from error


def still(slug: str, name: str) -> Markup:
    """The screen as a picture."""
    return Markup(MISS.sub("", SPOT.sub("", practice_drawing(slug, name))))  # noqa: S704


def live(slug: str, name: str, presses: Mapping[str, Press], ring: str = "", miss: str = "") -> Markup:
    """The screen with links: `presses` by spot, a gold ring around the spot `ring`; `miss` is where a press
    beside everything leads."""

    def linked(found: re.Match[str]) -> str:
        spot, x, y, w, h, r = found.groups()
        press = presses.get(spot)
        if press is None:
            return ""
        edge = _ring(float(x), float(y), float(w), float(h), float(r)) if spot == ring else Markup()
        return edge + Markup(
            '<a class="spot" href="{}" aria-label="{}" data-try="{}">'
            '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill-opacity="0"/></a>'
        ).format(press.href, press.name, press.tried, x, y, w, h, r)

    def missed(found: re.Match[str]) -> str:
        if not miss:
            return ""
        link = '<a class="miss" href="{}" tabindex="-1" aria-hidden="true" data-try="wrong"><rect {}/></a>'
        return Markup(link).format(miss, Markup(found[1]))  # noqa: S704 (numbers of our own drawing)

    svg = MISS.sub(missed, SPOT.sub(linked, practice_drawing(slug, name)))
    return Markup(svg.replace('role="img"', 'role="group"', 1))  # noqa: S704


def _ring(x: float, y: float, w: float, h: float, r: float) -> Markup:
    """A gold ring with a dark edge, four units outside its place."""
    place = f'x="{x - 4:g}" y="{y - 4:g}" width="{w + 8:g}" height="{h + 8:g}" rx="{r + 4:g}" fill="none"'
    return Markup("".join(f"<rect {place} {edge}/>" for edge in EDGES))  # noqa: S704 (only numbers)


def practice_paths(slug: str) -> list[str]:
    """Every address of a practice: its first page, its screens with their answers, its end; [] if unknown."""
    practice = practice_catalog().practice(slug)
    if practice is None:
        return []
    first = f"{LIST}{slug}/"
    screens = [path for state in practice.states for path in _state_paths(first, state)]
    return [first, *screens, f"{first}{END}"]


def _state_paths(first: str, state: State) -> list[str]:
    return [f"{first}{state.id}", *(f"{first}{state.id}?chon={place}" for place in state.answers)]


def practices_of(lesson: Lesson) -> list[Practice]:
    """The practices that belong to a lesson, those of them that can be read."""
    found = (practice_catalog().practice(slug) for slug in lesson.practices)
    return [practice for practice in found if practice is not None]


def install(app: Flask) -> None:
    """The site starts without a broken practice, and says which and why."""
    for problem in practice_catalog().problems:
        app.logger.warning("practice left out: %s", problem)
    app.jinja_env.globals.update(live_phone=live, still_phone=still, practices_of=practices_of)
