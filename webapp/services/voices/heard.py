"""What a visitor hears: the approved clips of the words that a lesson has today."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db
from webapp.models.voice import ClipState, VoiceClip
from webapp.services.access import Viewer
from webapp.services.errors import NotFound
from webapp.services.voices.reading import Reading, languages_of, reading, readings
from webapp.services.voices.recording import may_hear

__all__ = ["UsableClip", "clips_of", "heard_by", "languages_of", "public_clip"]


@dataclass(frozen=True)
class UsableClip:
    """`size` in bytes; `place` is the step's number today, 0 for the lesson's own page."""

    id: str
    lesson: str
    place: int
    language: str
    size: int
    seconds: float


def clips_of(commune_id: str, slug: str | None = None) -> list[UsableClip]:
    """The clips that visitors of a commune hear, of one lesson or of all, in the order they are met.

    Empty for an unknown lesson. The same recording stands at each place that has its words.
    """
    query = select(VoiceClip).where(VoiceClip.commune_id == commune_id, VoiceClip.state == ClipState.APPROVED)
    if slug is not None:
        query = query.where(VoiceClip.lesson == slug)
    by_words = {(clip.lesson, clip.passage_key, clip.language): clip for clip in db.session.scalars(query)}
    if not by_words:
        return []
    languages = languages_of(commune_id)
    return [
        UsableClip(clip.id, clip.lesson, passage.place, code, clip.size, clip.seconds)
        for found in _readings(commune_id, slug)
        for passage in found.passages
        for code in languages
        if (clip := by_words.get((found.lesson.slug, passage.key, code)))
    ]


def public_clip(clip_id: str) -> VoiceClip | None:
    """An approved clip with its sound; None for any other, which only some may hear."""
    clip = _with_sound(clip_id)
    return clip if clip and clip.state is ClipState.APPROVED else None


def heard_by(viewer: Viewer, clip_id: str) -> VoiceClip:
    """A clip that is not public, with its sound: for its reader and for whoever approves."""
    clip = _with_sound(clip_id)
    if clip is None or not clip.size or not may_hear(viewer, clip):
        raise NotFound
    return clip


def _with_sound(clip_id: str) -> VoiceClip | None:
    query = select(VoiceClip).where(VoiceClip.id == clip_id).options(undefer(VoiceClip.content))
    return db.session.scalar(query)


def _readings(commune_id: str, slug: str | None) -> list[Reading]:
    if slug is None:
        return readings(commune_id)
    try:
        return [reading(commune_id, slug)]
    except NotFound:
        return []
