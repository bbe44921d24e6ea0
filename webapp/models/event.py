from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class EventOp(StrEnum):
    """What a phone sends, and from ACCEPT on what only the site itself writes.

    ERASED is what any of them becomes when the family asks for it: the id stays, nothing else speaks.
    """

    DONE = "done"
    UNDO = "undo"
    VISIT = "visit"
    EDIT = "edit"
    NOTE = "note"
    PERSON = "person"
    HOUSEHOLD = "household"
    ACCEPT = "accept"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    TRANSFER = "transfer"
    ARCHIVE = "archive"
    RESTORE = "restore"
    JOIN = "join"
    REVERT = "revert"
    ERASED = "erased"


class EventMark(StrEnum):
    """What a leader should look at, though the event counts."""

    CLOCK = "clock"
    ASSIGNED_ELSEWHERE = "assigned-elsewhere"


class Event(Base):
    """One kept event of the log. Nothing deletes it, and only an erasure (services/erasing) changes it."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "commune_id", "household_id", "op"),
        Index(None, "commune_id", "received_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    op: Mapped[EventOp]
    item: Mapped[str | None]
    person_id: Mapped[str | None] = mapped_column(Id)
    helper_id: Mapped[str] = mapped_column(Id)
    cancels: Mapped[str | None] = mapped_column(Id)
    data: Mapped[dict[str, Any]]
    device_id: Mapped[str] = mapped_column(Id)
    seq: Mapped[int]
    occurred_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    payload_hash: Mapped[str]
    dated_on: Mapped[date]
    marks: Mapped[list[Any]] = mapped_column(default=list)


class QuarantinedEvent(Base):
    """A second event with the id of a kept one but other content; it waits for a leader."""

    __tablename__ = "quarantined_event"
    __table_args__ = (
        Index(None, "commune_id", "settled_at"),
        Index(None, "event_id", "payload_hash", unique=True),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    event_id: Mapped[str] = mapped_column(Id)
    payload: Mapped[dict[str, Any]]
    payload_hash: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(Id)


class Device(Base):
    """One phone as one account uses it: what waits there by its last word, and whether it was revoked.

    `team_phone_id`: the shared phone of a team that it is, if it is one.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    first_contact_at: Mapped[datetime] = mapped_column(default=now)
    last_contact_at: Mapped[datetime] = mapped_column(default=now)
    label: Mapped[str] = mapped_column(default="", server_default="")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_since: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(Id)
    wiped_at: Mapped[datetime | None]
    team_phone_id: Mapped[str | None] = mapped_column(Id)


class LiveDone(Base):
    """Projection: a `done` that no `undo` names and whose person, if any, is known."""

    __tablename__ = "live_done"
    __table_args__ = (Index(None, "commune_id", "household_id", "item"),)

    event_id: Mapped[str] = mapped_column(Id, primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"))
    item: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(Id)
    helper_id: Mapped[str] = mapped_column(Id)
    dated_on: Mapped[date]
    lesson_version: Mapped[int | None]


class FieldHead(Base):
    """Projection: the edit that counts for one field of a household or person, and whether two compete."""

    __tablename__ = "field_head"
    __table_args__ = (
        Index(
            "ix_field_head_competing", "commune_id",
            sqlite_where=text("competing <> '[]'"), postgresql_where=text("competing <> '[]'"),
        ),
    )  # fmt: skip

    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"), primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    event_id: Mapped[str | None] = mapped_column(Id)
    base_value: Mapped[str | None]
    competing: Mapped[list[Any]] = mapped_column(default=list)


class HouseholdProgress(Base):
    """Projection: where a household stands, for lists and counts."""

    __tablename__ = "household_progress"
    __table_args__ = (Index(None, "commune_id", "eligible"),)

    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    done_count: Mapped[int] = mapped_column(default=0)
    item_count: Mapped[int] = mapped_column(default=0)
    met_count: Mapped[int] = mapped_column(default=0)
    needed_count: Mapped[int] = mapped_column(default=0)
    eligible: Mapped[bool] = mapped_column(default=False)
    last_visit_on: Mapped[date | None]
    last_done_on: Mapped[date | None]
