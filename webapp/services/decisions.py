"""The signed decision, as the officer records it, and whom it recognises."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db
from webapp.models.recognition import Decision, Recognition, RecognitionState
from webapp.models.user import User
from webapp.rules.dates import show_date
from webapp.rules.decision_numbers import number_key
from webapp.rules.vietnamese import clean_text
from webapp.services import (
    audit,
    communes,
    fitness,
    found_wrong,
    kept_names,
    progress,
    recipients,
    recognition,
)
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recognition import Case
from webapp.services.stages import days, steps


def record(
    *,
    by: Viewer,
    recognition_ids: Collection[str],
    number: str,
    signed_on: date,
    signer: str,
    signature_lines: Sequence[str],
    submission_id: str | None = None,
    again: bool = False,
    despite: Collection[str] = (),
    shown_wrong: Collection[str] | None = None,
) -> Decision:
    """Record the decision that was signed on paper or in the e-office, and whom it recognises.

    `submission_id` is the list that it decides on, if it was one; `again` says that a number which the year
    has already is right. Whom a re-check found wrong is left aside and reviewed again, but for the ids in
    `despite` (`shown_wrong`: see `found_wrong.set_aside`). Raises Refused at `number`, `again`, `signed_on`
    or `signer` and for who may not be recognised, Conflict where a proposal waits no more or is in another
    list.
    """
    number, signer = clean_text(number), clean_text(signer)
    found = recognition.locked(by, recognition_ids)
    check(number, signed_on, signer, found)
    if not again:
        must_be_new(by, number, signed_on)
    found = _agreed(by, found, submission_id, despite, shown_wrong)
    decision = _add_decision(by, found[0].title_id, number, signed_on, signer, signature_lines)
    _recognise(by, found, decision)
    audit.record(
        by=by, action="decision.record", noun="decision", noun_id=decision.id,
        changes={"number": number, "signed_on": signed_on.isoformat(), "households": len(found)},
    )  # fmt: skip
    return decision


def _agreed(
    by: Viewer,
    asked: Sequence[Recognition],
    submission_id: str | None,
    despite: Collection[str],
    shown_wrong: Collection[str] | None,
) -> list[Recognition]:
    """Those that may be decided together, without whom a re-check found wrong; raises where any may not."""
    if not asked:
        raise Refused("Chọn ít nhất một hồ sơ.", "recognition_ids")
    _must_be_one_title(asked)
    _check_lists(asked, submission_id)
    found = found_wrong.set_aside(by, asked, despite=despite, shown=shown_wrong)
    if not found:
        raise Refused(
            "Mọi hồ sơ đều hỏi lại thấy chưa đúng. Đánh dấu hồ sơ vẫn công nhận, hoặc chưa ghi quyết định."
        )
    steps.must_be_done(by, found)
    fitness.must_be_confirmed(found)
    fitness.must_be_willing(found)
    return found


def _recognise(by: Viewer, found: Sequence[Recognition], decision: Decision) -> None:
    """Each proposal becomes what was decided, with its recipient's name as it stands in the decision."""
    names = recipients.of_recognitions(found)
    for each in found:
        if each.state is not RecognitionState.PROPOSED:
            raise Conflict("Có hồ sơ không còn chờ quyết định. Tải lại trang để xem tình hình mới.")
        check_year(each, decision.signed_on.year)
        each.year, each.decision_id = decision.signed_on.year, decision.id
        each.frozen = kept_names.words_of(names[each.id])
        recognition.move(by, each, RecognitionState.DECIDED, None)


def recognise_all(*, by: Viewer, number: str, signed_on: date, count: int | None = None) -> Decision:
    """Propose and record the decision for every household that meets the criteria (at most `count`)."""
    waiting = recognition.candidates(by)[:count]
    if not waiting:
        raise Refused("Không có hộ nào đủ tiêu chí mà chưa được công nhận.")
    proposed = recognition.propose(by=by, household_ids=[case.recipient.id for case in waiting])
    certificate = communes.settings_of(by.commune_id or "").certificate
    return record(
        by=by, recognition_ids=[each.id for each in proposed], number=number, signed_on=signed_on,
        signer=certificate.signer or "Người ký quyết định", signature_lines=certificate.signature_lines,
    )  # fmt: skip


def listed(viewer: Viewer) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision).where(Decision.commune_id == viewer.commune_id).order_by(Decision.signed_on.desc())
    ).all()


