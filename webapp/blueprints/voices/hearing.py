"""The sound itself, and the list of a lesson's clips: what a visitor's phone asks for."""

from __future__ import annotations

import io
import json
from uuid import UUID

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.blueprints.voices.routes import bp
from webapp.services import voices
from webapp.services.lesson_shelf import lessons_for
from webapp.web.access import current_viewer, public
from webapp.web.visitor_commune import visitor_commune
from webapp.web.voice_clips import KIND, lesson_clips

FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "private, max-age=300"
NOT_KEPT = "private, no-store"


@bp.get("/<slug>.json")
@public
def clips(slug: str) -> ResponseReturnValue:
    """The recorded voices of a lesson in the visitor's commune."""
    commune = visitor_commune()
    if slug not in {lesson.slug for lesson in lessons_for(commune)}:
        abort(404)
    listed = lesson_clips(commune.id if commune else None, slug)
    words = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))  # in order: Vietnamese comes first
    response = Response(words, content_type="application/json")
    response.headers["Cache-Control"] = A_WHILE
    response.vary.add("Cookie")
    return response


@bp.get("/clip/<uuid:clip_id>.mp3")
@public
def clip(clip_id: UUID) -> ResponseReturnValue:
    """One clip, whole or by ranges; a draft only for whoever may hear it."""
    found = voices.public_clip(str(clip_id))
    is_public = found is not None
    if found is None:
        if not current_user.is_authenticated:
            abort(404)
        found = voices.heard_by(current_viewer(), str(clip_id))
    response = send_file(io.BytesIO(found.content), mimetype=KIND, etag=found.sha256, conditional=True)
    response.headers["Cache-Control"] = FOREVER if is_public else NOT_KEPT
    return response
