"""The pages around the lessons, as one pack: front page, lists, look, and what is said without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from flask import current_app, url_for

from webapp.lessons.schema import AFTER_A_SCAM
from webapp.models.commune import Commune
from webapp.services.lesson_shelf import lessons_for
from webapp.web.packs import Plan
from webapp.web.visitor_commune import visitor_commune

KIND, SLUG = "trang", "chung"
AROUND = ("home.index", "lessons.index", "practice.index", "display.show", "offline.show")
NOT_KEPT, NO_NETWORK = "offline.not_kept", "offline.no_network"


def paths() -> tuple[str, ...]:
    """The addresses of the pack; those of features that are not installed are left out."""
    known = current_app.view_functions
    return tuple(url_for(endpoint) for endpoint in (*AROUND, NOT_KEPT, NO_NETWORK) if endpoint in known)


def plans(commune: Commune | None) -> Iterator[Plan]:
    """The lists change with the lessons that stand in them, which a commune may do at any moment."""
    listed = "".join(f"{lesson.slug} {lesson.version} " for lesson in lessons_for(commune))
    yield _plan(hashlib.sha256(listed.encode()).hexdigest())


def find(slug: str) -> Plan | None:
    return next(plans(visitor_commune())) if slug == SLUG else None


def _plan(stamp: str) -> Plan:
    """What to do after a scam comes along: there is no time to look for a signal then, and a phone that has
    it like every other says nothing of whoever read it."""
    along = (f"bai-hoc/{AFTER_A_SCAM}",)
    title = "Trang đầu và danh sách"
    return Plan(KIND, SLUG, title, paths(), along=along, stamp=stamp, by_commune=True)
