from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class SessionKind(StrEnum):
    GROUP = "group"
    WALK_IN = "walk-in"


class TeachingSession(Base):
    """One occasion of teaching: a group, or someone who walked in and belongs to no household here.

    `named` lists who was ticked, as {"household": id, "person": id or null for the family}; what they learned
    are events. `headcount` counts those present besides them, of whom nothing else is kept.
    """

    __tablename__ = "teaching_session"
    __table_args__ = (Index(None, "commune_id", "held_on"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    hamlet_id: Mapped[str | None] = mapped_column(ForeignKey("hamlet.id"))
    kind: Mapped[SessionKind]
    held_on: Mapped[date]
    place: Mapped[str | None]
    items: Mapped[list[Any]]
    named: Mapped[list[Any]]
    headcount: Mapped[int] = mapped_column(default=0)
    helper_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    recorded_by: Mapped[str] = mapped_column(Id)
    note: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def present(self) -> int:
        return len(self.named) + self.headcount
