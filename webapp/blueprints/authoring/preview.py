"""A lesson's own pages at phone size beside the form: the same templates, and nothing in them works."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

from webapp.blueprints.lessons import pages
from webapp.lessons.authored import Authored
from webapp.services.authoring.publishing import findings_of
from webapp.services.progress import today
from webapp.web.access import current_viewer
from webapp.web.authored import stand_in_for
from webapp.web.drawings import drawing
from webapp.web.layout import stand_in

PHONE = "authoring/_phone.html"
# What would lead somewhere, be read by a script, or be there twice: words are escaped and hold no quote.
LIVE = re.compile(r' (?:href="(?!#i-)|rel="|id="|aria-label(?:ledby)?="|role="status|data-[\w-]+=")[^"]*"')


def start(read: Authored) -> Markup:
    """The page that a lesson opens with."""
    return _phone(read, lambda: pages.draw_lesson(read.lesson, None)) if read.lesson.steps else Markup("")


def nothing(_read: Authored) -> Markup:
    """For a part that no page shows by itself."""
    return Markup("")


def step(read: Authored, n: int) -> Markup:
    return _phone(read, lambda: pages.draw_step(read.lesson, n, None))


def question(read: Authored, n: int, answer: int) -> Markup:
    """Before the choice, or after choosing that answer of the author's order (1-based)."""
    check = read.lesson.checks[n - 1]
    shown = pages.shuffled(read.lesson.slug, n, check.answers)
    chosen = shown.index(check.answers[answer - 1]) + 1 if 1 <= answer <= len(check.answers) else 0
    return _phone(read, lambda: pages.draw_check(read.lesson, n, chosen, None))


def teaching(read: Authored) -> Markup:
    return _phone(read, lambda: pages.draw_teaching(read.lesson, None))


def findings(read: Authored) -> list[tuple[str, str]]:
    """Everything to mend in a draft as it stands, or as it is typed."""
    return findings_of(current_viewer(), read, today(), draw)


def draw(read: Authored, name: str) -> str:
    """The SVG of one of a draft's drawings."""
    stand_in_for(read)
    return str(drawing(read.lesson.slug, name))


def _phone(read: Authored, page: Callable[[], str]) -> Markup:
    stand_in_for(read)
    stand_in(PHONE)
    html = page().replace("<h1>", '<p class="h1">').replace("</h1>", "</p>")
    return Markup(LIVE.sub("", html))  # noqa: S704 (our own templates, which escaped the author's words)
