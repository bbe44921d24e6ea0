"""From a household that meets the criteria to a signed decision: propose, return, decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db, now
from webapp.models.commune import Hamlet
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household
from webapp.models.recognition import (
    CriteriaVersion,
    Decision,
    RecipientKind,
    Recognition,
    RecognitionState,
    RecognitionStep,
    Title,
)
from webapp.rules.recognition import criteria_from_json, judge
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, communes, criteria, progress
from webapp.services.access import Viewer, in_scope, visible_households
from webapp.services.errors import Conflict, NotFound, Refused

RECOGNISED = (RecognitionState.DECIDED, RecognitionState.ISSUED)


@dataclass(frozen=True)
class Case:
    """One household on a list of recognitions; `recognition` is None before it is proposed."""

    household: Household
    hamlet: Hamlet
    recognition: Recognition | None = None


def candidates(viewer: Viewer) -> list[Case]:
    """Households that meet the criteria and are neither proposed nor recognised this year."""
    rows = db.session.execute(_candidates(viewer)).all()
    return [Case(row[0], row[1]) for row in rows]


def cases(viewer: Viewer, *states: RecognitionState) -> list[Case]:
    """The recognitions of the viewer's scope in these states, by hamlet and given name."""
    rows = db.session.execute(
        select(Household, Hamlet, Recognition)
        .join(Recognition, Recognition.recipient_id == Household.id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(*_scope(viewer), Recognition.state.in_(states))
        .order_by(Hamlet.sort_key, Household.head_sort, Household.id)
    ).all()
    return [Case(row[0], row[1], row[2]) for row in rows]


def of_household(viewer: Viewer, household_id: str) -> Sequence[Recognition]:
    """A household's recognitions for the default title, newest year first."""
    return db.session.scalars(
        select(Recognition)
        .where(Recognition.commune_id == viewer.commune_id, Recognition.recipient_id == household_id)
        .order_by(Recognition.year.desc())
    ).all()


def steps_of(viewer: Viewer, recognition_ids: Collection[str]) -> Sequence[RecognitionStep]:
    return db.session.scalars(
        select(RecognitionStep)
        .where(
            RecognitionStep.commune_id == viewer.commune_id,
            RecognitionStep.recognition_id.in_(recognition_ids),
        )
        .order_by(RecognitionStep.at, RecognitionStep.id)
    ).all()


def propose(*, by: Viewer, household_ids: Collection[str], reason: str | None = None) -> list[Recognition]:
    """Propose households for the default title, with the verdict as it is at this moment.

    Raises NotFound for one out of scope, Refused for one that does not meet the criteria, Conflict for one
    that is already on its way.
    """
    title = criteria.default_title(by.commune_id)
    version = criteria.version_in_force(title.id)
    households = db.session.scalars(
        visible_households(by).where(Household.id.in_(household_ids)).order_by(Household.id).with_for_update()
    ).all()
    if len(households) != len(set(household_ids)):
        raise NotFound
    return [_propose_one(by, title, version, household, reason) for household in households]


def return_proposals(*, by: Viewer, recognition_ids: Collection[str], reason: str) -> list[Recognition]:
    """Send proposals back with a reason that the leader reads."""
    reason = clean_text(reason)
    if not reason:
        raise Refused("Ghi lý do trả lại để Tổ trưởng biết cần làm gì.", "reason")
    found = _locked(by, recognition_ids)
    for recognition in found:
        if recognition.state is not RecognitionState.PROPOSED:
            raise Conflict("Chỉ trả lại được hồ sơ đang chờ duyệt. Tải lại trang để xem tình hình mới.")
        _move(by, recognition, RecognitionState.RETURNED, reason)
    return found


def record_decision(
    *,
    by: Viewer,
    recognition_ids: Collection[str],
    number: str,
    signed_on: date,
    signer: str,
    signature_lines: Sequence[str],
) -> Decision:
    """Record the decision that was signed on paper or in the e-office, and whom it recognises.

    Raises Refused at `number`, `signed_on` or `signer`, Conflict where a proposal is no longer waiting.
    """
    number, signer = clean_text(number), clean_text(signer)
    _check_decision(number, signed_on, signer)
    found = _locked(by, recognition_ids)
    if not found:
        raise Refused("Chọn ít nhất một hộ.", "recognition_ids")
    decision = _add_decision(by, found[0].title_id, number, signed_on, signer, signature_lines)
    for recognition in found:
        if recognition.state is not RecognitionState.PROPOSED:
            raise Conflict("Có hồ sơ không còn chờ quyết định. Tải lại trang để xem tình hình mới.")
        recognition.year, recognition.decision_id = signed_on.year, decision.id
        _move(by, recognition, RecognitionState.DECIDED, None)
    audit.record(
        by=by, action="decision.record", noun="decision", noun_id=decision.id,
        changes={"number": number, "signed_on": signed_on.isoformat(), "households": len(found)},
    )  # fmt: skip
    return decision


def recognise_all(*, by: Viewer, number: str, signed_on: date, count: int | None = None) -> Decision:
    """Propose and record the decision for every household that meets the criteria (at most `count`)."""
    waiting = candidates(by)[:count]
    if not waiting:
        raise Refused("Không có hộ nào đủ tiêu chí mà chưa được công nhận.")
    proposed = propose(by=by, household_ids=[case.household.id for case in waiting])
    certificate = communes.settings_of(by.commune_id or "").certificate
    return record_decision(
        by=by, recognition_ids=[each.id for each in proposed], number=number, signed_on=signed_on,
        signer=certificate.signer or "Người ký quyết định", signature_lines=certificate.signature_lines,
    )  # fmt: skip


def decisions(viewer: Viewer) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision).where(Decision.commune_id == viewer.commune_id).order_by(Decision.signed_on.desc())
    ).all()