def get(viewer: Viewer, decision_id: str) -> Decision:
    found = db.session.scalar(
        select(Decision).where(Decision.commune_id == viewer.commune_id, Decision.id == decision_id)
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Named:
    """A decision with who recorded it."""

    decision: Decision
    who: str


def named(viewer: Viewer, decision_id: str) -> Named:
    decision = get(viewer, decision_id)
    recorder = db.session.get(User, decision.recorded_by)
    return Named(decision, recorder.display_name if recorder else "")


def cases(viewer: Viewer, decision_id: str) -> list[Case]:
    """Whom a decision recognises, by hamlet and given name, in the words that it was signed with."""
    found = recognition.cases_where(
        viewer, Recognition.decision_id == decision_id, Recognition.state.in_(recognition.RECOGNISED)
    )
    signed = [
        replace(
            case,
            recipient=kept_names.as_kept(case.recipient, kept_names.signed_words(case.recognition.frozen)),
        )
        if case.recognition
        else case
        for case in found
    ]
    return sorted(signed, key=lambda case: case.recipient.order)


def count_recognised(decision_id: str) -> int:
    """How many a decision recognises."""
    query = select(func.count()).where(Recognition.decision_id == decision_id)
    return db.session.scalar(query) or 0


def check(number: str, signed_on: date, signer: str, found: Collection[Recognition]) -> None:
    """Raises Refused at `number`, `signed_on` or `signer` of a decision on these proposals."""
    if not number:
        raise Refused("Ghi số quyết định, ví dụ 142/QĐ-UBND.", "number")
    if len(number) > 60:
        raise Refused("Số quyết định dài quá 60 ký tự.", "number")
    if signed_on > progress.today():
        raise Refused("Ngày ký chưa tới.", "signed_on")
    days.must_follow_stages(signed_on, found)
    if not signer:
        raise Refused("Ghi họ tên người ký.", "signer")


def must_be_new(by: Viewer, number: str, signed_on: date, besides: str | None = None) -> None:
    """Raises Refused at `number` or `again` where this year has a decision (but `besides`) of this number."""
    key = number_key(number)
    for each in listed(by):
        if each.id == besides or each.signed_on.year != signed_on.year or number_key(each.number) != key:
            continue
        day, count = show_date(each.signed_on), count_recognised(each.id)
        said = f"Quyết định {each.number} ngày {day} đã được ghi ({count} hồ sơ)."
        if (each.number, each.signed_on) == (number, signed_on):
            raise Refused(f"{said} Xem lại số và ngày ký.", "number")
        raise Refused(f"{said} Nhầm thì sửa số; đúng là hai quyết định thì đánh dấu ô dưới số.", "again")


def _must_be_one_title(found: Sequence[Recognition]) -> None:
    if len({each.title_id for each in found}) > 1:
        raise Refused(
            "Mỗi quyết định công nhận một danh hiệu. Chọn hồ sơ của một danh hiệu.", "recognition_ids"
        )


def _check_lists(found: Sequence[Recognition], submission_id: str | None) -> None:
    """What is in a list is decided with its list."""
    elsewhere = [each for each in found if each.submission_id not in (None, submission_id)]
    if elsewhere:
        raise Conflict(
            f"Đang ở một danh sách trình: {fitness.names_of(elsewhere)}. Ghi quyết định ở danh sách đó."
        )


def check_year(recognition: Recognition, year: int) -> None:
    """A proposal of one year that is decided in another must not meet a recognition already there."""
    if recognition.year == year:
        return
    taken = select(Recognition.id).where(
        Recognition.title_id == recognition.title_id,
        Recognition.year == year,
        Recognition.recipient_kind == recognition.recipient_kind,
        Recognition.recipient_id == recognition.recipient_id,
    )
    if db.session.scalar(taken):
        raise Conflict(
            f"Có hồ sơ đã được công nhận năm {year}. Bỏ hồ sơ đó khỏi danh sách, hoặc xem lại ngày ký."
        )


def _add_decision(
    by: Viewer, title_id: str, number: str, signed_on: date, signer: str, signature_lines: Sequence[str]
) -> Decision:
    decision = Decision(
        commune_id=by.commune_id, title_id=title_id, number=number, signed_on=signed_on, signer=signer,
        signature_lines=list(signature_lines), recorded_by=by.user_id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(decision)
    except IntegrityError:
        raise Refused(f"Quyết định {number} ngày này đã được ghi.", "number") from None
    return decision
