"""An officer listens and decides: approve, give back, and later take out of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from webapp.lessons import Lesson
from webapp.models.base import db, now
from webapp.models.user import User
from webapp.models.voice import ClipState, VoiceClip
from webapp.rules.passages import Passage
from webapp.rules.vietnamese import clean_text
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.voices.reading import Reading, reading, readings
from webapp.services.voices.recording import empty


@dataclass(frozen=True)
class Awaiting:
    """A clip to decide on, with the words it should be of; `passage` is None where the lesson lost them."""

    clip: VoiceClip
    lesson: Lesson
    passage: Passage | None
    name: str


def awaiting(viewer: Viewer, clip_id: str | None = None) -> list[Awaiting]:
    """The drafts that wait, the oldest first; with `clip_id` that one clip, whatever its state.

    Drafts of lessons that are gone wait for nothing and are left out. Raises NotFound for an unknown id.
    """
    rows = db.session.execute(
        select(VoiceClip, User.display_name)
        .join(User, User.id == VoiceClip.recorded_by, isouter=True)
        .where(VoiceClip.commune_id == viewer.commune_id, *_which(clip_id))
        .order_by(VoiceClip.recorded_at)
    ).all()
    known = {found.lesson.slug: found for found in readings(viewer.commune_id)}
    shown = [_awaiting(known[clip.lesson], clip, name) for clip, name in rows if clip.lesson in known]
    if clip_id and not shown:
        raise NotFound
    return shown


def approve(*, by: Viewer, clip_id: str) -> VoiceClip:
    """From now on visitors hear this clip; the former one of the passage makes room.

    Raises Conflict when the clip no longer waits or the lesson has other words by now.
    """
    clip, beside = _locked(by, clip_id)
    _must_be(clip, ClipState.DRAFT)
    if clip.machine:
        raise Refused("Giọng máy chỉ để nghe thử, không duyệt được.")
    keys = reading(by.commune_id, clip.lesson).keys
    if clip.passage_key not in keys:
        raise Conflict("Lời của đoạn này đã đổi sau khi ghi. Trả lại để đọc lời mới.")
    for former in beside:
        if former.passage_key == clip.passage_key or former.passage_key not in keys:
            empty(former)
            _audit(by, former, "voice.replace", {"by_clip": clip.id})
    db.session.flush()
    _decide(by, clip, ClipState.APPROVED, None)
    _audit(by, clip, "voice.approve", {"sha256": clip.sha256})
    return clip


def reject(*, by: Viewer, clip_id: str, reason: str) -> VoiceClip:
    """Give a draft back to its reader, who sees the reason."""
    clip, _ = _locked(by, clip_id)
    _must_be(clip, ClipState.DRAFT)
    reason = _said(reason)
    _decide(by, clip, ClipState.REJECTED, reason)
    _audit(by, clip, "voice.reject", {"reason": reason})
    return clip


def withdraw(*, by: Viewer, clip_id: str, reason: str) -> VoiceClip:
    """Take an approved clip out of use. Its sound is deleted: a reader may want the voice back for good."""
    clip, _ = _locked(by, clip_id)
    _must_be(clip, ClipState.APPROVED)
    reason = _said(reason)
    empty(clip)
    _decide(by, clip, ClipState.WITHDRAWN, reason)
    _audit(by, clip, "voice.withdraw", {"reason": reason})
    return clip


def _which(clip_id: str | None) -> tuple[ColumnElement[bool], ...]:
    if clip_id:
        return (VoiceClip.id == clip_id,)
    return (VoiceClip.state == ClipState.DRAFT, VoiceClip.machine.is_(False))


def _awaiting(found: Reading, clip: VoiceClip, name: str | None) -> Awaiting:
    passage = next((each for each in found.passages if each.key == clip.passage_key), None)
    return Awaiting(clip, found.lesson, passage, name or "")


def _locked(by: Viewer, clip_id: str) -> tuple[VoiceClip, Sequence[VoiceClip]]:
    """The clip, and the approved ones that it may replace, held until the transaction ends.

    All are locked in one order, so that two officers who approve two clips of one passage come one by one.
    """
    mine = (VoiceClip.commune_id == by.commune_id, VoiceClip.id == clip_id)
    clip = db.session.scalar(select(VoiceClip).where(*mine))
    if clip is None:
        raise NotFound
    slot = (
        VoiceClip.commune_id == by.commune_id, VoiceClip.lesson == clip.lesson,
        VoiceClip.language == clip.language,
        or_(VoiceClip.passage_key == clip.passage_key, VoiceClip.place == clip.place),
        VoiceClip.state.in_((ClipState.DRAFT, ClipState.APPROVED)),
    )  # fmt: skip
    rows = db.session.scalars(
        select(VoiceClip).where(*slot).order_by(VoiceClip.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    held = {row.id: row for row in rows}
    return held.get(clip_id, clip), [
        row for row in rows if row.id != clip_id and row.state is ClipState.APPROVED
    ]


def _must_be(clip: VoiceClip, state: ClipState) -> None:
    if clip.state is not state:
        raise Conflict("Đoạn này vừa có người khác xử lý. Tải lại trang để xem.")


def _said(reason: str) -> str:
    reason = clean_text(reason)
    if not reason:
        raise Refused("Ghi lý do, để người đọc biết mà sửa.", "reason")
    return reason


def _decide(by: Viewer, clip: VoiceClip, state: ClipState, reason: str | None) -> None:
    clip.state, clip.reason = state, reason
    clip.decided_by, clip.decided_at = by.user_id, now()
    db.session.flush()


def _audit(by: Viewer, clip: VoiceClip, action: str, changes: dict[str, str]) -> None:
    where = {"lesson": clip.lesson, "place": clip.place, "language": clip.language}
    audit.record(by=by, action=action, noun="voice_clip", noun_id=clip.id, changes=where | changes)
