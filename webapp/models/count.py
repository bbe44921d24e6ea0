from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class CountKind(StrEnum):
    """A lesson's step, one of its questions, its end, a practice's screen, a scam case."""

    STEP = "step"
    CHECK = "check"
    DONE = "done"
    PRACTICE = "practice"
    SCAM = "scam"


class CountWhat(StrEnum):
    SEEN = "seen"
    FIRST_RIGHT = "first-right"
    FIRST_WRONG = "first-wrong"
    SECOND_RIGHT = "second-right"
    SECOND_WRONG = "second-wrong"


class LearningCount(Base):
    """How often something happened on a day, all visitors together: no account, no device, no address.

    `slug` and `version` name the lesson, practice or case, `place` the step, question or screen of it.
    """

    __tablename__ = "learning_count"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[CountKind] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[CountWhat] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
