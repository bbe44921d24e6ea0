"""The optional stages of a submission list: hamlet meetings, postings, opinions, papers, the signed scan."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now
from webapp.rules.stages import StageKind


class Ballot(StrEnum):
    """How a meeting votes (Luật 10/2022/QH15)."""

    HANDS = "hands"
    SECRET = "secret"  # noqa: S105 - a secret ballot


class StageDone(Base):
    """A stage of the whole list that somebody called done; `number`, `dated` and `names` are its paper's.

    `names`, here and below, are the recipients as the paper named them when it was signed, by recognition id.
    """

    __tablename__ = "stage_done"
    __table_args__ = (UniqueConstraint("submission_id", "kind"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    kind: Mapped[StageKind]
    number: Mapped[str | None]
    dated: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(Id)
    done_at: Mapped[datetime] = mapped_column(default=now)
    names: Mapped[dict[str, Any] | None]


class OfOneHamlet:
    """What happens in one hamlet about its families of a list."""

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    hamlet_id: Mapped[str] = mapped_column(ForeignKey("hamlet.id"))


class HamletMeeting(OfOneHamlet, Base):
    """One hamlet's meeting about its families of a list. Counts are of household representatives.

    `began` and `ended` are times as "19:30". Its votes may be changed until `closed_at`; families that joined
    the list afterwards need another meeting.
    """

    __tablename__ = "hamlet_meeting"
    __table_args__ = (Index(None, "commune_id", "submission_id", "hamlet_id"),)

    held_on: Mapped[date]
    began: Mapped[str]
    ended: Mapped[str]
    place: Mapped[str]
    chair: Mapped[str]
    secretary: Mapped[str]
    front_head: Mapped[str]
    representatives: Mapped[list[Any]]
    invited: Mapped[int]
    present: Mapped[int]
    ballot: Mapped[Ballot]
    discussion: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    closed_by: Mapped[str | None] = mapped_column(Id)
    closed_at: Mapped[datetime | None]
    names: Mapped[dict[str, Any] | None]


class MeetingVote(Base):
    """How many agreed to one family, and whether the meeting put it forward; if not, `reason` says why."""

    __tablename__ = "meeting_vote"
    __table_args__ = (Index(None, "commune_id", "recognition_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("hamlet_meeting.id"), primary_key=True)
    recognition_id: Mapped[str] = mapped_column(ForeignKey("recognition.id"), primary_key=True)
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    agreed: Mapped[int]
    passed: Mapped[bool]
    reason: Mapped[str | None]


class Posting(OfOneHamlet, Base):
    """A hamlet's list on the notice board from `first_on` to `last_on`.

    `posted` are the recognitions that hung there. `early_reason` says why it ended before its days were over.
    """

    __tablename__ = "posting"
    __table_args__ = (Index(None, "commune_id", "submission_id", "hamlet_id"),)

    place: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    days: Mapped[int]
    working_days: Mapped[bool]
    posted: Mapped[list[Any]]
    posted_by: Mapped[str] = mapped_column(Id)
    posted_at: Mapped[datetime] = mapped_column(default=now)
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(Id)
    early_reason: Mapped[str | None]
    names: Mapped[dict[str, Any] | None]


class Opinion(OfOneHamlet, Base):
    """What somebody said about a posted list; without `said_by` the person asked not to be named."""

    __tablename__ = "opinion"
    __table_args__ = (Index(None, "commune_id", "submission_id"),)

    recognition_id: Mapped[str | None] = mapped_column(ForeignKey("recognition.id"))
    said_on: Mapped[date]
    said_by: Mapped[str | None]
    content: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    settled: Mapped[str | None]
    settled_by: Mapped[str | None] = mapped_column(Id)
    settled_at: Mapped[datetime | None]
    taken_out: Mapped[bool] = mapped_column(default=False)


class DecisionScan(Base):
    """The signed decision as it was scanned: one file a decision; the newest replaces the one before."""

    __tablename__ = "decision_scan"
    __table_args__ = (UniqueConstraint("decision_id"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"))
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(default=now)
