"""From a household that meets the criteria to a signed decision: propose, return, decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from webapp.models.base import db, new_id, now
from webapp.models.commune import Hamlet
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household
from webapp.models.recognition import (
    CriteriaVersion,
    RecipientKind,
    Recognition,
    RecognitionState,
    RecognitionStep,
    Title,
)
from webapp.rules.recognition import HouseholdFacts, criteria_from_json, judge
from webapp.rules.vietnamese import clean_text
from webapp.services import (
    audit,
    criteria,
    fitness,
    kept_names,
    lineage,
    progress,
    proposers,
    recipients,
    refusals,
)
from webapp.services.access import Viewer, in_scope, visible_households
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recipients import Recipient

RECOGNISED = (RecognitionState.DECIDED, RecognitionState.ISSUED)


@dataclass(frozen=True)
class Case:
    """One recipient on a list of recognitions; `recognition` is None before it is proposed."""

    recipient: Recipient
    recognition: Recognition | None = None


def candidates(viewer: Viewer) -> list[Case]:
    """Households that meet the criteria and are neither proposed nor recognised this year."""
    rows = db.session.execute(_candidates(viewer)).all()
    return [Case(each) for each in recipients.read(RecipientKind.HOUSEHOLD, rows)]


def cases(viewer: Viewer, *states: RecognitionState, title_id: str | None = None) -> list[Case]:
    """The recognitions of a title (None: the default one) in these states and the viewer's scope.

    By hamlet and given name, whatever kind of recipient the title is for.
    """
    title = title_id or criteria.default_title(viewer.commune_id).id
    return cases_where(viewer, Recognition.title_id == title, Recognition.state.in_(states))


def cases_where(viewer: Viewer, *conditions: ColumnElement[bool]) -> list[Case]:
    """The recognitions of the viewer's scope that meet the conditions, by hamlet and given name.

    What is given stays with whoever it was given to, named as its decision does; a proposal ends with its
    household, person or hamlet.
    """
    found: list[Case] = []
    for kind in _kinds(viewer, *conditions):
        each = recipients.source(kind)
        rows = db.session.execute(
            each.query.add_columns(Recognition)
            .join(Recognition, Recognition.recipient_id == each.key)
            .where(Recognition.recipient_kind == kind, *_scope(viewer), *conditions)
            .where(or_(Recognition.state.in_(RECOGNISED), each.living()))
        ).all()
        found += [Case(_as_decided(each.read(row), row[-1]), row[-1]) for row in rows]
    return sorted(found, key=lambda case: case.recipient.order)


def _as_decided(recipient: Recipient, recognition: Recognition) -> Recipient:
    if recognition.state not in RECOGNISED:
        return recipient
    return kept_names.as_kept(recipient, recognition.frozen)


def _kinds(viewer: Viewer, *conditions: ColumnElement[bool]) -> Sequence[RecipientKind]:
    return db.session.scalars(
        select(Recognition.recipient_kind)
        .where(Recognition.commune_id == viewer.commune_id, *conditions)
        .distinct()
    ).all()


def of_household(viewer: Viewer, household_id: str) -> Sequence[Recognition]:
    """A household's recognitions, newest year first; those of another commune that it came from too."""
    before = lineage.origins(household_id)
    return db.session.scalars(
        select(Recognition)
        .where(
            or_(
                and_(Recognition.commune_id == viewer.commune_id, Recognition.recipient_id == household_id),
                and_(Recognition.recipient_id.in_(before), Recognition.state.in_(RECOGNISED)),
            )
        )
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


def propose(
    *,
    by: Viewer,
    household_ids: Collection[str],
    reason: str | None = None,
    kin_ids: Collection[str] = (),
) -> list[Recognition]:
    """Propose households for the default title, with the verdict as it is at this moment.

    `kin_ids` are those whom the proposer declares to be relatives. Raises NotFound for one out of scope,
    Refused for one that does not meet the criteria or declined, Conflict for one that is already on its way.
    """
    title = criteria.default_title(by.commune_id)
    version = criteria.version_in_force(title.id)
    households = db.session.scalars(
        visible_households(by)
        .where(Household.id.in_(household_ids), Household.awaiting.is_(None))
        .order_by(Household.id)
        .with_for_update()
    ).all()
    if len(households) != len(set(household_ids)):
        raise NotFound
    facts = progress.facts_of({household.id for household in households})
    existing = _existing(title, progress.today().year, households)
    proposed = [
        _propose_one(by, title, version, household, facts[household.id], existing.get(household.id))
        for household in households
    ]
    db.session.flush()
    fitness.must_be_willing(proposed)
    proposers.mark(by=by, proposed=proposed, declared=kin_ids)
    for each in proposed:
        move(by, each, RecognitionState.PROPOSED, reason)
    db.session.flush()
    return proposed


def return_proposals(*, by: Viewer, recognition_ids: Collection[str], reason: str) -> list[Recognition]:
    """Send proposals back with a reason that the leader reads."""
    reason = clean_text(reason)
    if not reason:
        raise Refused("Ghi lý do trả lại để Tổ trưởng biết cần làm gì.", "reason")
    found = locked(by, recognition_ids)
    for recognition in found:
        if recognition.state is not RecognitionState.PROPOSED:
            raise Conflict("Chỉ trả lại được hồ sơ đang chờ duyệt. Tải lại trang để xem tình hình mới.")
        fitness.leave_list(by, recognition, reason)
        move(by, recognition, RecognitionState.RETURNED, reason)
    return found


def _candidates(viewer: Viewer) -> Select[Household, Hamlet]:
    title, year = criteria.default_title(viewer.commune_id), progress.today().year
    taken = select(Recognition.recipient_id).where(
        Recognition.commune_id == viewer.commune_id,
        Recognition.title_id == title.id,
        Recognition.year == year,
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
            Household.awaiting.is_(None),
            HouseholdProgress.eligible,
            Household.id.not_in(taken),
            Household.id.not_in(refusals.refusing(title.id, year, RecipientKind.HOUSEHOLD)),
        )
        .order_by(Hamlet.sort_key, Household.head_sort, Household.id)
    )


