"""Lessons of the site that a commune leaves out of its list."""

from __future__ import annotations

from webapp.lessons import Lesson, catalog
from webapp.models.authored import HiddenLesson
from webapp.models.base import db
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import NotFound


def hide(*, by: Viewer, slug: str) -> Lesson:
    """Leave a lesson of the site out of the commune's list. Twice is once."""
    lesson = _shipped(slug)
    if db.session.get(HiddenLesson, (by.commune_id, slug)) is None:
        db.session.add(HiddenLesson(commune_id=by.commune_id, slug=slug, hidden_by=by.user_id))
        db.session.flush()
        audit.record(by=by, action="lesson.hide", noun="lesson", noun_id=slug, changes={"hidden": True})
    return lesson


def show(*, by: Viewer, slug: str) -> Lesson:
    """Put it back."""
    lesson = _shipped(slug)
    row = db.session.get(HiddenLesson, (by.commune_id, slug))
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        audit.record(by=by, action="lesson.show", noun="lesson", noun_id=slug, changes={"hidden": False})
    return lesson


def _shipped(slug: str) -> Lesson:
    lesson = catalog().lesson(slug)
    if lesson is None:
        raise NotFound
    return lesson
