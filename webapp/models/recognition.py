from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class RecipientKind(StrEnum):
    HOUSEHOLD = "household"
    PERSON = "person"
    TEAM = "team"
    HAMLET = "hamlet"
    BUSINESS = "business"


class RecognitionState(StrEnum):
    """After `eligible`, which is a household's own state and has no row."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    DECIDED = "decided"
    ISSUED = "issued"


class Title(Base):
    """What a commune recognises, for example "Gia đình số"; one of them is its default."""

    __tablename__ = "title"
    __table_args__ = (UniqueConstraint("commune_id", "slug"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    slug: Mapped[str]
    name: Mapped[str]
    recipient_kind: Mapped[RecipientKind]
    is_default: Mapped[bool] = mapped_column(default=False)


class CriteriaVersion(Base):
    """One version of a title's criteria; the newest by `version` is in force. Never changed once stored."""

    __tablename__ = "criteria_version"
    __table_args__ = (UniqueConstraint("title_id", "version"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    version: Mapped[int]
    criteria: Mapped[dict[str, Any]]
    decision: Mapped[str]
    made_by: Mapped[str | None] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)


class Decision(Base):
    """A signed decision as the officer recorded it."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("commune_id", "number", "signed_on"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    signer: Mapped[str]
    signature_lines: Mapped[list[Any]]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class Recognition(Base):
    __tablename__ = "recognition"
    __table_args__ = (
        UniqueConstraint("title_id", "year", "recipient_kind", "recipient_id"),
        Index(None, "commune_id", "state"),
        Index(None, "commune_id", "recipient_id"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    year: Mapped[int]
    recipient_kind: Mapped[RecipientKind]
    recipient_id: Mapped[str] = mapped_column(Id)
    state: Mapped[RecognitionState]
    verdict: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    criteria_version_id: Mapped[str] = mapped_column(ForeignKey("criteria_version.id"))
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=now)


class RecognitionStep(Base):
    """Who moved a recognition on, when and why."""

    __tablename__ = "recognition_step"
    __table_args__ = (Index(None, "commune_id", "recognition_id"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    recognition_id: Mapped[str] = mapped_column(ForeignKey("recognition.id"))
    state: Mapped[RecognitionState]
    by_user: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str | None]
