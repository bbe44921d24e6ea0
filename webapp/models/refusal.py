from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now
from webapp.models.recognition import RecipientKind


class RefusalKind(StrEnum):
    DECLINES = "declines"
    OBJECTS = "objects"


class RefusalWay(StrEnum):
    """How the family said it."""

    FACE_TO_FACE = "face-to-face"
    PHONE = "phone"
    PAPER = "paper"
    MEETING = "meeting"


class Refusal(Base):
    """A recipient wants no recognition in a year, or objects to it, until it is taken back."""

    __tablename__ = "refusal"
    __table_args__ = (
        Index(
            "ix_refusal_standing", "title_id", "year", "recipient_kind", "recipient_id", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "commune_id", "recipient_id"),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    year: Mapped[int]
    recipient_kind: Mapped[RecipientKind]
    recipient_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[RefusalKind]
    way: Mapped[RefusalWay]
    said_on: Mapped[date]
    said_by: Mapped[str | None]
    reason: Mapped[str | None]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_on: Mapped[date | None]
    withdrawn_way: Mapped[RefusalWay | None]
    withdrawn_by: Mapped[str | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None]
