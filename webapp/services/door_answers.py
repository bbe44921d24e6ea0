"""What families answered at their doors without a signal: brought by the phone later, each kept once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from webapp.models.base import db
from webapp.models.consent import ConsentAnswer, ConsentPurpose, ConsentWay
from webapp.models.household import Household
from webapp.rules.door_answers import DoorAnswer, parse_answer
from webapp.rules.events import BadEvent, made_at
from webapp.services import consents, first_refusals, homes
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
    if _answered_since(household, moment):
        if ConsentPurpose.CHECKLIST in said.agreed:
            consents.remember_older(by=sending.viewer, household=household, said=_said(said, moment))
        return Answer(said.id, Status.APPLIED, ANSWERED_SINCE)
    gone = first_refusals.hear(by=sending.viewer, household=household, said=_said(said, moment))
    return Answer(said.id, Status.APPLIED, f"Đã xóa {gone.words}." if gone.words else None)


def _answered_since(household: Household, moment: datetime) -> bool:
    """An older answer never takes back what the family said later, to whomever."""
    later = exists().where(
        ConsentAnswer.commune_id == household.commune_id,
        ConsentAnswer.household_id == household.id,
        ConsentAnswer.answered_at > moment,
    )
    return bool(db.session.scalar(select(later)))


def _said(said: DoorAnswer, moment: datetime) -> consents.Said:
    return consents.Said(
        frozenset(ConsentPurpose(each) for each in said.agreed), ConsentWay(said.way), said.said_by,
        said.id, said.version, moment,
    )  # fmt: skip
