"""What a reviewer reads and does besides putting a proposal into a list or returning it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from webapp.models.recognition import Recognition, RecognitionState, StepAct
from webapp.models.refusal import Refusal
from webapp.rules.vietnamese import clean_text
from webapp.services import (
    accounts,
    evidence,
    fitness,
    found_wrong,
    progress,
    recognition,
    refusals,
    unlikely_ticks,
)
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.evidence import Step
from webapp.services.found_wrong import FoundWrong
from webapp.services.recipients import Recipient
from webapp.services.unlikely_ticks import Noticed


@dataclass(frozen=True)
class Asked:
    """One of many that shall go into a list, with what speaks against it; `seen` is its last step's id."""

    recognition: Recognition
    recipient: Recipient
    weakened: bool
    close: bool
    refusal: Refusal | None
    noticed: tuple[Noticed, ...]
    out: Step | None
    seen: str
    returned: Step | None
    wrong: FoundWrong | None

    @property
    def can(self) -> bool:
        """Whether it may go in as it stands."""
        free = self.recognition.state is RecognitionState.PROPOSED and not self.recognition.submission_id
        return free and not self.close and self.refusal is None

    @property
    def ready(self) -> bool:
        """Whether nothing asks for a second look before it goes in."""
        return self.can and not self.weakened and self.out is None and self.wrong is None

    @property
    def clear(self) -> bool:
        """Whether it may be found fit together with others, without anybody opening it."""
        return self.ready and not self.noticed and self.returned is None


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
    found = [case.recognition for case in cases if case.recognition]
    said, out, last = refusals.of_recognitions(found), left_lists(found), last_steps(found)
    homes = {case.recipient.household_id for case in cases if case.recipient.household_id}
    noticed = unlikely_ticks.of_households(viewer, homes)
    returned = last_returns(viewer, recognition_ids)
    wrong = {each.recognition.id: each for each in found_wrong.of(found)}
    return [
        Asked(
            case.recognition, case.recipient, case.recognition.id in weak,
            fitness.needs_confirmation(case.recognition), said.get(case.recognition.id),
            tuple(noticed.get(case.recipient.household_id or "", ())),
            out.get(case.recognition.id), last.get(case.recognition.id, ""),
            returned.get(case.recognition.id), wrong.get(case.recognition.id),
        )
        for case in cases
        if case.recognition
    ]  # fmt: skip


def left_lists(found: Collection[Recognition]) -> dict[str, Step]:
    """Those that were taken out of a list and joined none since, by id: by whom and why."""
    steps = fitness.taken_out(found)
    names = accounts.names_of({step.by_user for step in steps.values()})
    return {each: Step(step, names.get(step.by_user, "")) for each, step in steps.items()}


def any_left_list(viewer: Viewer, recognition_ids: Collection[str]) -> bool:
    """Whether one of these was taken out of a list before: then it is asked why it joins again."""
    cases = recognition.cases_where(viewer, Recognition.id.in_(recognition_ids))
    return bool(fitness.taken_out([case.recognition for case in cases if case.recognition]))


def last_steps(found: Collection[Recognition]) -> dict[str, str]:
    """The id of the last step of each, by its id: a page sends it back with the decision it asks for."""
    return {step.recognition_id: step.id for step in fitness.steps_of(found)}


def confirm_kin(
    *, by: Viewer, recognition_ids: Collection[str], note: str = "", seen: Collection[str] | None = None
) -> list[Recognition]:
    """Another person stands behind proposals that a relative may have made. Refused for the proposer."""
    found = recognition.locked(by, recognition_ids)
    if seen is not None:
        fitness.must_be_as_seen(found, seen)
    for each in found:
        if each.state is not RecognitionState.PROPOSED:
            raise Conflict("Có hồ sơ không còn chờ duyệt. Tải lại trang để xem tình hình mới.")
        if each.proposed_by == by.user_id:
            raise Refused("Người đề nghị không tự xác nhận được. Nhờ một người khác xác nhận.")
        if fitness.needs_confirmation(each):
            each.kin_confirmed_by = by.user_id
            fitness.add_step(by, each, StepAct.KIN_CONFIRMED, clean_text(note) or None)
    return found


def send_back(
    *, by: Viewer, recognition_ids: Collection[str], reason: str, seen: Collection[str] | None
) -> list[Recognition]:
    """Return proposals as a page showed them; Conflict where one has moved on since."""
    if seen is not None:
        fitness.must_be_as_seen(recognition.locked(by, recognition_ids), seen)
    return recognition.return_proposals(by=by, recognition_ids=recognition_ids, reason=reason)


def last_returns(viewer: Viewer, recognition_ids: Collection[str]) -> dict[str, Step]:
    """The last return of each of these recognitions, by its id."""
    steps = [
        step
        for step in recognition.steps_of(viewer, recognition_ids)
        if step.act is StepAct.MOVED and step.state is RecognitionState.RETURNED
    ]
    names = accounts.names_of({step.by_user for step in steps})
    return {step.recognition_id: Step(step, names.get(step.by_user, "")) for step in steps}


def count_returned(viewer: Viewer) -> int:
    """How many households of the viewer's hamlets wait to be proposed again, after a return with a reason.

    A family that declined is not among them: that is its own word, not a fault to mend.
    """
    found = [case.recognition for case in recognition.cases(viewer, RecognitionState.RETURNED)]
    declined = refusals.of_recognitions([each for each in found if each])
    return sum(each is not None and each.id not in declined for each in found)


def claims(recognition: Recognition) -> list[tuple[str, date]]:
    """What a family is said to have learnt, and the first day of each; by day."""
    titles, kept = progress.item_titles(), recognition.inputs.get("done", {})
    first = {item: min(on for _, on, *_ in every) for item, every in kept.items() if every}
    days = sorted((on, titles.get(item, item)) for item, on in first.items())
    return [(title, date.fromisoformat(on)) for on, title in days]
