from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class PartState(StrEnum):
    """`MADE` has its file and waits for the printer; `PRINTED` lies on paper."""

    WAITING = "waiting"
    MADE = "made"
    PRINTED = "printed"


class PrintBatch(Base):
    """Certificates to print in one go; its job makes the files. `reason` says why some are printed again."""

    __tablename__ = "print_batch"
    __table_args__ = (Index(None, "commune_id", "made_at"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    name: Mapped[str]
    reason: Mapped[str | None]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    started_count: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(Id)


class PrintPart(Base):
    """Up to about a hundred sheets of one title in one file; `papers` are certificate ids in order."""

    __tablename__ = "print_part"
    __table_args__ = (UniqueConstraint("batch_id", "position"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    batch_id: Mapped[str] = mapped_column(ForeignKey("print_batch.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    position: Mapped[int]
    label: Mapped[str]
    papers: Mapped[list[Any]]
    state: Mapped[PartState] = mapped_column(default=PartState.WAITING)
    page_count: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[str | None] = mapped_column(Id)


class PrintProblem(Base):
    """A certificate that its part had to leave out, and why."""

    __tablename__ = "print_problem"
    __table_args__ = (Index(None, "batch_id"), Index(None, "part_id"))

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    batch_id: Mapped[str] = mapped_column(ForeignKey("print_batch.id"))
    part_id: Mapped[str] = mapped_column(ForeignKey("print_part.id"))
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"))
    name: Mapped[str]
    place: Mapped[str]
    reason: Mapped[str]


class PrintCopy(Base):
    """One sheet of a certificate, counted from 1; its number is taken when its batch is made."""

    __tablename__ = "print_copy"
    __table_args__ = (Index(None, "part_id"), Index(None, "commune_id", "printed_at"))

    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    copy: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    part_id: Mapped[str] = mapped_column(ForeignKey("print_part.id"))
    reason: Mapped[str | None]
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[str | None] = mapped_column(Id)
