"""A family that wants no recognition this year, or objects to it, says so; and may change its mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db, now
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.models.refusal import Refusal, RefusalKind, RefusalWay
from webapp.rules.dates import show_date
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, criteria, fitness, households, progress, recipients, recognition
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

LONGEST = 300
# What stands in the history of the case; the labels of pages live in the web layer.
SAID = {RefusalKind.DECLINES: "Gia đình không nhận", RefusalKind.OBJECTS: "Gia đình có ý kiến khác"}


@dataclass(frozen=True)
class Subject:
    """Whom and which title of which year an answer is about."""

    title_id: str
    year: int
    kind: RecipientKind
    id: str


@dataclass(frozen=True)
class Said:
    """What was said, how and when; `by` names who said it."""

    kind: RefusalKind
    way: RefusalWay
    on: date
    by: str = ""
    reason: str = ""


def of_household(viewer: Viewer, household_id: str) -> Subject:
    """The default title of this year, for a household in scope."""
    home = households.get(viewer, household_id)
    title = criteria.default_title(viewer.commune_id)
    return Subject(title.id, progress.today().year, RecipientKind.HOUSEHOLD, home.id)


def of_recognition(viewer: Viewer, recognition_id: str) -> Subject:
    """What a recognition in scope is about."""
    for case in recognition.cases_where(viewer, Recognition.id == recognition_id):
        if case.recognition:
            found = case.recognition
            return Subject(found.title_id, found.year, found.recipient_kind, found.recipient_id)
    raise NotFound


def record(*, by: Viewer, subject: Subject, said: Said) -> Refusal:
    """Keep the answer; a proposal leaves its list and goes back. Conflict after the decision.

    Raises Refused at `said_on`, `said_by` or `reason`.
    """
    said_by, reason = clean_text(said.by), clean_text(said.reason)
    _check(said, said_by, reason)
    case = _case(subject)
    if case is not None and case.state in recognition.RECOGNISED:
        raise Conflict("Đã có quyết định công nhận. Gia đình không nhận nữa thì thu hồi giấy.")
    refusal = Refusal(
        commune_id=by.commune_id, title_id=subject.title_id, year=subject.year, recipient_kind=subject.kind,
        recipient_id=subject.id, kind=said.kind, way=said.way, said_on=said.on, said_by=said_by or None,
        reason=reason or None, recorded_by=by.user_id,
    )  # fmt: skip
    _keep(refusal)
    _note(by, "record", refusal, {"kind": said.kind.value, "said_on": said.on.isoformat()})
    if case is not None and case.state is RecognitionState.PROPOSED:
        words = f"{SAID[said.kind]} ({show_date(said.on)})" + (f": {reason}" if reason else "")
        fitness.leave_list(by, case, words)
        recognition.move(by, case, RecognitionState.RETURNED, words)
    return refusal


def take_back(*, by: Viewer, refusal_id: str, on: date, way: RefusalWay) -> Refusal:
    """The family changed its mind: it can be proposed again. Raises Refused at `withdrawn_on`."""
    refusal = get(by, refusal_id)
    if refusal.withdrawn_at is not None:
        raise Conflict("Ý kiến này đã được rút từ trước.")
    if not refusal.said_on <= on <= progress.today():
        raise Refused("Ngày đổi ý phải sau ngày nói không nhận và không sau hôm nay.", "withdrawn_on")
    refusal.withdrawn_on, refusal.withdrawn_way = on, way
    refusal.withdrawn_at, refusal.withdrawn_by = now(), by.user_id
    _note(by, "take_back", refusal, {"on": on.isoformat(), "way": way.value})
    return refusal


def get(viewer: Viewer, refusal_id: str) -> Refusal:
    """An answer of the viewer's commune and hamlets."""
    refusal = db.session.scalar(
        select(Refusal).where(Refusal.commune_id == viewer.commune_id, Refusal.id == refusal_id)
    )
    if refusal is None:
        raise NotFound
    each = recipients.source(refusal.recipient_kind)
    row = db.session.execute(each.query.where(each.key == refusal.recipient_id)).first()
    hamlet = each.read(row).hamlet_id if row else None
    if row is None or (viewer.hamlet_ids is not None and hamlet not in viewer.hamlet_ids):
        raise NotFound
    return refusal


def _check(said: Said, said_by: str, reason: str) -> None:
    if said.on > progress.today():
        raise Refused("Ngày nói chưa tới.", "said_on")
    if said.on.year < progress.today().year - 1:
        raise Refused("Ngày nói đã lâu quá một năm.", "said_on")
    if said.kind is RefusalKind.OBJECTS and not reason:
        raise Refused("Ghi gia đình có ý kiến gì.", "reason")
    for name, text in (("said_by", said_by), ("reason", reason)):
        if len(text) > LONGEST:
            raise Refused(f"Dài quá {LONGEST} ký tự.", name)


def _case(subject: Subject) -> Recognition | None:
    return db.session.scalar(
        select(Recognition)
        .where(
            Recognition.title_id == subject.title_id,
            Recognition.year == subject.year,
            Recognition.recipient_kind == subject.kind,
            Recognition.recipient_id == subject.id,
        )
        .with_for_update()
    )


def _keep(refusal: Refusal) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(refusal)
    except IntegrityError:
        raise Conflict("Đã ghi gia đình không nhận năm nay rồi.") from None


def _note(by: Viewer, verb: str, refusal: Refusal, changes: dict[str, str]) -> None:
    audit.record(by=by, action=f"refusal.{verb}", noun="refusal", noun_id=refusal.id, changes=changes)
