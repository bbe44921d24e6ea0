"""Whether a proposal may go into a list, and the steps of its way there, each with who, when and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.recognition import Recognition, RecognitionState, RecognitionStep, StepAct
from webapp.models.submission import Submission
from webapp.models.user import User
from webapp.services import audit, recipients, refusals
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused

NAMED = 3
_ACTS = {
    StepAct.FOUND_FIT: "thấy đủ điều kiện",
    StepAct.LISTED: "đưa vào danh sách trình",
    StepAct.TAKEN_OUT: "đưa ra khỏi danh sách trình",
    StepAct.KIN_CONFIRMED: "xác nhận thay người nhà",
}
_MOVES = {
    RecognitionState.PROPOSED: "đề nghị lại",
    RecognitionState.RETURNED: "trả lại",
    RecognitionState.DECIDED: "ghi quyết định",
    RecognitionState.ISSUED: "cấp giấy",
}


def must_be_listable(found: Sequence[Recognition], submission: Submission) -> None:
    """Raises Conflict or Refused, with names, for the first reason that keeps any of them out of a list."""
    if any(each.state is not RecognitionState.PROPOSED for each in found):
        raise Conflict("Có hồ sơ không còn chờ duyệt. Tải lại trang để xem tình hình mới.")
    if any(each.title_id != submission.title_id for each in found):
        raise Refused("Danh sách này dành cho danh hiệu khác. Chọn hồ sơ của đúng danh hiệu.")
    elsewhere = [each for each in found if each.submission_id]
    if elsewhere:
        raise Conflict(f"Đã ở danh sách trình khác: {names_of(elsewhere)}. Đưa ra khỏi danh sách đó trước.")
    must_be_confirmed(found)
    must_be_willing(found)


def must_be_confirmed(found: Collection[Recognition]) -> None:
    """Raises Refused while a proposal that a relative may have made has no second person behind it."""
    if close := [each for each in found if needs_confirmation(each)]:
        raise Refused(
            f"Người đề nghị có thể là người nhà: {names_of(close)}. "
            "Cần một người khác xác nhận ở trang xét hồ sơ trước."
        )


def must_be_willing(found: Collection[Recognition]) -> None:
    """Raises Refused when a family said that it does not want to be recognised this year."""
    said = refusals.of_recognitions(found)
    if against := [each for each in found if each.id in said]:
        raise Refused(f"Gia đình không nhận, hoặc có ý kiến khác: {names_of(against)}.")


def must_be_as_seen(found: Sequence[Recognition], seen: Collection[str]) -> None:
    """Raises Conflict, saying who did what, where a case has a newer step than those a page was made of.

    `seen` are the ids of the last steps that the page showed, one for each case.
    """
    last = {step.recognition_id: step for step in steps_of(found)}
    for each in found:
        step = last.get(each.id)
        if step is None or step.id in seen:
            continue
        by = db.session.get(User, step.by_user)
        raise Conflict(
            f"{names_of([each])}: sau khi trang này mở, {by.display_name if by else 'người khác'} đã "
            f"{words_of(step)}. "
            "Chưa làm gì thêm. Xem tình hình mới rồi quyết định."
        )


def words_of(step: RecognitionStep) -> str:
    """What a step did: "trả lại", "đưa vào danh sách trình"."""
    return _ACTS.get(step.act) or _MOVES[step.state]


def must_be_explained(found: Sequence[Recognition], again: str) -> None:
    """Raises Refused at `again` where one was taken out of a list and nobody says why it joins again."""
    left = {step.recognition_id for step in taken_out(found).values()}
    if left and not again:
        names = names_of([each for each in found if each.id in left])
        raise Refused(f"Đã từng đưa ra khỏi danh sách: {names}. Ghi vì sao đưa vào lại.", "again")


def taken_out(found: Collection[Recognition]) -> dict[str, RecognitionStep]:
    """By id, the step out of its list of each that waits and has joined none since: who, when and why."""
    last: dict[str, RecognitionStep] = {}
    for step in steps_of([each for each in found if each.state is RecognitionState.PROPOSED]):
        if step.act in (StepAct.MOVED, StepAct.LISTED, StepAct.TAKEN_OUT):
            last[step.recognition_id] = step
    return {each: step for each, step in last.items() if step.act is StepAct.TAKEN_OUT}


def steps_of(found: Iterable[Recognition]) -> Sequence[RecognitionStep]:
    """All that was done to these, oldest first."""
    return db.session.scalars(
        select(RecognitionStep)
        .where(RecognitionStep.recognition_id.in_([each.id for each in found]))
        .order_by(RecognitionStep.at, RecognitionStep.id)
    ).all()


def needs_confirmation(recognition: Recognition) -> bool:
    return recognition.kin is not None and recognition.kin_confirmed_by is None


def names_of(found: Sequence[Recognition]) -> str:
    """At most three names, and how many more."""
    names = [each.name for each in recipients.of_recognitions(found).values()]
    more = f" và {len(names) - NAMED} hồ sơ khác" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def mark_fit(by: Viewer, recognition: Recognition) -> None:
    if recognition.fit_by is None:
        recognition.fit_by, recognition.fit_at = by.user_id, now()
        add_step(by, recognition, StepAct.FOUND_FIT)


def leave_list(by: Viewer, recognition: Recognition, reason: str) -> None:
    """Out of its list, if it is in one; it has to be reviewed again."""
    submission_id, recognition.submission_id = recognition.submission_id, None
    recognition.fit_by = recognition.fit_at = None
    if submission_id is not None:
        add_step(by, recognition, StepAct.TAKEN_OUT, reason, submission_id)


def add_step(
    by: Viewer,
    recognition: Recognition,
    act: StepAct,
    reason: str | None = None,
    submission_id: str | None = None,
) -> None:
    """Keep what was done to a waiting recognition, for its history and for the audit."""
    db.session.add(
        RecognitionStep(
            commune_id=recognition.commune_id, recognition_id=recognition.id, state=recognition.state,
            act=act, by_user=by.user_id, reason=reason, submission_id=submission_id,
        )
    )  # fmt: skip
    changes = {"reason": reason, "submission": submission_id}
    audit.record(
        by=by, action=f"recognition.{act.value}", noun="recognition", noun_id=recognition.id,
        changes={name: value for name, value in changes.items() if value},
    )  # fmt: skip
