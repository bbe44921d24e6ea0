"""The recording desk: lessons by language, and the passages of one."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.rules.languages import LANGUAGES, VIETNAMESE
from webapp.services import voices
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.audio import can_encode

bp = Blueprint("voices", __name__, url_prefix="/giong-doc")


@bp.get("/")
@requires(Permission.RECORD_VOICES)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    languages = voices.by_language(viewer)
    asked = request.args.get("tieng", "")
    language = asked if asked in {each.code for each in languages} else VIETNAMESE
    return render_template(
        "voices/index.html",
        languages=languages,
        language=language,
        lessons=voices.by_lesson(viewer, language),
        waiting=len(voices.awaiting(viewer)) if viewer.may(Permission.APPROVE_VOICES) else 0,
        can_record=can_encode(),
    )


@bp.get("/<slug>/<language>/")
@requires(Permission.RECORD_VOICES)
def show(slug: str, language: str) -> ResponseReturnValue:
    found, standings = voices.of_lesson(current_viewer(), slug, language)
    return render_template(
        "voices/show.html",
        lesson=found.lesson,
        language=language,
        language_name=LANGUAGES[language],
        standings=standings,
        first=next((each.passage for each in standings if each.is_missing), None),
        viewer=current_viewer(),
        can_record=can_encode(),
    )
