from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class ClipState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class VoiceClip(Base):
    """One passage of a lesson, read by somebody of the commune. Only an approved clip is heard by visitors.

    `passage_key` is of the words that were read (`rules.passages`): a clip belongs to its words, so it stays
    with them when steps move and falls silent when they change. `content` is a whole MP3 file; that of a
    replaced or withdrawn clip is empty. `machine` marks a draft that no person spoke.
    """

    __tablename__ = "voice_clip"
    __table_args__ = (
        Index(None, "commune_id", "lesson", "language"),
        Index(None, "commune_id", "state"),
        Index(
            "uq_voice_clip_approved", "commune_id", "lesson", "language", "passage_key", unique=True,
            sqlite_where=text("state = 'approved'"), postgresql_where=text("state = 'approved'"),
        ),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    lesson: Mapped[str]
    lesson_version: Mapped[int]
    place: Mapped[int]
    passage_key: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(3))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    seconds: Mapped[float]
    machine: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ClipState] = mapped_column(default=ClipState.DRAFT)
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
