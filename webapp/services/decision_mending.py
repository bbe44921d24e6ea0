"""A recorded decision put right while no certificate carries its words: fields and names, with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db
from webapp.models.certificate import Certificate
from webapp.models.recognition import Decision, Recognition, RecognitionState
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, decisions, kept_names, recipients, recognition
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.recipients import Recipient

LONGEST_REASON = 300


@dataclass(frozen=True)
class Renamed:
    """A recognised case without a certificate: as its decision names it, and as it is named today."""

    recognition: Recognition
    decided: Recipient
    today: Recipient


@dataclass(frozen=True)
class Signed:
    """What stands on the paper that was signed; `again`: its number is right though the year has it twice."""

    number: str
    signed_on: date
    signer: str
    signature_lines: Sequence[str]
    again: bool = False


def renamed(viewer: Viewer, decision_id: str | None = None) -> list[Renamed]:
    """Whose name, form of address or hamlet is no more what the decision (None: any) says, by its order."""
    which = [Recognition.state == RecognitionState.DECIDED]
    if decision_id is not None:
        which.append(Recognition.decision_id == decision_id)
    cases = recognition.cases_where(viewer, *which)
    now = recipients.of_recognitions([case.recognition for case in cases if case.recognition])
    return [
        Renamed(case.recognition, case.recipient, now[case.recognition.id])
        for case in cases
        if case.recognition and _differs(case.recipient, now[case.recognition.id])
    ]


def issued_count(decision_id: str) -> int:
    """How many certificates, valid or not, carry a decision's words."""
    query = select(func.count()).select_from(Certificate).join(Recognition)
    return db.session.scalar(query.where(Recognition.decision_id == decision_id)) or 0


def mend(
    *, by: Viewer, decision_id: str, signed: Signed, reason: str, names_of: Collection[str] = ()
) -> Decision:
    """Write a decision anew; `names_of` are the recognitions that it shall name as they are named today.

    Raises Conflict once a certificate was issued, Refused at the field, also at `reason`.
    """
    decision = decisions.get(by, decision_id)
    cases = decisions.cases(by, decision.id)
    found = recognition.locked(by, [case.recognition.id for case in cases if case.recognition])
    if count := issued_count(decision.id):
        raise Conflict(f"Đã cấp {count} giấy theo quyết định này nên không sửa quyết định được nữa.")
    reason = clean_text(reason)
    if not reason:
        raise Refused("Ghi lý do sửa.", "reason")
    before = {"number": decision.number, "signed_on": decision.signed_on.isoformat()}
    _write(by, decision, found, signed)
    now = recipients.of_recognitions(found)
    corrected = [each for each in found if each.id in set(names_of)]
    for each in corrected:
        each.frozen = kept_names.words_of(now[each.id])
    audit.record(
        by=by, action="decision.mend", noun="decision", noun_id=decision.id,
        changes={
            "before": before, "number": decision.number, "signed_on": decision.signed_on.isoformat(),
            "names": len(corrected), "reason": reason[:LONGEST_REASON],
        },
    )  # fmt: skip
    return decision


def _write(by: Viewer, decision: Decision, found: Sequence[Recognition], signed: Signed) -> None:
    number, signer = clean_text(signed.number), clean_text(signed.signer)
    decisions.check(number, signed.signed_on, signer, found)
    if not signed.again and (number, signed.signed_on) != (decision.number, decision.signed_on):
        decisions.must_be_new(by, number, signed.signed_on, besides=decision.id)
    for each in found:
        decisions.check_year(each, signed.signed_on.year)
        each.year = signed.signed_on.year
    try:
        with db.session.begin_nested():
            decision.number, decision.signed_on, decision.signer = number, signed.signed_on, signer
            decision.signature_lines = list(signed.signature_lines)
            db.session.flush()
    except IntegrityError:
        raise Refused(f"Quyết định {number} ngày này đã được ghi.", "number") from None


def _differs(decided: Recipient, now: Recipient) -> bool:
    if not now.name:  # erased since: the decision's name stays
        return False
    return not kept_names.said_alike(decided, now)
