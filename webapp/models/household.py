from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
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
    """A family's home. `merged_into` is the household that goes on in its place, however many lie between.

    `changed`: merges, splits or moves touch it, `former` are the places it left, as {"commune", "hamlet",
    "until"}; `awaiting` is the member who added it at the door, until the leader confirms it.
    `no_smartphone` and `needs_help` tell the team what to bring, never why. A family that can't do it alone
    has a standing helper: an account of the team, or a relative's name. `erased_at`: the family asked for
    its sheet to be erased, and nothing done before that moment is kept.
    """

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
    changed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    former: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    merged_at: Mapped[datetime | None]
    from_event: Mapped[str | None] = mapped_column(Id)
    awaiting: Mapped[str | None] = mapped_column(Id)
    no_smartphone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    needs_help: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    standing_helper_id: Mapped[str | None] = mapped_column(Id)
    standing_helper: Mapped[str | None]
    helped_since: Mapped[date | None]
    erased_at: Mapped[datetime | None]


class Person(Base):
    """Someone in a household: name and birth year only. An unnamed one has a band instead of a name.

    `listed_in` is the household it was first written into, where a change has moved it since.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "commune_id", "household_id"),
        Index(
            "ix_person_listed_in", "listed_in",
            sqlite_where=text("listed_in IS NOT NULL"), postgresql_where=text("listed_in IS NOT NULL"),
        ),
    )  # fmt: skip

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
    listed_in: Mapped[str | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
