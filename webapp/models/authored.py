from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class AuthoredLesson(Base):
    """A lesson that a commune writes itself. `draft` is what its author last saved, in the shape that
    `webapp.lessons.authored` reads; readers see the version `published`, or nothing where that is empty.

    `slug` and `short` are its addresses: they never change, because links are shared and printed.
    `revision` counts the saves, so that two authors do not write over each other unawares.
    """

    __tablename__ = "authored_lesson"
    __table_args__ = (UniqueConstraint("slug"), UniqueConstraint("short"), Index(None, "commune_id", "slug"))

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    slug: Mapped[str]
    short: Mapped[str]
    draft: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    published: Mapped[int | None]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class AuthoredVersion(Base):
    """What was published, once and for all. `again` is the older version whose words it brought back."""

    __tablename__ = "authored_version"
    __table_args__ = (UniqueConstraint("lesson_id", "version"), Index(None, "commune_id", "lesson_id"))

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    lesson_id: Mapped[str] = mapped_column(ForeignKey("authored_lesson.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    note: Mapped[str]
    again: Mapped[int | None]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)


class HiddenLesson(Base):
    """A lesson of the site that a commune leaves out of its list; its address still opens."""

    __tablename__ = "hidden_lesson"

    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    hidden_by: Mapped[str] = mapped_column(Id)
    hidden_at: Mapped[datetime] = mapped_column(default=now)
