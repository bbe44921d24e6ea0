from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, SortKey, id_column, now


class AgeBand(StrEnum):
    """Bands that allow the cuts at 14, 15, 16 and 18 which the plans use."""

    UNDER_14 = "under-14"
    FROM_14 = "14-15"
    FROM_16 = "16-17"
    FROM_18 = "18-59"
    FROM_60 = "60-up"


class Household(Base):
    __tablename__ = "household"
    __table_args__ = (
        Index(None, "commune_id", "hamlet_id", "head_sort"),
        Index(None, "commune_id", "head_fold"),
        Index(None, "commune_id", "assigned_to"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    hamlet_id: Mapped[str] = mapped_column(ForeignKey("hamlet.id"))
    head: Mapped[str]
    head_fold: Mapped[str]
    head_sort: Mapped[str] = mapped_column(SortKey)
    address_form: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    size: Mapped[int | None]
    note: Mapped[str | None]
    assigned_to: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("household.id"))
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Person(Base):
    """Someone in a household: name and birth year only. An unnamed one has a band instead of a name."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "commune_id", "household_id"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    name: Mapped[str | None]
    birth_year: Mapped[int | None]
    address_form: Mapped[str | None]
    relation: Mapped[str | None]
    band: Mapped[AgeBand | None]
    position: Mapped[int] = mapped_column(default=0)
    from_event: Mapped[str | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
