from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, SortKey, id_column, now


class CertificateStatus(StrEnum):
    ISSUED = "issued"
    REPLACED = "replaced"
    REVOKED = "revoked"
    VOIDED = "voided"


class HandingStep(StrEnum):
    """What happens to a printed sheet on its way to the family."""

    SIGNED = "signed"
    STAMPED = "stamped"
    HANDED_OUT = "handed-out"


class CertificateCounter(Base):
    """The last number given for a commune, year and title; incremented where the certificate is inserted."""

    __tablename__ = "certificate_counter"

    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"), primary_key=True)
    last: Mapped[int]


class Certificate(Base):
    """A certificate as it was issued: `frozen` is all that the paper and the public page say.

    `hamlet_id` is the recipient's at issue; `valid_until` the last day, None where it never expires;
    `end_class` the commune's own word for the kind of reason. `design_id` is the version of the design it
    was issued in; where it is None the paper has the layout of the commune's settings.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("commune_id", "year", "title_id", "serial"),
        UniqueConstraint("recognition_id", "edition"),
        Index(None, "commune_id", "status", "year"),
        Index(None, "commune_id", "number"),
        Index("ix_certificate_number_once", "commune_id", "year", "number", unique=True),
        Index(None, "commune_id", "hamlet_id"),
        Index(None, "check_code"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    recognition_id: Mapped[str] = mapped_column(ForeignKey("recognition.id"))
    edition: Mapped[int] = mapped_column(default=1)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    check_code: Mapped[str]
    status: Mapped[CertificateStatus]
    frozen: Mapped[dict[str, Any]]
    design_id: Mapped[str | None] = mapped_column(Id)
    hamlet_id: Mapped[str | None] = mapped_column(Id)
    hamlet_sort: Mapped[str] = mapped_column(SortKey)
    name_sort: Mapped[str] = mapped_column(SortKey)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by: Mapped[str] = mapped_column(Id)
    valid_until: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(Id)
    end_reason: Mapped[str | None]
    end_class: Mapped[str | None]


class HandingMark(Base):
    """A step that a sheet has passed; taking it back removes the row and leaves an audit row."""

    __tablename__ = "handing_mark"
    __table_args__ = (Index(None, "commune_id", "step", "at"),)

    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    step: Mapped[HandingStep] = mapped_column(primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_user: Mapped[str] = mapped_column(Id)
