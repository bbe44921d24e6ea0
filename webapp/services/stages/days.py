"""The days of a list's steps: none lies before the step that it follows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Recognition
from webapp.models.stage import HamletMeeting, Posting, StageDone
from webapp.models.submission import Submission
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind
from webapp.services.errors import Refused
from webapp.services.stages import steps

_ORDER = list(StageKind)


def must_follow(
    day: date, words: str, field: str, submission: Submission, before: StageKind | None = None,
    hamlet_id: str | None = None,
) -> None:  # fmt: skip
    """Refuse a `day` (named by `words`) before the last finished step (those before `before`, None: all).

    `hamlet_id` looks at one hamlet's meetings and postings only.
    """
    earlier = _ORDER[: _ORDER.index(before)] if before else _ORDER
    found = [each for each in _days(submission, hamlet_id) if each[0] in earlier]
    last = max(found, key=lambda each: each[1], default=None)
    if last and day < last[1]:
        raise Refused(f"{words} {show_date(day)} trước {last[2]} {show_date(last[1])}. Xem lại ngày.", field)


def must_precede_postings(day: date, submission: Submission, recognition_ids: Collection[str]) -> None:
    """Refuse a meeting's day after the day on which its families were posted."""
    rows = db.session.scalars(select(Posting).where(Posting.submission_id == submission.id))
    first = min((row.first_on for row in rows if set(row.posted) & set(recognition_ids)), default=None)
    if first and day > first:
        raise Refused(
            f"Ngày họp {show_date(day)} sau ngày dán danh sách niêm yết {show_date(first)}. Xem lại ngày.",
            "held_on",
        )


def must_follow_stages(signed_on: date, found: Collection[Recognition]) -> None:
    """Refuse a decision signed before a finished step of its list."""
    for submission_id in {each.submission_id for each in found if each.submission_id}:
        submission = db.session.get_one(Submission, submission_id)
        must_follow(signed_on, "Ngày ký quyết định", "signed_on", submission)


def _days(submission: Submission, hamlet_id: str | None) -> list[tuple[StageKind, date, str]]:
    """Each finished step with its day: a paper that has none is not looked at."""
    of_list = HamletMeeting.submission_id == submission.id, Posting.submission_id == submission.id
    meetings = db.session.scalars(select(HamletMeeting).where(of_list[0])).all()
    postings = db.session.scalars(select(Posting).where(of_list[1])).all()
    papers = db.session.scalars(select(StageDone).where(StageDone.submission_id == submission.id)).all()
    rules = steps.rules_of(submission.commune_id)
    found = [
        (StageKind.MEETING, each.held_on, "ngày họp")
        for each in meetings
        if hamlet_id in (None, each.hamlet_id)
    ]
    found += [
        (StageKind.POSTING, last_day_of(each), "ngày cuối niêm yết")
        for each in postings
        if hamlet_id in (None, each.hamlet_id)
    ]
    found += [
        (each.kind, each.dated, f"ngày văn bản “{rules.label(each.kind)}”") for each in papers if each.dated
    ]
    return found


def last_day_of(posting: Posting) -> date:
    """The last day that a list hung: when it came down early, else when its days were over."""
    if posting.early_reason and posting.ended_on:
        return posting.ended_on
    return posting.last_on
