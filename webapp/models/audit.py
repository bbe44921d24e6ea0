from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, now

RowNumber = BigInteger().with_variant(Integer(), "sqlite")


class AuditRow(Base):
    """Who changed what. Triggers refuse to update or delete it."""

    __tablename__ = "audit_row"
    __table_args__ = (Index(None, "commune_id", "id"), Index(None, "commune_id", "noun", "noun_id"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    commune_id: Mapped[str | None] = mapped_column(ForeignKey("commune.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_user: Mapped[str | None] = mapped_column(Id)
    action: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[str]
    changes: Mapped[dict[str, Any]]


class AuditSeal(Base):
    """A link of a commune's chain of hashes: all rows up to `last_row`, sealed in one batch."""

    __tablename__ = "audit_seal"

    chain: Mapped[str] = mapped_column(primary_key=True)
    last_row: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    row_count: Mapped[int]
    digest: Mapped[str]
    sealed_at: Mapped[datetime] = mapped_column(default=now)
