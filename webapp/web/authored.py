"""Lessons that a commune wrote, for the pages: asked for once a request, or stood in for by a draft."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask import Flask, g

from webapp.lessons import Lesson, catalog
from webapp.lessons.authored import Authored, commune_of, is_authored
from webapp.services import communes, lesson_shelf
from webapp.services.authoring.links import refusal
from webapp.web.kept_pages import keep_nothing


def taught(slug: str, day: date) -> Lesson | None:
    """The lesson at an address as it stands that day, the site's or a commune's; None for an unknown one."""
    if not is_authored(slug):
        return _shipped(slug, day)
    own = own_lesson(slug)
    lesson = own.lesson.on(day) if own else None
    return lesson if lesson and lesson.steps else None


def own_lesson(slug: str) -> Authored | None:
    """A commune's lesson as this request shows it: published, or the draft that an author looks at."""
    if slug not in _found():
        keep_nothing()
        _found()[slug] = lesson_shelf.published(slug)
    return _found()[slug]


def stand_in_for(draft: Authored) -> None:
    """For the rest of this request the lesson's pages are drawn from that draft."""
    _found()[draft.lesson.slug] = draft
    g.draft_slug = draft.lesson.slug


def is_draft(slug: str) -> bool:
    return bool(g.get("draft_slug") == slug)


def links_of(lesson: Lesson) -> list[tuple[str, str]]:
    """The lesson's links as a page offers them: the address is empty where it may (no longer) be opened."""
    if not lesson.links:
        return []
    approved = {link.url for link in communes.settings_of(commune_of(lesson.slug)).links}
    return [(label, url if url and not refusal(url, approved) else "") for label, url in lesson.links]


def install(app: Flask) -> None:
    app.jinja_env.globals["links_of"] = links_of


@lru_cache(maxsize=128)
def _shipped(slug: str, day: date) -> Lesson | None:
    lesson = catalog().lesson(slug)
    return lesson.on(day) if lesson else None


def _found() -> dict[str, Authored | None]:
    if "authored" not in g:
        g.authored = {}
    found: dict[str, Authored | None] = g.authored
    return found
