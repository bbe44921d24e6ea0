"""Lists of proposals that go to the decision together ("danh sách trình"): made, filled, closed, decided."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from webapp.models.base import db, now
from webapp.models.recognition import Decision, Recognition, RecognitionState, RecognitionStep, StepAct
from webapp.models.submission import Submission
from webapp.rules.vietnamese import clean_text
from webapp.services import (
    audit,
    communes,
    criteria,
    decisions,
    fitness,
    progress,
    recipients,
    recognition,
    spot_checks,
)
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recognition import Case

LONGEST_NAME = 120
_WAITING = (Recognition.state == RecognitionState.PROPOSED, Recognition.submission_id.is_(None))
LONGEST_REASON = 500


def open_list(by: Viewer, name: str, *, title_id: str | None = None) -> Submission:
    """A new empty list of this year for a title (None: the default one). Refused without a name."""
    name = clean_text(name)
    if not name:
        raise Refused("Đặt tên cho danh sách, ví dụ: Đợt 1.", "name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Tên danh sách dài quá {LONGEST_NAME} ký tự.", "name")
    submission = Submission(
        commune_id=by.commune_id, title_id=title_id or criteria.default_title(by.commune_id).id,
        year=progress.today().year, name=name, seed=secrets.token_hex(16), made_by=by.user_id,
        check_share=communes.settings_of(by.commune_id or "").review.check_share,
    )  # fmt: skip
    db.session.add(submission)
    db.session.flush()
    _note(by, "open", submission, {"name": name})
    return submission


def next_name(viewer: Viewer, title_id: str) -> str:
    """A name for this year's next list of a title: "Đợt 2 năm 2026"."""
    year = progress.today().year
    before = [each for each in listed(viewer) if each.title_id == title_id and each.year == year]
    return f"Đợt {len(before) + 1} năm {year}"


def listed(viewer: Viewer) -> Sequence[Submission]:
    """The commune's lists: those that still wait for their decision first, then newest first."""
    return db.session.scalars(
        select(Submission)
        .where(Submission.commune_id == viewer.commune_id)
        .order_by(Submission.decision_id.is_not(None), Submission.made_at.desc(), Submission.id)
    ).all()


def open_lists(viewer: Viewer, title_id: str | None = None) -> list[Submission]:
    """The lists that a case of this title (None: the default one) can still join."""
    title = title_id or criteria.default_title(viewer.commune_id).id
    return [each for each in listed(viewer) if each.is_open and each.title_id == title]


def counts(viewer: Viewer) -> dict[str, int]:
    """How many cases each list holds, by its id; an empty list has no entry.

    A case whose household was merged away or moved to another commune is no longer one of its list.
    """
    decided = db.session.execute(
        select(Recognition.submission_id, func.count())
        .where(
            Recognition.commune_id == viewer.commune_id,
            Recognition.submission_id.is_not(None),
            Recognition.state.in_(recognition.RECOGNISED),
        )
        .group_by(Recognition.submission_id)
    )
    counted = Counter({str(submission): count for submission, count in decided})
    on_their_way = recognition.cases_where(
        viewer, Recognition.submission_id.is_not(None), Recognition.state.not_in(recognition.RECOGNISED)
    )
    counted.update(str(case.recognition.submission_id) for case in on_their_way if case.recognition)
    return dict(counted)


def get(viewer: Viewer, submission_id: str, *, lock: bool = False) -> Submission:
    query = select(Submission).where(
        Submission.commune_id == viewer.commune_id, Submission.id == submission_id
    )
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def cases_of(viewer: Viewer, submission_id: str) -> list[Case]:
    """The cases of a list within the viewer's hamlets, by hamlet and given name."""
    return recognition.cases_where(viewer, Recognition.submission_id == submission_id)


def removed_from(viewer: Viewer, submission_id: str) -> list[tuple[Case, RecognitionStep]]:
    """Those taken out of a list and still out of it, each with its last step out: who, when, why."""
    steps = db.session.scalars(
        select(RecognitionStep)
        .where(
            RecognitionStep.commune_id == viewer.commune_id,
            RecognitionStep.submission_id == submission_id,
            RecognitionStep.act == StepAct.TAKEN_OUT,
        )
        .order_by(RecognitionStep.at, RecognitionStep.id)
    ).all()
    last = {step.recognition_id: step for step in steps}
    out = recognition.cases_where(
        viewer,
        Recognition.id.in_(last),
        Recognition.submission_id.is_distinct_from(submission_id),
    )
    return [(case, last[case.recognition.id]) for case in out if case.recognition]


