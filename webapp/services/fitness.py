"""Whether a proposal may go into a list, and the steps of its way there, each with who, when and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from webapp.models.base import db, now
from webapp.models.recognition import Recognition, RecognitionState, RecognitionStep, StepAct
from webapp.models.submission import Submission
from webapp.services import audit, recipients, refusals
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused

NAMED = 3


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
