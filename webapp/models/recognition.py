from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
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


class StepAct(StrEnum):
    """What a step did: moved the recognition to another state, or something while it waited."""

    MOVED = "moved"
    FOUND_FIT = "found-fit"
    LISTED = "listed"
    TAKEN_OUT = "taken-out"
    KIN_CONFIRMED = "kin-confirmed"


class Kin(StrEnum):
    """Why a proposer may be close to those proposed."""

    DECLARED = "declared"
    SAME_HOUSEHOLD = "same-household"
    SAME_SURNAME = "same-surname"


class Title(Base):
    """What a commune recognises, for example "Gia đình số"; one of them is its default.

    A `nomination` is a commendation: papers are prepared for it, no certificate of our own is issued.
    `words` replace the commune's on its certificates; `number_formats` are patterns by year, "*" for every
    other year; a closed title is proposed no more.
    """

    __tablename__ = "title"
    __table_args__ = (UniqueConstraint("commune_id", "slug"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    slug: Mapped[str]
    name: Mapped[str]
    recipient_kind: Mapped[RecipientKind]
    is_default: Mapped[bool] = mapped_column(default=False)
    nomination: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    number_formats: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    closed_at: Mapped[datetime | None]


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
    """One recipient's way to a title.

    `fit_by` is who found it fit ("đủ điều kiện") on review, which lasts until it is returned. `kin` says
    that the proposer may be a relative; then another person confirms before it goes into a list. `frozen` are
    the recipient's words as the decision names it (services/kept_names.py); papers say these from then on.
    """

    __tablename__ = "recognition"
    __table_args__ = (
        UniqueConstraint("title_id", "year", "recipient_kind", "recipient_id"),
        Index(None, "commune_id", "state"),
        Index(None, "commune_id", "recipient_id"),
        Index(None, "commune_id", "submission_id"),
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
    proposed_by: Mapped[str | None] = mapped_column(Id)
    kin: Mapped[Kin | None]
    kin_confirmed_by: Mapped[str | None] = mapped_column(Id)
    fit_by: Mapped[str | None] = mapped_column(Id)
    fit_at: Mapped[datetime | None]
    submission_id: Mapped[str | None] = mapped_column(Id)
    frozen: Mapped[dict[str, Any] | None]


class RecognitionStep(Base):
    """Who moved a recognition on, when and why; `submission_id` names the list that it joined or left."""

    __tablename__ = "recognition_step"
    __table_args__ = (Index(None, "commune_id", "recognition_id"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    recognition_id: Mapped[str] = mapped_column(ForeignKey("recognition.id"))
    state: Mapped[RecognitionState]
    act: Mapped[StepAct] = mapped_column(default=StepAct.MOVED, server_default="moved")
    by_user: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str | None]
    submission_id: Mapped[str | None] = mapped_column(Id)
