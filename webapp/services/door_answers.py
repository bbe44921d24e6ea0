"""What families answered at their doors without a signal: brought by the phone later, each kept once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from webapp.models.base import db
from webapp.models.consent import ConsentAnswer, ConsentPurpose, ConsentWay, moment_said
from webapp.models.household import Household
from webapp.rules.door_answers import DoorAnswer, parse_answer
from webapp.rules.events import BadEvent, made_at
from webapp.services import consents, first_refusals, homes, lost_records
from webapp.services.events import UNKNOWN_HOUSEHOLD, Answer, Sending, Status

ANSWERED_SINCE = "Gia đình đã trả lời lại sau lần này. Ý kiến sau được giữ."


def receive(sending: Sending, raws: Sequence[object]) -> list[Answer]:
    """Keep each answer once, in the order said. Runs inside a write transaction."""
    return [_receive(sending, raw) for raw in raws]


def _receive(sending: Sending, raw: object) -> Answer:
    try:
        said = parse_answer(raw)
    except BadEvent as error:
        given = raw.get("id") if isinstance(raw, dict) else None
        return Answer(given if isinstance(given, str) else None, Status.REJECTED, str(error))
    known = homes.held({said.household})
    home = known.get(said.household)
    if home is None or not homes.may_record_for(sending.viewer, home, known, sending.received_at):
        return Answer(said.id, Status.REJECTED, UNKNOWN_HOUSEHOLD)
    if db.session.get(ConsentAnswer, said.id) is not None:
        return Answer(said.id, Status.DUPLICATE)
    household = db.session.get_one(Household, homes.survivor(home, known).id)
    moment, _guessed = made_at(said.occurred_at, sending.sent_at, sending.received_at)
    older = _answered_since(household, moment)
    hear = first_refusals.hear_older if older else first_refusals.hear
    gone = hear(by=sending.viewer, household=household, said=_said(said, moment))
    return Answer(said.id, Status.APPLIED, _told(household, said, older=older, gone=gone.words))


def _told(household: Household, said: DoorAnswer, *, older: bool, gone: str | None) -> str | None:
    """What whoever brought the answer has to know about it."""
    lost = lost_records.of({household.id}) if ConsentPurpose.CHECKLIST in said.agreed else {}
    told = [
        ANSWERED_SINCE if older else None,
        f"Đã xóa {gone}." if gone else None,
        *(each.words for each in lost.values()),
    ]
    return " ".join(each for each in told if each) or None


def _answered_since(household: Household, moment: datetime) -> bool:
    """An older answer never takes back what the family said later, to whomever; nor an erasure."""
    later = exists().where(
        ConsentAnswer.commune_id == household.commune_id,
        ConsentAnswer.household_id == household.id,
        moment_said > moment,
    )
    erased = household.erased_at is not None and moment <= household.erased_at
    return erased or bool(db.session.scalar(select(later)))


def _said(said: DoorAnswer, moment: datetime) -> consents.Said:
    return consents.Said(
        frozenset(ConsentPurpose(each) for each in said.agreed), ConsentWay(said.way), said.said_by,
        said.id, said.version, moment,
    )  # fmt: skip
