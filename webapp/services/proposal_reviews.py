"""What a reviewer reads and does besides putting a proposal into a list or returning it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Recognition, RecognitionState, RecognitionStep, StepAct
from webapp.models.refusal import Refusal
from webapp.models.user import User
from webapp.rules.vietnamese import clean_text
from webapp.services import evidence, fitness, progress, recognition, refusals, unlikely_ticks
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recipients import Recipient
from webapp.services.unlikely_ticks import Noticed


@dataclass(frozen=True)
class Asked:
    """One of many that shall go into a list, with what speaks against it."""

    recognition: Recognition
    recipient: Recipient
    weakened: bool
    close: bool
    refusal: Refusal | None
    noticed: tuple[Noticed, ...]

    @property
    def can(self) -> bool:
        """Whether it may go in as it stands."""
        free = self.recognition.state is RecognitionState.PROPOSED and not self.recognition.submission_id
        return free and not self.close and self.refusal is None


@dataclass(frozen=True)
class Return:
    """Why a proposal came back, and by whom."""

    step: RecognitionStep
    who: str


def case_of(viewer: Viewer, recognition_id: str) -> recognition.Case:
    """Raises NotFound out of scope, or when the household has gone."""
    found = recognition.cases_where(viewer, Recognition.id == recognition_id)
    if not found:
        raise NotFound
    return found[0]


def before_listing(viewer: Viewer, recognition_ids: Collection[str]) -> list[Asked]:
    """What to know before these go into a list together. NotFound when one of them is out of scope."""
    cases = recognition.cases_where(viewer, Recognition.id.in_(recognition_ids))
    if len(cases) != len(set(recognition_ids)):
        raise NotFound
    weak = evidence.weakened(viewer, cases)
    said = refusals.of_recognitions([case.recognition for case in cases if case.recognition])
    homes = {case.recipient.household_id for case in cases if case.recipient.household_id}
    noticed = unlikely_ticks.of_households(viewer, homes)
    return [
        Asked(
            case.recognition, case.recipient, case.recognition.id in weak,
            fitness.needs_confirmation(case.recognition), said.get(case.recognition.id),
            tuple(noticed.get(case.recipient.household_id or "", ())),
        )
        for case in cases
        if case.recognition
    ]  # fmt: skip


def confirm_kin(*, by: Viewer, recognition_ids: Collection[str], note: str = "") -> list[Recognition]:
    """Another person stands behind proposals that a relative may have made. Refused for the proposer."""
    found = recognition.locked(by, recognition_ids)
    for each in found:
        if each.state is not RecognitionState.PROPOSED:
            raise Conflict("Có hồ sơ không còn chờ duyệt. Tải lại trang để xem tình hình mới.")
        if each.proposed_by == by.user_id:
            raise Refused("Người đề nghị không tự xác nhận được. Nhờ một người khác xác nhận.")
        if fitness.needs_confirmation(each):
            each.kin_confirmed_by = by.user_id
            fitness.add_step(by, each, StepAct.KIN_CONFIRMED, clean_text(note) or None)
    return found


def last_returns(viewer: Viewer, recognition_ids: Collection[str]) -> dict[str, Return]:
    """The last return of each of these recognitions, by its id."""
    steps = [
        step
        for step in recognition.steps_of(viewer, recognition_ids)
        if step.act is StepAct.MOVED and step.state is RecognitionState.RETURNED
    ]
    names = names_of({step.by_user for step in steps})
    return {step.recognition_id: Return(step, names.get(step.by_user, "")) for step in steps}


def claims(recognition: Recognition) -> list[tuple[str, date]]:
    """What a family is said to have learnt, and the first day of each; by day."""
    titles, kept = progress.item_titles(), recognition.inputs.get("done", {})
    first = {item: min(on for _, on, *_ in every) for item, every in kept.items() if every}
    days = sorted((on, titles.get(item, item)) for item, on in first.items())
    return [(title, date.fromisoformat(on)) for on, title in days]


def names_of(user_ids: Collection[str]) -> dict[str, str]:
    """The names of accounts, by id."""
    return {
        user.id: user.display_name for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))
    }
