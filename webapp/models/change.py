from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class ChangeKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    TRANSFER = "transfer"
    ARCHIVE = "archive"
    RESTORE = "restore"
    JOIN = "join"


class ChangeState(StrEnum):
    """ASKED waits for the officer of the receiving commune; the log knows only what was DONE and UNDONE."""

    ASKED = "asked"
    DECLINED = "declined"
    DONE = "done"
    UNDONE = "undone"


class ArchiveReason(StrEnum):
    MOVED_AWAY = "moved-away"
    DISSOLVED = "dissolved"
    MISTAKE = "mistake"
    NOT_CONFIRMED = "not-confirmed"


class HouseholdChange(Base):
    """One change of a household; once done its id is that of its event in the log.

    `into_id` is the household that goes on (merge, transfer) or was made (split); `to_commune_id` receives.
    """

    __tablename__ = "household_change"
    __table_args__ = (
        Index(None, "commune_id", "made_at"),
        Index(None, "to_commune_id", "state"),
        Index(None, "household_id"),
        Index(None, "into_id"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[ChangeKind]
    state: Mapped[ChangeState]
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    into_id: Mapped[str | None] = mapped_column(ForeignKey("household.id"))
    to_commune_id: Mapped[str | None] = mapped_column(ForeignKey("commune.id"))
    data: Mapped[dict[str, Any]]
    beside: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_by: Mapped[str | None] = mapped_column(Id)
    ended_at: Mapped[datetime | None]


class HouseholdsApart(Base):
    """Two households that look like one and are not; `first_id` is the smaller id."""

    __tablename__ = "households_apart"

    first_id: Mapped[str] = mapped_column(ForeignKey("household.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("household.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"), index=True)
    said_by: Mapped[str] = mapped_column(Id)
    said_at: Mapped[datetime] = mapped_column(default=now)
