from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, SortKey, id_column, now


class Commune(Base):
    """A commune (xã, phường, đặc khu). `id` is the official five-digit code, kept as a string."""

    __tablename__ = "commune"

    id: Mapped[str] = mapped_column(String(5), primary_key=True)
    province_code: Mapped[str] = mapped_column(String(2))
    name: Mapped[str]
    province_name: Mapped[str]
    preset: Mapped[str]
    settings: Mapped[dict[str, Any]]
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Hamlet(Base):
    """A residential unit; `kind` is its own word (thôn, buôn, tổ dân phố ...). Renaming keeps old names."""

    __tablename__ = "hamlet"
    __table_args__ = (Index(None, "commune_id", "sort_key"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[str]
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey)
    old_names: Mapped[list[Any]] = mapped_column(default=list)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    decision: Mapped[str | None]

    @property
    def label(self) -> str:
        return f"{self.kind} {self.name}"
