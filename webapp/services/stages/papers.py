"""The stages of a whole list: its summary, request and draft decision, each called done by somebody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Recognition
from webapp.models.stage import StageDone
from webapp.models.submission import Submission
from webapp.rules.stages import BY_HAMLET, StageKind
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, progress, recognition, submissions
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recognition import Case
from webapp.services.stages import days, steps
from webapp.services.stages.signed_names import as_signed, names_of

LONGEST_NUMBER = 60


def of(submission: Submission) -> dict[StageKind, StageDone]:
    rows = db.session.scalars(select(StageDone).where(StageDone.submission_id == submission.id))
    return {row.kind: row for row in rows}


def cases_of(viewer: Viewer, submission: Submission, kind: StageKind) -> list[Case]:
    """Whom a stage's paper lists: as it was signed once it is done, until then as the list is now."""
    done = of(submission).get(kind)
    if done is None or done.names is None:
        return steps.staged_cases(viewer, submission.id)
    return as_signed(recognition.cases_where(viewer, Recognition.id.in_(done.names)), done.names)


def finish(
    *, by: Viewer, submission_id: str, kind: StageKind, number: str = "", dated: date | None = None
) -> StageDone:
    """Call a stage of the whole list done; number and day are its paper's, where it has them by now.

    Raises Refused while a stage before it is not done, Conflict when it is done already.
    """
    submission = submissions.get(by, submission_id, lock=True)
    submissions.must_be_undecided(submission)
    if kind in BY_HAMLET:
        raise NotFound
    steps.must_be_reached(by, submission, kind)
    number = clean_text(number)
    if len(number) > LONGEST_NUMBER:
        raise Refused(f"Số văn bản dài quá {LONGEST_NUMBER} ký tự.", "number")
    if dated and dated > progress.today():
        raise Refused("Ngày văn bản chưa tới.", "dated")
    if dated:
        days.must_follow(dated, "Ngày văn bản", "dated", submission, kind)
    if kind in of(submission):
        raise Conflict("Bước này đã xong. Tải lại trang để xem.")
    done = StageDone(
        commune_id=submission.commune_id, submission_id=submission.id, kind=kind, number=number or None,
        dated=dated, done_by=by.user_id, names=names_of(steps.staged_cases(by, submission.id)),
    )  # fmt: skip
    db.session.add(done)
    steps.begin(submission)
    db.session.flush()
    _note(by, submission, "finish", kind)
    return done


def reopen(*, by: Viewer, submission_id: str, kind: StageKind) -> None:
    """Take a stage's "done" back, from the last one on; nothing else of the list changes."""
    submission = submissions.get(by, submission_id, lock=True)
    submissions.must_be_undecided(submission)
    done = of(submission)
    if kind not in done:
        raise NotFound
    order = list(StageKind)
    later = [each for each in done if order.index(each) > order.index(kind)]
    if later:
        label = steps.rules_of(submission.commune_id).label(later[0])
        raise Conflict(f"Bước “{label}” ở sau đã xong. Mở lại bước đó trước.")
    db.session.delete(done[kind])
    db.session.flush()
    _note(by, submission, "reopen", kind)


def _note(by: Viewer, submission: Submission, verb: str, kind: StageKind) -> None:
    audit.record(
        by=by, action=f"stage.{verb}", noun="submission", noun_id=submission.id, changes={"stage": kind.value}
    )
