"""Recorded voices of lessons: recorded by the team, approved by an officer, heard by everyone."""

from webapp.services.voices.deciding import approve, awaiting, reject, withdraw
from webapp.services.voices.heard import UsableClip, clips_of, heard_by, languages_of, public_clip
from webapp.services.voices.recording import (
    MOST_BYTES,
    PassageStanding,
    Spoken,
    of_lesson,
    passage_of,
    record,
)
from webapp.services.voices.standing import LanguageStanding, LessonStanding, by_language, by_lesson

__all__ = [
    "MOST_BYTES",
    "LanguageStanding",
    "LessonStanding",
    "PassageStanding",
    "Spoken",
    "UsableClip",
    "approve",
    "awaiting",
    "by_language",
    "by_lesson",
    "clips_of",
    "heard_by",
    "languages_of",
    "of_lesson",
    "passage_of",
    "public_clip",
    "record",
    "reject",
    "withdraw",
]