def decision(viewer: Viewer, decision_id: str) -> Decision:
    found = db.session.scalar(
        select(Decision).where(Decision.commune_id == viewer.commune_id, Decision.id == decision_id)
    )
    if found is None:
        raise NotFound
    return found


def decided_cases(viewer: Viewer, decision_id: str) -> list[Case]:
    """Whom a decision recognises, by hamlet and given name."""
    return [
        each
        for each in cases(viewer, *RECOGNISED)
        if each.recognition and each.recognition.decision_id == decision_id
    ]


def decided_count(decision_id: str) -> int:
    """How many a decision recognises."""
    query = select(func.count()).where(Recognition.decision_id == decision_id)
    return db.session.scalar(query) or 0


def _candidates(viewer: Viewer) -> Select[Household, Hamlet]:
    title = criteria.default_title(viewer.commune_id)
    taken = select(Recognition.recipient_id).where(
        Recognition.commune_id == viewer.commune_id,
        Recognition.title_id == title.id,
        Recognition.year == progress.today().year,
    )
    return (
        select(Household, Hamlet)
        .join(HouseholdProgress, HouseholdProgress.household_id == Household.id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .where(
            Household.commune_id == viewer.commune_id,
            in_scope(viewer, Household.hamlet_id),
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
            HouseholdProgress.eligible,
            Household.id.not_in(taken),
        )
        .order_by(Hamlet.sort_key, Household.head_sort, Household.id)
    )


def _scope(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (
        Recognition.commune_id == viewer.commune_id,
        Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
        in_scope(viewer, Household.hamlet_id),
    )


def _propose_one(
    by: Viewer, title: Title, version: CriteriaVersion, household: Household, reason: str | None
) -> Recognition:
    facts = progress.facts_of({household.id})[household.id]
    verdict = judge(criteria_from_json(version.criteria), facts, progress.item_titles(), progress.today())
    if not verdict.eligible:
        raise Refused(f"Nhà {household.head} chưa đủ tiêu chí, chưa đề nghị được.")
    year = progress.today().year
    recognition = _existing(title, year, household)
    if recognition is None:
        recognition = Recognition(
            commune_id=household.commune_id, title_id=title.id, year=year,
            recipient_kind=RecipientKind.HOUSEHOLD, recipient_id=household.id,
        )  # fmt: skip
        db.session.add(recognition)
    elif recognition.state is not RecognitionState.RETURNED:
        raise Conflict(f"Nhà {household.head} đã được đề nghị hoặc công nhận trong năm {year}.")
    recognition.verdict, recognition.inputs = verdict.as_json(), facts.as_json()
    recognition.criteria_version_id, recognition.proposed_at = version.id, now()
    _move(by, recognition, RecognitionState.PROPOSED, reason)
    return recognition


def _existing(title: Title, year: int, household: Household) -> Recognition | None:
    return db.session.scalar(
        select(Recognition)
        .where(
            Recognition.title_id == title.id,
            Recognition.year == year,
            Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
            Recognition.recipient_id == household.id,
        )
        .with_for_update()
    )


def _locked(by: Viewer, recognition_ids: Collection[str]) -> list[Recognition]:
    """The proposals of the viewer's scope, locked; NotFound when one is missing."""
    found = db.session.scalars(
        select(Recognition)
        .join(Household, Household.id == Recognition.recipient_id)
        .where(*_scope(by), Recognition.id.in_(recognition_ids))
        .order_by(Recognition.id)
        .with_for_update(of=Recognition)
    ).all()
    if len(found) != len(set(recognition_ids)):
        raise NotFound
    return list(found)


def _move(by: Viewer, recognition: Recognition, state: RecognitionState, reason: str | None) -> None:
    recognition.state = state
    db.session.flush()
    db.session.add(
        RecognitionStep(
            commune_id=recognition.commune_id, recognition_id=recognition.id, state=state, by_user=by.user_id,
            reason=reason,
        )
    )  # fmt: skip
    audit.record(
        by=by, action=f"recognition.{state.value}", noun="recognition", noun_id=recognition.id,
        changes={"reason": reason} if reason else {},
    )  # fmt: skip


def _check_decision(number: str, signed_on: date, signer: str) -> None:
    if not number:
        raise Refused("Ghi số quyết định, ví dụ 142/QĐ-UBND.", "number")
    if len(number) > 60:
        raise Refused("Số quyết định dài quá 60 ký tự.", "number")
    if signed_on > progress.today():
        raise Refused("Ngày ký chưa tới.", "signed_on")
    if not signer:
        raise Refused("Ghi họ tên người ký.", "signer")


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
