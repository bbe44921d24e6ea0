from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class ConsentPurpose(StrEnum):
    """What a family can agree to, each by itself (Luật 91/2025/QH15, Điều 9)."""

    CHECKLIST = "checklist"
    PHONE = "phone"
    PUBLIC_NAME = "public-name"


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
