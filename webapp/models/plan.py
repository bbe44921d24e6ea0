from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, now


class VisitPlan(Base):
    """One household on a member's route of one day; `position` counts from 1, in the member's own order."""

    __tablename__ = "visit_plan"
    __table_args__ = (Index(None, "commune_id", "member_id", "day"),)

    member_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    household_id: Mapped[str] = mapped_column(ForeignKey("household.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    position: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=now)
