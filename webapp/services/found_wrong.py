"""Cases that a re-check found wrong: a decision leaves them aside, unless it names them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import Recognition, RecognitionState
from webapp.models.submission import CheckAnswer, SpotCheck
from webapp.services import accounts, fitness, recipients
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.recipients import Recipient

_REASON = "Hỏi lại thấy chưa đúng"
_LONGEST = 500


@dataclass(frozen=True)
class FoundWrong:
    """A case that stands as found wrong, by whom, and in which words."""

    recognition: Recognition
    recipient: Recipient
    check: SpotCheck
    who: str


def of(found: Collection[Recognition]) -> list[FoundWrong]:
    """Those of them that the last asking found wrong and no reviewer found fit since, by hamlet and name."""
    wrong = _standing(found)
    about = recipients.of_recognitions([each for each in found if each.id in wrong])
    names = accounts.names_of({each.answered_by for each in wrong.values()})
    standing = [
        FoundWrong(each, about[each.id], wrong[each.id], names.get(wrong[each.id].answered_by or "", ""))
        for each in found
        if each.id in wrong
    ]
    return sorted(standing, key=lambda each: each.recipient.order)


def set_aside(
    by: Viewer, found: Sequence[Recognition], *, despite: Collection[str], shown: Collection[str] | None
) -> list[Recognition]:
    """Take out of a decision whoever stands as found wrong; returns those that it decides.

    `despite` are the ids of those that are decided all the same. `shown` are the ids that a page named as
    found wrong, None where there was no page: Refused where that has changed since. Who is left aside goes
    out of its list and is reviewed again, with what was found as the reason.
    """
    wrong = _standing(found)
    if shown is not None and set(shown) & {each.id for each in found} != wrong.keys():
        raise Refused("Kết quả hỏi lại vừa thay đổi. Chưa ghi gì. Xem lại các hồ sơ để lại rồi bấm ghi.")
    left = [each for each in found if each.id in wrong and each.id not in set(despite)]
    for each in left:
        if each.state is RecognitionState.PROPOSED:
            fitness.leave_list(by, each, f"{_REASON}: {wrong[each.id].note or ''}"[:_LONGEST])
    gone = {each.id for each in left}
    return [each for each in found if each.id not in gone]


def _standing(found: Collection[Recognition]) -> dict[str, SpotCheck]:
    checks = db.session.scalars(
        select(SpotCheck)
        .where(SpotCheck.recognition_id.in_([each.id for each in found]), SpotCheck.answer.is_not(None))
        .order_by(SpotCheck.answered_at, SpotCheck.id)
    )
    last = {check.recognition_id: check for check in checks}
    return {
        each.id: check
        for each in found
        if (check := last.get(each.id)) and check.answer is CheckAnswer.WRONG and not _fit_since(each, check)
    }


def _fit_since(recognition: Recognition, check: SpotCheck) -> bool:
    return bool(recognition.fit_at and check.answered_at and recognition.fit_at > check.answered_at)
