from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """Work behind a page; the row is the truth, the queue only wakes the worker.

    Its files are deleted after `keep_until`, or after a week where that is not said.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "commune_id", "made_at"), Index(None, "state"))

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    arguments: Mapped[dict[str, Any]]
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str | None]
    problem: Mapped[str | None]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    keep_until: Mapped[datetime | None]


class ImportBatch(Base):
    """A household list that was read and waits; `plan` is exactly what a confirmation will write.

    `source` holds the cells that may be kept, for corrections; the confirmation empties it.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index(None, "commune_id", "made_at"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    source_name: Mapped[str]
    source: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    plan: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    counts: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Id)
