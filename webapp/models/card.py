from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class CardState(StrEnum):
    """What anyone is told. WITHDRAWN also where the seat or the account has ended since."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MemberCard(Base):
    """A member's slip for the door: whoever opens the token reads who this is and whether it still counts.

    `name` is frozen as printed. One card at a time for a seat; the token is 144 random bits.
    """

    __tablename__ = "member_card"
    __table_args__ = (
        Index(None, "commune_id", "team_id"),
        Index(
            "ix_member_card_seat", "team_id", "user_id", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    valid_until: Mapped[date]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(Id)