def _scope(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return Recognition.commune_id == viewer.commune_id, recipients.visible(viewer)


def _propose_one(
    by: Viewer,
    title: Title,
    version: CriteriaVersion,
    household: Household,
    facts: HouseholdFacts,
    recognition: Recognition | None,
) -> Recognition:
    verdict = judge(criteria_from_json(version.criteria), facts, progress.item_titles(), progress.today())
    if not verdict.eligible:
        raise Refused(f"Nhà {household.head} chưa đủ tiêu chí, chưa đề nghị được.")
    year = progress.today().year
    if recognition is None:
        recognition = Recognition(
            id=new_id(), commune_id=household.commune_id, title_id=title.id, year=year,
            recipient_kind=RecipientKind.HOUSEHOLD, recipient_id=household.id,
            state=RecognitionState.PROPOSED,
        )  # fmt: skip
        db.session.add(recognition)
    elif recognition.state is not RecognitionState.RETURNED:
        raise Conflict(f"Nhà {household.head} đã được đề nghị hoặc công nhận trong năm {year}.")
    recognition.verdict, recognition.inputs = verdict.as_json(), facts.as_json()
    recognition.criteria_version_id, recognition.proposed_at = version.id, now()
    return recognition


def _existing(title: Title, year: int, households: Sequence[Household]) -> dict[str, Recognition]:
    """This year's recognitions of these households, by household id."""
    rows = db.session.scalars(
        select(Recognition)
        .where(
            Recognition.title_id == title.id,
            Recognition.year == year,
            Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
            Recognition.recipient_id.in_([household.id for household in households]),
        )
        .with_for_update()
    )
    return {row.recipient_id: row for row in rows}


def locked(by: Viewer, recognition_ids: Collection[str]) -> list[Recognition]:
    """The proposals of the viewer's scope, locked; NotFound when one is missing."""
    found = db.session.scalars(
        select(Recognition)
        .where(*_scope(by), Recognition.id.in_(recognition_ids))
        .order_by(Recognition.id)
        .with_for_update()
    ).all()
    if len(found) != len(set(recognition_ids)):
        raise NotFound
    return list(found)


def move(by: Viewer, recognition: Recognition, state: RecognitionState, reason: str | None) -> None:
    recognition.state = state
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
