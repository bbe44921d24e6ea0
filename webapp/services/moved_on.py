"""Proposals that a page still shows as waiting, while somebody else has gone on with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Decision, Recognition, RecognitionState, RecognitionStep
from webapp.services import accounts, fitness, recognition
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient


@dataclass(frozen=True)
class MovedOn:
    """What was done last with one of them, in words ("đã ghi Quyết định 77/QĐ-UBND"), by whom and when."""

    recognition: Recognition
    recipient: Recipient
    act: str
    who: str
    at: datetime


def since(viewer: Viewer, recognition_ids: Collection[str]) -> list[MovedOn]:
    """Those of them that wait outside a list no more, by hamlet and given name."""
    cases = recognition.cases_where(viewer, Recognition.id.in_(recognition_ids))
    gone = [
        (case.recipient, case.recognition)
        for case in cases
        if case.recognition
        and (case.recognition.state is not RecognitionState.PROPOSED or case.recognition.submission_id)
    ]
    last = {step.recognition_id: step for step in fitness.steps_of([each for _, each in gone])}
    names = accounts.names_of({step.by_user for step in last.values()})
    numbers = _numbers({each.decision_id for _, each in gone if each.decision_id})
    return [
        MovedOn(
            each, recipient, _words(step, numbers.get(each.decision_id or "")), names[step.by_user], step.at
        )
        for recipient, each in gone
        if (step := last.get(each.id))
    ]


def _words(step: RecognitionStep, number: str | None) -> str:
    decided = step.state is RecognitionState.DECIDED and number
    return f"đã ghi Quyết định {number}" if decided else f"đã {fitness.words_of(step)}"


def _numbers(decision_ids: Collection[str]) -> dict[str, str]:
    rows = db.session.execute(select(Decision.id, Decision.number).where(Decision.id.in_(decision_ids)))
    return {decision_id: number for decision_id, number in rows}
