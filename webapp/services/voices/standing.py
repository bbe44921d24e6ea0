"""How far a commune's recordings are: by language, and lesson by lesson in one language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp.lessons import Lesson
from webapp.models.base import db
from webapp.models.voice import ClipState, VoiceClip
from webapp.services.access import Viewer
from webapp.services.voices.reading import Reading, check_language, languages_of, readings

Clips = Mapping[tuple[str, str], list[Any]]


@dataclass(frozen=True)
class LessonStanding:
    """Passages of a lesson in one language: all, heard, waiting, and to be read again (counts)."""

    lesson: Lesson
    total: int
    approved: int
    waiting: int
    again: int


@dataclass(frozen=True)
class LanguageStanding:
    code: str
    name: str
    approved: int
    total: int


def by_language(viewer: Viewer) -> list[LanguageStanding]:
    """The commune's languages with how many of all passages are heard."""
    all_of_them, clips = readings(viewer.commune_id), _clips(viewer)
    total = sum(len(each.passages) for each in all_of_them)
    return [
        LanguageStanding(
            code, name, sum(_standing(each, code, clips).approved for each in all_of_them), total
        )
        for code, name in languages_of(viewer.commune_id).items()
    ]


def by_lesson(viewer: Viewer, language: str) -> list[LessonStanding]:
    check_language(viewer, language)
    clips = _clips(viewer)
    return [_standing(each, language, clips) for each in readings(viewer.commune_id)]


def _clips(viewer: Viewer) -> Clips:
    """What is heard or waits, by lesson and language."""
    query = select(
        VoiceClip.lesson, VoiceClip.language, VoiceClip.passage_key, VoiceClip.place, VoiceClip.state
    ).where(
        VoiceClip.commune_id == viewer.commune_id,
        VoiceClip.machine.is_(False),
        VoiceClip.state.in_((ClipState.DRAFT, ClipState.APPROVED)),
    )
    found: dict[tuple[str, str], list[Any]] = {}
    for row in db.session.execute(query):
        found.setdefault((row.lesson, row.language), []).append(row)
    return found


def _standing(found: Reading, language: str, clips: Clips) -> LessonStanding:
    here = clips.get((found.lesson.slug, language), [])
    approved = [row for row in here if row.state is ClipState.APPROVED]
    heard = _places(found, {row.passage_key for row in approved})
    waiting = _places(found, {row.passage_key for row in here}) - heard
    outdated = {row.place for row in approved if row.passage_key not in found.keys}
    return LessonStanding(
        lesson=found.lesson,
        total=len(found.passages),
        approved=len(heard),
        waiting=len(waiting),
        again=len((outdated & _places(found, found.keys)) - heard - waiting),
    )


def _places(found: Reading, keys: Collection[str]) -> set[int]:
    return {passage.place for passage in found.passages if passage.key in keys}
