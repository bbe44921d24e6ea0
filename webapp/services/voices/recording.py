"""A member reads a passage: what stands beside each passage, and a new draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from webapp.models.base import db
from webapp.models.user import User
from webapp.models.voice import ClipState, VoiceClip
from webapp.rules.passages import Passage
from webapp.services import audit
from webapp.services.access import Permission, Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.voices.reading import Reading, check_language, reading

MOST_BYTES = 60_000


@dataclass(frozen=True)
class Spoken:
    """A finished MP3 file and its length."""

    content: bytes
    seconds: float


@dataclass(frozen=True)
class PassageStanding:
    """One passage in one language: what is heard, what waits, what came back.

    `again`: the words changed since the approved clip was read. `returned` is the viewer's own.
    """

    passage: Passage
    approved: VoiceClip | None
    drafts: tuple[VoiceClip, ...]
    returned: VoiceClip | None
    machine: VoiceClip | None
    again: bool
    names: dict[str, str]

    @property
    def is_missing(self) -> bool:
        return self.approved is None and not self.drafts


def of_lesson(viewer: Viewer, slug: str, language: str) -> tuple[Reading, list[PassageStanding]]:
    """Every passage of a lesson with its clips in one language."""
    check_language(viewer, language)
    found = reading(viewer.commune_id, slug)
    clips = db.session.scalars(
        select(VoiceClip)
        .where(
            VoiceClip.commune_id == viewer.commune_id, VoiceClip.lesson == slug,
            VoiceClip.language == language, VoiceClip.state != ClipState.REPLACED,
        )
        .order_by(VoiceClip.recorded_at.desc())
    ).all()  # fmt: skip
    names = _names(viewer, clips)
    return found, [_standing(viewer, found, passage, clips, names) for passage in found.passages]


def passage_of(viewer: Viewer, slug: str, language: str, place: int) -> tuple[Reading, PassageStanding]:
    """Raises NotFound for a place that the lesson does not have."""
    found, standings = of_lesson(viewer, slug, language)
    if place >= len(standings):
        raise NotFound("Bài này không có bước đó.")
    return found, standings[place]


def may_hear(viewer: Viewer, clip: VoiceClip) -> bool:
    """Whether the viewer may listen to a clip that is not public: his own, or he approves them."""
    its_reader = clip.recorded_by == viewer.user_id and viewer.may(Permission.RECORD_VOICES)
    return clip.commune_id == viewer.commune_id and (its_reader or viewer.may(Permission.APPROVE_VOICES))


def record(
    *, by: Viewer, slug: str, language: str, place: int, key: str, spoken: Spoken, machine: bool = False
) -> VoiceClip:
    """Keep a draft. The reader's earlier ones of the same passage that nobody approved make room for it.

    `key` is of the words that were on the reader's page. Raises Refused when the lesson has other words now.
    """
    found, standing = passage_of(by, slug, language, place)
    if key != standing.passage.key:
        raise Refused("Lời của đoạn này vừa đổi. Đọc lời mới rồi ghi lại.", "recording")
    if not 0 < len(spoken.content) <= MOST_BYTES:
        raise Refused("Bản ghi lớn quá 60 kB.", "recording")
    _make_room(by, slug, language, standing.passage, machine)
    clip = VoiceClip(
        commune_id=by.commune_id, lesson=slug, lesson_version=found.lesson.version, place=place,
        passage_key=key, language=language, content=spoken.content, machine=machine,
        sha256=hashlib.sha256(spoken.content).hexdigest(), size=len(spoken.content), seconds=spoken.seconds,
        recorded_by=by.user_id,
    )  # fmt: skip
    db.session.add(clip)
    db.session.flush()
    changes = {"lesson": slug, "place": place, "language": language, "sha256": clip.sha256}
    audit.record(by=by, action="voice.record", noun="voice_clip", noun_id=clip.id, changes=changes)
    return clip


def empty(clip: VoiceClip) -> None:
    """A clip that made room is nobody's to hear: its row stays, its sound goes."""
    clip.state, clip.content, clip.size = ClipState.REPLACED, b"", 0


def _make_room(by: Viewer, slug: str, language: str, passage: Passage, machine: bool) -> None:
    earlier = select(VoiceClip).where(
        VoiceClip.commune_id == by.commune_id, VoiceClip.lesson == slug, VoiceClip.language == language,
        VoiceClip.recorded_by == by.user_id, VoiceClip.machine == machine,
        VoiceClip.state.in_((ClipState.DRAFT, ClipState.REJECTED)),
        or_(VoiceClip.passage_key == passage.key, VoiceClip.place == passage.place),
    )  # fmt: skip
    for clip in db.session.scalars(earlier).all():
        empty(clip)
    db.session.flush()


def _standing(
    viewer: Viewer, found: Reading, passage: Passage, clips: Sequence[VoiceClip], names: dict[str, str]
) -> PassageStanding:
    own = [clip for clip in clips if clip.passage_key == passage.key]
    approved = next((clip for clip in own if clip.state is ClipState.APPROVED), None)
    drafts = tuple(clip for clip in own if clip.state is ClipState.DRAFT and not clip.machine)
    mine = (clip for clip in own if clip.state is ClipState.REJECTED and clip.recorded_by == viewer.user_id)
    return PassageStanding(
        passage=passage,
        approved=approved,
        drafts=drafts,
        returned=next(mine, None),
        machine=next((clip for clip in own if clip.machine), None),
        again=approved is None and not drafts and is_outdated(clips, passage.place, found.keys),
        names=names,
    )


def is_outdated(clips: Iterable[VoiceClip], place: int, keys: frozenset[str]) -> bool:
    """Whether a place has an approved clip of words that the lesson no longer has."""
    return any(
        clip.place == place and clip.state is ClipState.APPROVED and clip.passage_key not in keys
        for clip in clips
    )


def _names(viewer: Viewer, clips: Iterable[VoiceClip]) -> dict[str, str]:
    """The names of whoever recorded these, by the account's id."""
    ids = {clip.recorded_by for clip in clips}
    query = select(User.id, User.display_name).where(User.commune_id == viewer.commune_id, User.id.in_(ids))
    return {user_id: name for user_id, name in db.session.execute(query)}
