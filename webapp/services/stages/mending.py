"""The way back from a slip before the decision: a meeting, a posting, an opinion, each with its reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Recognition, RecognitionState, StepAct
from webapp.models.stage import HamletMeeting, Opinion, Posting
from webapp.models.submission import Submission
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind, last_day
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, fitness, submissions
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.stages import days, meetings, papers, postings, steps


@dataclass(frozen=True)
class Hung:
    """Where and from which day a list really hung."""

    place: str
    first_on: date


def reopen_meeting(*, by: Viewer, meeting_id: str, reason: str) -> HamletMeeting:
    """Votes may be changed again; whom the meeting refused stands on the list again until it is closed."""
    meeting = steps.own(by, HamletMeeting, meeting_id)
    submission = _still_open(by, meeting.submission_id, reason)
    if meeting.closed_at is None:
        raise Conflict("Cuộc họp này đang mở. Tải lại trang để xem.")
    if steps.meetings_in(submission.id, meeting.hamlet_id)[-1] is not meeting:
        raise Conflict("Sau cuộc họp này còn cuộc họp khác. Mở lại cuộc họp sau cùng trước.")
    refused = {key for key, vote in meetings.votes_of(meeting).items() if not vote.passed}
    meeting.closed_at = meeting.closed_by = meeting.names = None
    _put_back(by, submission, refused)
    _note(by, "meeting.reopen", meeting, {"reason": reason})
    return meeting


def mend_posting(*, by: Viewer, posting_id: str, hung: Hung, reason: str) -> Posting:
    """Write place and first day anew; the last day follows from the days that it hung by."""
    posting = steps.own(by, Posting, posting_id)
    submission = _still_open(by, posting.submission_id, reason)
    postings.check(hung.place, hung.first_on, submission)
    days.must_follow(
        hung.first_on, "Ngày dán danh sách", "first_on", submission, StageKind.POSTING, posting.hamlet_id
    )
    rules = replace(
        steps.rules_of(submission.commune_id), posting_days=posting.days, working_days=posting.working_days
    )
    last = last_day(hung.first_on, rules)
    if posting.ended_on and not posting.early_reason and posting.ended_on <= last:
        raise Refused(
            f"Dán từ {show_date(hung.first_on)} thì niêm yết đến hết {show_date(last)}, nhưng đã kết thúc "
            f"{show_date(posting.ended_on)}. Xem lại ngày dán.",
            "first_on",
        )
    before = {"place": posting.place, "first_on": posting.first_on.isoformat()}
    posting.place, posting.first_on, posting.last_on = hung.place, hung.first_on, last
    _note(by, "posting.mend", posting, {"before": before, "reason": reason})
    return posting


def mend_opinion(*, by: Viewer, opinion_id: str, content: str, said_by: str, reason: str) -> Opinion:
    """Write an opinion's words and who said them anew; a settled one is opened first."""
    opinion = steps.own(by, Opinion, opinion_id)
    _still_open(by, opinion.submission_id, reason)
    if opinion.settled is not None:
        raise Conflict("Ý kiến này đã được giải quyết. Mở lại ý kiến rồi sửa.")
    if not content:
        raise Refused("Ghi nội dung ý kiến.", "content")
    opinion.content, opinion.said_by = content, said_by or None
    _note(by, "opinion.mend", opinion, {"reason": reason})
    return opinion


def reopen_opinion(*, by: Viewer, opinion_id: str, reason: str) -> Opinion:
    """It waits to be settled again; a family that left the list for it stands there again."""
    opinion = steps.own(by, Opinion, opinion_id)
    submission = _still_open(by, opinion.submission_id, reason)
    if opinion.settled is None:
        raise Conflict("Ý kiến này chưa giải quyết. Tải lại trang để xem.")
    before = opinion.settled
    if opinion.taken_out and opinion.recognition_id:
        _put_back(by, submission, {opinion.recognition_id})
    opinion.settled = opinion.settled_by = opinion.settled_at = None
    opinion.taken_out = False
    _note(by, "opinion.reopen", opinion, {"before": before, "reason": reason})
    return opinion


def _still_open(by: Viewer, submission_id: str, reason: str) -> Submission:
    submission = submissions.get(by, submission_id, lock=True)
    submissions.must_be_undecided(submission)
    done = papers.of(submission)
    if done:
        label = steps.rules_of(submission.commune_id).label(next(iter(done)))
        raise Conflict(f"Bước “{label}” ở sau đã xong. Mở lại bước đó trước.")
    if not clean_text(reason):
        raise Refused("Ghi lý do.", "reason")
    return submission


def _put_back(by: Viewer, submission: Submission, recognition_ids: Collection[str]) -> None:
    """Those who still wait outside any list; who went on elsewhere stays there."""
    rows = db.session.scalars(
        select(Recognition).where(
            Recognition.id.in_(recognition_ids), Recognition.submission_id.is_(None),
            Recognition.state == RecognitionState.PROPOSED,
        )
    ).all()  # fmt: skip
    for row in rows:
        fitness.mark_fit(by, row)
        row.submission_id = submission.id
        fitness.add_step(by, row, StepAct.LISTED, submission_id=submission.id)
    db.session.flush()


def _note(
    by: Viewer, action: str, row: HamletMeeting | Posting | Opinion, changes: dict[str, object]
) -> None:
    audit.record(by=by, action=action, noun=action.split(".")[0], noun_id=row.id, changes=changes)
