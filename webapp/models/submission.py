from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class CheckAnswer(StrEnum):
    """What somebody else found who asked the family again."""

    RIGHT = "right"
    WRONG = "wrong"


class Submission(Base):
    """A list of proposals that go to the decision together ("danh sách trình").

    Cases join and leave it until `closed_at`; `decision_id` once its decision was recorded. `check_share` is
    the percentage that is asked again, drawn from `seed`, so that the draw can be shown to be a fair one.
    `stages` are the StageKind values that it goes through, kept from the first one that was begun.
    """

    __tablename__ = "submission"
    __table_args__ = (Index(None, "commune_id", "title_id", "year"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    year: Mapped[int]
    name: Mapped[str]
    seed: Mapped[str]
    check_share: Mapped[int]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
    closed_by: Mapped[str | None] = mapped_column(Id)
    closed_at: Mapped[datetime | None]
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    stages: Mapped[list[Any] | None]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.decision_id is None


class SpotCheck(Base):
    """One case of a list that somebody else asks about again; `answer` is None while that is open."""

    __tablename__ = "spot_check"
    __table_args__ = (
        UniqueConstraint("submission_id", "recognition_id"),
        Index(None, "commune_id", "assigned_to"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    recognition_id: Mapped[str] = mapped_column(ForeignKey("recognition.id"))
    assigned_to: Mapped[str | None] = mapped_column(Id)
    drawn_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[CheckAnswer | None]
    note: Mapped[str | None]
    answered_by: Mapped[str | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None]
