"""Recorded voices on their way to a phone: their addresses, and which passages of a lesson have one."""

from __future__ import annotations

from typing import Any

from flask import url_for

from webapp.services import voices

KIND = "audio/mpeg"


def clip_url(clip_id: str) -> str:
    """The address of a clip, which never has other content."""
    return url_for("voices.clip", clip_id=clip_id)


def lesson_clips(commune_id: str | None, slug: str) -> dict[str, Any]:
    """`{"clips": {place: {language: {"url", "bytes", "seconds"}}}, "languages": {code: name}}`.

    The languages are all that the commune uses, Vietnamese first, with clips or without.
    """
    if commune_id is None:
        return {"clips": {}, "languages": {}}
    clips: dict[str, dict[str, Any]] = {}
    for clip in voices.clips_of(commune_id, slug):
        one = {"url": clip_url(clip.id), "bytes": clip.size, "seconds": clip.seconds}
        clips.setdefault(str(clip.place), {})[clip.language] = one
    return {"clips": clips, "languages": voices.languages_of(commune_id)}
