from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class DeviceToken(Base):
    """What lets one account's store on one phone send its events, and nothing else. Only the hash is kept."""

    __tablename__ = "device_token"
    __table_args__ = (Index(None, "device_id", "user_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(Id)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class TeamPhone(Base):
    """A phone that a team shares: whoever sits in the team signs in there with a name and a PIN."""

    __tablename__ = "team_phone"
    __table_args__ = (
        Index(None, "commune_id", "team_id"),
        Index(
            "ix_team_phone_token", "token_hash", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    name: Mapped[str]
    token_hash: Mapped[str]
    enrolled_by: Mapped[str] = mapped_column(Id)
    enrolled_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(Id)


class Pin(Base):
    """An account's six digits for a shared phone of its team; worthless anywhere else."""

    __tablename__ = "pin"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    pin_hash: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(default=now)
