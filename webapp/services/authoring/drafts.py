"""Drafts of a commune's lessons: begun or copied, saved part by part, thrown away."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.lessons import Lesson, catalog
from webapp.lessons.authored import Authored, read_authored
from webapp.models.authored import AuthoredLesson, AuthoredVersion
from webapp.models.base import db, now
from webapp.models.user import User
from webapp.rules.vietnamese import fold
from webapp.services import audit, communes, lesson_shelf
from webapp.services.access import Viewer
from webapp.services.authoring.tables import empty_table, table_of
from webapp.services.errors import NotFound, Refused

MOST_LESSONS = 60
SHORT_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SAVED_BY_ANOTHER = (
    "Bài này vừa được lưu ở chỗ khác. Chữ vừa gõ còn nguyên ở đây; bấm Lưu lần nữa để ghi đè phần này."
)


@dataclass(frozen=True)
class Draft:
    """A draft as its author sees it; `newest` is the last version that was published, 0 if none was."""

    row: AuthoredLesson
    read: Authored
    newest: int
    changed_by: str
    differs: bool

    @property
    def lesson(self) -> Lesson:
        return self.read.lesson


def every(viewer: Viewer) -> list[Draft]:
    """The commune's own lessons, changed last first."""
    rows = db.session.execute(
        select(AuthoredLesson, User.display_name)
        .join(User, User.id == AuthoredLesson.changed_by, isouter=True)
        .where(AuthoredLesson.commune_id == viewer.commune_id)
        .order_by(AuthoredLesson.changed_at.desc(), AuthoredLesson.id)
    )
    return [_draft(row, name or "") for row, name in rows]


def get(viewer: Viewer, lesson_id: str) -> Draft:
    """Raises NotFound outside the viewer's commune."""
    row = row_of(viewer, lesson_id)
    author = db.session.get(User, row.changed_by)
    return _draft(row, author.display_name if author else "")


def row_of(viewer: Viewer, lesson_id: str, *, lock: bool = False) -> AuthoredLesson:
    """The row, locked against other writers where it is about to change."""
    row = db.session.get(AuthoredLesson, lesson_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.commune_id != viewer.commune_id:
        raise NotFound
    return row


def start(*, by: Viewer, title: str, topic: str, today: date) -> AuthoredLesson:
    """A new lesson with five empty steps and two empty questions."""
    return _add(by, title, empty_table(title, topic, today), None)


def copy(*, by: Viewer, slug: str, title: str, today: date) -> AuthoredLesson:
    """A lesson of the site, or one of the commune's own, as a new draft."""
    own = lesson_shelf.standing_of(slug)
    if own is not None:
        row = row_of(by, own.id)
        return _add(by, title, {**row.draft, "title": title}, slug)
    lesson = catalog().lesson(slug)
    if lesson is None:
        raise NotFound
    return _add(by, title, {**table_of(lesson), "title": title, "reviewed_on": today.isoformat()}, slug)


def save(*, by: Viewer, lesson_id: str, revision: int, part: str, values: dict[str, Any]) -> AuthoredLesson:
    """Put some fields of a draft in place; `part` names them for the trail. Refused after another's save."""
    row = row_of(by, lesson_id, lock=True)
    if row.revision != revision:
        raise Refused(SAVED_BY_ANOTHER)
    return write(by, row, {**row.draft, **values}, part)


def write(by: Viewer, row: AuthoredLesson, draft: dict[str, Any], part: str) -> AuthoredLesson:
    """Store a changed draft with its trail."""
    row.draft, row.revision = draft, row.revision + 1
    row.changed_by, row.changed_at = by.user_id, now()
    db.session.flush()
    audit.record(
        by=by, action="lesson.save", noun="authored_lesson", noun_id=row.id,
        changes={"part": part, "revision": row.revision},
    )  # fmt: skip
    return row


def discard(*, by: Viewer, lesson_id: str) -> str:
    """Throw away a draft that was never published; returns its title."""
    draft = get(by, lesson_id)
    if draft.newest:
        raise Refused("Bài đã từng đăng nên được giữ lại. Bấm “Ngừng đăng” để bà con không thấy nữa.")
    audit.record(
        by=by, action="lesson.discard", noun="authored_lesson", noun_id=lesson_id,
        changes={"slug": draft.row.slug, "title": draft.lesson.title},
    )  # fmt: skip
    db.session.delete(draft.row)
    db.session.flush()
    return draft.lesson.title


def _add(by: Viewer, title: str, draft: dict[str, Any], source: str | None) -> AuthoredLesson:
    commune = communes.get(by.commune_id)
    slugs = set(
        db.session.scalars(select(AuthoredLesson.slug).where(AuthoredLesson.commune_id == commune.id))
    )
    if len(slugs) >= MOST_LESSONS:
        raise Refused(f"Mỗi xã, phường có nhiều nhất {MOST_LESSONS} bài.", "title")
    row = AuthoredLesson(
        commune_id=commune.id, slug=_free_slug(commune.id, title, slugs), short=_free_short(), draft=draft,
        made_by=by.user_id, changed_by=by.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        by=by, action="lesson.start", noun="authored_lesson", noun_id=row.id,
        changes={"slug": row.slug, "title": title, **({"from": source} if source else {})},
    )  # fmt: skip
    return row


def _free_slug(commune_id: str, title: str, taken: Collection[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(title))[:48].strip("-") or "bai"
    slug, number = f"x{commune_id}-{words}", 2
    while slug in taken:
        slug, number = f"x{commune_id}-{words}-{number}", number + 1
    return slug


def _free_short() -> str:
    while True:
        short = "x" + "".join(secrets.choice(SHORT_LETTERS) for _ in range(5))
        known = select(AuthoredLesson.id).where(AuthoredLesson.short == short)
        if db.session.scalar(known) is None and all(each.short != short for each in catalog().lessons):
            return short


def _draft(row: AuthoredLesson, changed_by: str) -> Draft:
    last = db.session.execute(
        select(AuthoredVersion.version, AuthoredVersion.content)
        .where(AuthoredVersion.commune_id == row.commune_id, AuthoredVersion.lesson_id == row.id)
        .order_by(AuthoredVersion.version.desc())
        .limit(1)
    ).first()
    newest = last.version if last else 0
    read = read_authored(row.slug, row.short, newest + 1, row.draft)
    return Draft(row, read, newest, changed_by, last is None or last.content != row.draft)