def put(
    by: Viewer,
    submission_id: str,
    recognition_ids: Collection[str],
    again: str = "",
    seen: Collection[str] | None = None,
) -> list[Recognition]:
    """Find proposals fit and put them into an open list; those that are there already stay.

    `again` says why one that was taken out of a list joins once more; `seen` are the last steps that a page
    showed of them, None where there was no page.
    Raises Conflict when the list is closed or a proposal no longer waits, Refused with the names of those
    who may not go in: of another title, with a relative's proposal that nobody confirmed, who declined, or
    was taken out before without a word of why it joins again.
    """
    submission = get(by, submission_id, lock=True)
    if not submission.is_open:
        raise Conflict("Danh sách này đã chốt. Chọn danh sách khác, hoặc mở lại danh sách rồi đưa vào.")
    found = recognition.locked(by, recognition_ids)
    if not found:
        raise Refused("Chọn ít nhất một hồ sơ.", "recognition_ids")
    new = [each for each in found if each.submission_id != submission.id]
    if seen is not None:
        fitness.must_be_as_seen(new, seen)
    fitness.must_be_listable(new, submission)
    again, left = clean_text(again)[:LONGEST_REASON], fitness.taken_out(new)
    fitness.must_be_explained(new, again)
    for each in new:
        fitness.mark_fit(by, each)
        each.submission_id = submission.id
        why = again if each.id in left else None
        fitness.add_step(by, each, StepAct.LISTED, why, submission.id)
    db.session.flush()
    spot_checks.draw(by=by, submission=submission)
    return found


def take_out(by: Viewer, submission_id: str, recognition_ids: Collection[str], reason: str) -> None:
    """Take cases out of a list that has no decision yet; they wait for review again. The reason is kept."""
    reason = clean_text(reason)
    if not reason:
        raise Refused("Ghi lý do đưa ra khỏi danh sách.", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Lý do dài quá {LONGEST_REASON} ký tự.", "reason")
    submission = get(by, submission_id, lock=True)
    must_be_undecided(submission)
    found = recognition.locked(by, recognition_ids)
    if not found:
        raise Refused("Chọn ít nhất một hồ sơ.", "recognition_ids")
    if any(each.submission_id != submission.id for each in found):
        raise Conflict("Có hồ sơ không còn trong danh sách này. Tải lại trang để xem tình hình mới.")
    for each in found:
        fitness.leave_list(by, each, reason)
    db.session.flush()
    spot_checks.draw(by=by, submission=submission)


def close(by: Viewer, submission_id: str) -> Submission:
    """No case joins any more. Refused while the list is empty."""
    submission = get(by, submission_id, lock=True)
    must_be_undecided(submission)
    if not cases_of(by, submission.id):
        raise Refused("Danh sách chưa có hồ sơ nào, chưa chốt được.")
    if submission.closed_at is None:
        submission.closed_at, submission.closed_by = now(), by.user_id
        spot_checks.draw(by=by, submission=submission)
        _note(by, "close", submission, {})
    return submission


def reopen(by: Viewer, submission_id: str) -> Submission:
    """Cases may join again, until the decision."""
    submission = get(by, submission_id, lock=True)
    must_be_undecided(submission)
    if submission.closed_at is not None:
        submission.closed_at = submission.closed_by = None
        _note(by, "reopen", submission, {})
    return submission


def decide(
    by: Viewer, submission_id: str, *, number: str, signed_on: date, signer: str,
    signature_lines: Sequence[str], again: bool = False, despite: Collection[str] = (),
    shown_wrong: Collection[str] | None = None,
) -> Decision:  # fmt: skip
    """Record the decision that was signed for the list, but for whom a re-check found wrong.

    Raises and leaves aside what `decisions.record` does.
    """
    submission = get(by, submission_id, lock=True)
    must_be_undecided(submission)
    ids = [case.recognition.id for case in cases_of(by, submission.id) if case.recognition]
    if not ids:
        raise Refused("Danh sách chưa có hồ sơ nào.", "recognition_ids")
    decision = decisions.record(
        by=by, recognition_ids=ids, number=number, signed_on=signed_on, signer=signer,
        signature_lines=signature_lines, submission_id=submission.id, again=again, despite=despite,
        shown_wrong=shown_wrong,
    )  # fmt: skip
    if submission.closed_at is None:
        submission.closed_at, submission.closed_by = now(), by.user_id
    submission.decision_id = decision.id
    count = decisions.count_recognised(decision.id)
    _note(by, "decide", submission, {"number": decision.number, "cases": count})
    return decision


def waiting(viewer: Viewer, title_id: str) -> list[Case]:
    """Proposals of a title that are in no list yet: what a reviewer still has to look at."""
    return recognition.cases_where(viewer, Recognition.title_id == title_id, *_WAITING)


def waiting_counts(viewer: Viewer) -> dict[str, int]:
    """How many proposals of each title wait outside a list, by title id; titles without any are left out."""
    rows = db.session.execute(
        select(Recognition.title_id, func.count())
        .where(Recognition.commune_id == viewer.commune_id, recipients.visible(viewer), *_WAITING)
        .group_by(Recognition.title_id)
    )
    return {title: count for title, count in rows}


def must_be_undecided(submission: Submission) -> None:
    """Raises Conflict once the list has its decision."""
    if submission.decision_id is not None:
        raise Conflict("Danh sách này đã có quyết định, không sửa được nữa.")


def _note(by: Viewer, verb: str, submission: Submission, changes: dict[str, object]) -> None:
    audit.record(
        by=by, action=f"submission.{verb}", noun="submission", noun_id=submission.id, changes=changes
    )
