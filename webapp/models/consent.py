from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class ConsentPurpose(StrEnum):
    """What a family can agree to, each by itself (Luật 91/2025/QH15, Điều 9)."""

    CHECKLIST = "checklist"
    PHONE = "phone"
    PUBLIC_NAME = "public-name"


class ConsentWay(StrEnum):
    """How a family gave its answer."""

    SCREEN = "screen"
    PAPER = "paper"


class Consent(Base):
    __tablename__ = "consent"
    __table_args__ = (Index(None, "commune_id", "household_id", "purpose"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    purpose: Mapped[ConsentPurpose]
    version: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(default=now)
    given_to: Mapped[str] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_to: Mapped[str | None] = mapped_column(Id)


class ConsentAnswer(Base):
    """One time that a family was asked and answered, also when it agreed to nothing. Never changed.

    `agreed` are the purposes agreed to that time; `version` is the notice that was read out or stood
    on the paper; `said_by` names who answered. It was said at `said_at`, reached the site at `arrived_at`
    (either None: as `answered_at`) and holds from `answered_at`: an agreement from when it was said, a
    refusal from its arrival.
    """

    __tablename__ = "consent_answer"
    __table_args__ = (Index(None, "commune_id", "household_id", "answered_at"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    agreed: Mapped[list[Any]]
    version: Mapped[int]
    way: Mapped[ConsentWay]
    said_by: Mapped[str | None]
    answered_at: Mapped[datetime] = mapped_column(default=now)
    said_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None] = mapped_column(default=now)
    recorded_by: Mapped[str] = mapped_column(Id)

    @property
    def said(self) -> datetime:
        return self.said_at or self.answered_at


# The moment an answer was said, for a query: the family's last word is the one with the greatest.
moment_said = func.coalesce(ConsentAnswer.said_at, ConsentAnswer.answered_at)
