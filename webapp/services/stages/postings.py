"""A hamlet's list on the notice board: from which day to which, and when it came down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.models.stage import Posting
from webapp.models.submission import Submission
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind, days_left, last_day
from webapp.services import audit, communes, consents, progress, recognition, submissions
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.recognition import Case
from webapp.services.stages import days, steps
from webapp.services.stages.signed_names import as_signed, names_of

LONGEST = 300


def get(viewer: Viewer, posting_id: str) -> Posting:
    return steps.own(viewer, Posting, posting_id)


def current(viewer: Viewer, submission: Submission, hamlet_id: str) -> Posting | None:
    """The posting that hangs or hung last; None where families joined the list after it came down."""
    postings = steps.postings_in(submission.id, hamlet_id)
    if not postings:
        return None
    return None if postings[-1].ended_on and to_post(viewer, submission, hamlet_id) else postings[-1]


def to_post(viewer: Viewer, submission: Submission, hamlet_id: str) -> list[Case]:
    """A hamlet's cases of the list that did not hang on a list before."""
    shown = steps.shown_on(submission.id)
    cases = steps.cases_in(viewer, submission.id, hamlet_id)
    return [case for case in cases if case.recognition and case.recognition.id not in shown]


def cases_of(viewer: Viewer, posting: Posting) -> list[Case]:
    """Those on a posted list, also who left the submission since."""
    return as_signed(recognition.cases_where(viewer, Recognition.id.in_(posting.posted)), posting.names)


def named(cases: Sequence[Case]) -> frozenset[str]:
    """The households among these cases that agreed to stand on a public list."""
    ids = {case.recipient.household_id for case in cases if case.recipient.household_id}
    query = select(Household.id).where(Household.id.in_(ids), consents.agreed_to(ConsentPurpose.PUBLIC_NAME))
    return frozenset(db.session.scalars(query))


def before(viewer: Viewer, submission: Submission, hamlet_id: str, place: str, first_on: date) -> Posting:
    """What is going to hang, for printing; nothing is kept. Refused at `place` or `first_on`."""
    hamlet = communes.hamlet(viewer, hamlet_id)
    check(place, first_on, submission, printing=True)
    cases = to_post(viewer, submission, hamlet.id)
    if not cases:
        raise Conflict("Các hộ của nơi này đã được niêm yết. Tải lại trang để xem.")
    return _posting(viewer, submission, hamlet.id, cases, place, first_on)


def put_up(*, by: Viewer, submission_id: str, hamlet_id: str, place: str, first_on: date) -> Posting:
    """Hang a hamlet's list. Raises Refused at the field, or while the hamlet's meeting is not closed."""
    submission = submissions.get(by, submission_id, lock=True)
    hamlet = communes.hamlet(by, hamlet_id)
    submissions.must_be_undecided(submission)
    steps.must_be_on(submission, StageKind.POSTING)
    steps.must_be_reached(by, submission, StageKind.POSTING, hamlet.id)
    hanging = [each for each in steps.postings_in(submission.id, hamlet.id) if each.ended_on is None]
    if hanging:
        raise Conflict("Danh sách của nơi này đang được niêm yết. Tải lại trang để xem.")
    cases = to_post(by, submission, hamlet.id)
    if not cases:
        raise Conflict("Các hộ của nơi này đã được niêm yết. Tải lại trang để xem.")
    check(place, first_on, submission)
    days.must_follow(first_on, "Ngày dán danh sách", "first_on", submission, StageKind.POSTING, hamlet.id)
    posting = _posting(by, submission, hamlet.id, cases, place, first_on)
    db.session.add(posting)
    steps.begin(submission)
    db.session.flush()
    changes = {"first_on": first_on.isoformat(), "last_on": posting.last_on.isoformat(), "cases": len(cases)}
    audit.record(by=by, action="posting.put-up", noun="posting", noun_id=posting.id, changes=changes)
    return posting


def _posting(
    by: Viewer, submission: Submission, hamlet_id: str, cases: Sequence[Case], place: str, first_on: date
) -> Posting:
    rules = steps.rules_of(submission.commune_id)
    return Posting(
        commune_id=submission.commune_id, submission_id=submission.id, hamlet_id=hamlet_id, place=place,
        first_on=first_on, last_on=last_day(first_on, rules), days=rules.posting_days,
        working_days=rules.working_days, posted_by=by.user_id,
        posted=[case.recognition.id for case in cases if case.recognition], names=names_of(cases),
    )  # fmt: skip


def end(*, by: Viewer, posting_id: str, reason: str = "") -> Posting:
    """Take a list down today; before its days are over only with a reason, which is kept."""
    posting = get(by, posting_id)
    submission = submissions.get(by, posting.submission_id, lock=True)
    submissions.must_be_undecided(submission)
    if posting.ended_on is not None:
        raise Conflict("Lần niêm yết này đã kết thúc. Tải lại trang để xem.")
    early = days_left(posting.last_on, progress.today()) > 0
    if early and not reason:
        raise Refused(
            f"Niêm yết đến hết ngày {show_date(posting.last_on)}. Kết thúc sớm thì ghi lý do.", "reason"
        )
    posting.ended_on, posting.ended_by = progress.today(), by.user_id
    posting.early_reason = reason if early else None
    changes = {"ended_on": posting.ended_on.isoformat(), "early_reason": posting.early_reason}
    audit.record(by=by, action="posting.end", noun="posting", noun_id=posting.id, changes=changes)
    return posting


def check(place: str, first_on: date, submission: Submission, *, printing: bool = False) -> None:
    """Raises Refused at `place` or `first_on`; what is only printed may hang from a day to come."""
    if not place:
        raise Refused("Ghi nơi niêm yết, ví dụ: Nhà văn hóa thôn.", "place")
    if len(place) > LONGEST:
        raise Refused(f"Nơi niêm yết dài quá {LONGEST} ký tự.", "place")
    if first_on > progress.today() and not printing:
        raise Refused("Ngày dán danh sách chưa tới.", "first_on")
    if first_on.year < submission.year - 1:
        raise Refused("Ngày dán danh sách đã quá lâu. Xem lại năm.", "first_on")
