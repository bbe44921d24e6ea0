"""A name that a decision spells wrong, put right before its certificate gets a number.

The decision was signed: its own list keeps the words that were signed, with the correction noted beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.rules.names import name_problem
from webapp.rules.vietnamese import clean_text, name_sort_key, sort_key_text
from webapp.services import audit, certificates_due, kept_names, progress, recognition
from webapp.services.access import Viewer
from webapp.services.certificates_due import Waiting
from webapp.services.errors import Conflict, Refused
from webapp.services.recipients import Recipient
from webapp.services.recognition import Case

LONGEST_REASON = 300
ISSUED = "Giấy này đã có số. Mở giấy rồi bấm “Ghi sai, cấp lại”."
PEOPLE = frozenset({RecipientKind.HOUSEHOLD, RecipientKind.PERSON})


@dataclass(frozen=True)
class Words:
    """What the certificate shall say: `form` is an own form of address ("ông"), `place` a hamlet's label."""

    name: str
    form: str = ""
    place: str = ""


@dataclass(frozen=True)
class Noted:
    """A correction as the decision's list notes it."""

    words: str
    reason: str
    on: date


def waiting(viewer: Viewer, recognition_id: str) -> Waiting:
    """One that waits for its number. Raises NotFound, or Conflict where it has one."""
    state = db.session.scalar(
        select(Recognition.state).where(
            Recognition.commune_id == viewer.commune_id, Recognition.id == recognition_id
        )
    )
    if state is RecognitionState.ISSUED:
        raise Conflict(ISSUED)
    return certificates_due.one(viewer, recognition_id)


def correct(*, by: Viewer, recognition_id: str, words: Words, reason: str) -> Waiting:
    """Have the certificate say these words; writing what was signed again takes a correction back.

    Raises Refused at `name`, `place` or `reason`, Conflict once a number was given.
    """
    [found] = recognition.locked(by, [recognition_id])
    case, reason = waiting(by, recognition_id), clean_text(reason)
    new = _checked(case, words)
    if not reason:
        raise Refused("Ghi lý do sửa.", "reason")
    now = kept_names.words_of(case.recipient)
    changed = [word for word in ("name", "form", "place") if (new[word] or "") != (now[word] or "")]
    if not changed:
        raise Refused("Chưa có chữ nào khác. Sửa chỗ ghi sai rồi lưu.", "name")
    signed = kept_names.signed_words(found.frozen) or now
    note = {"reason": reason[:LONGEST_REASON], "on": progress.today().isoformat()}
    found.frozen = signed if _alike(new, signed) else {**new, "signed": signed, "correction": note}
    audit.record(
        by=by, action="decision.correct-name", noun="recognition", noun_id=found.id,
        changes={"decision": case.decision.number, "corrected": changed, "reason": reason[:LONGEST_REASON]},
    )  # fmt: skip
    return certificates_due.one(by, recognition_id)


def as_signed(case: Waiting) -> Recipient | None:
    """Whom the decision names, where the certificate will say something else."""
    frozen = case.recognition.frozen or {}
    return kept_names.as_kept(case.recipient, frozen["signed"]) if "signed" in frozen else None


def noted(cases: Iterable[Case]) -> dict[str, Noted]:
    """The corrections among a decision's cases, by recognition id."""
    found = {case.recognition.id: case.recognition.frozen or {} for case in cases if case.recognition}
    return {
        each: Noted(
            _said(words), words["correction"]["reason"], date.fromisoformat(words["correction"]["on"])
        )
        for each, words in found.items()
        if "correction" in words
    }


def _checked(case: Waiting, words: Words) -> dict[str, Any]:
    name = clean_text(words.name)
    if not name:
        raise Refused("Ghi tên sẽ in trên giấy.", "name")
    if problem := name_problem(words.name):
        raise Refused(problem, "name")
    place = clean_text(words.place) or case.recipient.place
    if place not in places(case):
        raise Refused("Chọn một thôn, tổ dân phố trong danh sách.", "place")
    sort = name_sort_key if case.recipient.kind in PEOPLE else sort_key_text
    return kept_names.words_of(case.recipient) | {
        "name": name, "form": clean_text(words.form) or None, "place": place, "name_sort": sort(name),
        "hamlet_sort": (case.now if place == case.now.place else case.recipient).hamlet_sort,
    }  # fmt: skip


def places(case: Waiting) -> list[str]:
    """The hamlets that the paper may name: the decision's and today's."""
    return list(dict.fromkeys([case.recipient.place, case.now.place]))


def _alike(one: dict[str, Any], two: dict[str, Any]) -> bool:
    return all((one[word] or "") == (two[word] or "") for word in ("name", "form", "place"))


def _said(words: dict[str, Any]) -> str:
    """Only what differs from the signed list, so that it is short: the name, and the hamlet if it changed."""
    name = " ".join(filter(None, (words["form"], words["name"])))
    place = words["place"] if words["place"] != words["signed"]["place"] else ""
    return ", ".join(filter(None, (name, place)))
