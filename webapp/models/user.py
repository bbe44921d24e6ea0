from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class Role(StrEnum):
    MEMBER = "member"
    LEADER = "leader"
    OFFICER = "officer"
    APPROVER = "approver"
    ADMIN = "admin"
    PROVINCE = "province"


class User(Base):
    """An account. `commune_id` is empty for a province viewer, who has `province_code` instead."""

    __tablename__ = "user"
    __table_args__ = (Index(None, "commune_id", "role"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str | None] = mapped_column(ForeignKey("commune.id"))
    province_code: Mapped[str | None] = mapped_column(String(2))
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[Role]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    session_token = ""
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """Flask-Login's id of a browser: its session's token, so that each can be ended by itself."""
        return self.session_token


class Team(Base):
    """A community digital team: of one hamlet, or of the whole commune when `hamlet_id` is empty."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("commune_id", "hamlet_id"),
        Index(
            "ix_team_of_commune", "commune_id", unique=True,
            sqlite_where=text("hamlet_id IS NULL"), postgresql_where=text("hamlet_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    hamlet_id: Mapped[str | None] = mapped_column(ForeignKey("hamlet.id"))
    name: Mapped[str]


class TeamMember(Base):
    """Someone's seat in a team; one account may sit in two teams."""

    __tablename__ = "team_member"
    __table_args__ = (
        Index(None, "commune_id", "user_id"),
        Index(None, "team_id"),
        Index(
            "ix_team_member_seat", "team_id", "user_id", unique=True,
            sqlite_where=text("left_on IS NULL"), postgresql_where=text("left_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    leads: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class LoginSession(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    idle_minutes: Mapped[int]


class Throttle(Base):
    """Failed attempts behind one key (sign-in by user and address, typed certificate checks)."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    window_started_at: Mapped[datetime]


class SignInSlip(Base):
    """A printed, single-use way to sign in. Only the hash of its token is kept."""

    __tablename__ = "sign_in_slip"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
