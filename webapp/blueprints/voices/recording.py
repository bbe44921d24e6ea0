"""One passage is read: in the browser, or from a file."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.blueprints.voices.forms import RecordingForm
from webapp.blueprints.voices.routes import bp
from webapp.rules.languages import LANGUAGES
from webapp.services import voices
from webapp.services.access import Permission
from webapp.services.voices import PassageStanding
from webapp.web.access import current_viewer, requires
from webapp.web.audio import MOST_BYTES_IN, MOST_SECONDS, can_encode, encoded
from webapp.web.transaction import transaction

TOO_LARGE = "Tệp quá lớn, tối đa 2 MB. Chỉ ghi lời của đoạn này."


@bp.route("/<slug>/<language>/<int:place>", methods=["GET", "POST"])
@requires(Permission.RECORD_VOICES)
def record(slug: str, language: str, place: int) -> ResponseReturnValue:
    """A script that sent the form is answered in JSON: `{"next": url}`, or 422 with `{"error": sentence}`."""
    _, standing = voices.passage_of(current_viewer(), slug, language, place)
    form = RecordingForm(key=standing.passage.key)
    if form.validate_on_submit():
        with form.catching_refusals():
            spoken = encoded(form.recording.data.read(MOST_BYTES_IN + 1))
            with transaction():
                key = form.key.data or ""
                voices.record(
                    by=current_viewer(), slug=slug, language=language, place=place, key=key, spoken=spoken
                )
        if not form.errors:
            return _on_to(_after(slug, language, standing))
    if form.errors and _a_script_asks():
        return {"error": _first_error(form)}, form.status
    return _page(form, slug, language, place), form.status


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The whole request is over the site's limit: nothing of the form was read."""
    arguments = request.view_args or {}
    if request.endpoint != "voices.record" or not current_viewer().may(Permission.RECORD_VOICES):
        return error
    if _a_script_asks():
        return {"error": TOO_LARGE}, 413
    form = RecordingForm(formdata=None)
    form.recording.errors = [TOO_LARGE]
    return _page(form, **arguments), 413


def _page(form: RecordingForm, slug: str, language: str, place: int) -> str:
    found, standing = voices.passage_of(current_viewer(), slug, language, place)
    form.key.data = standing.passage.key
    return render_template(
        "voices/record.html",
        form=form,
        lesson=found.lesson,
        language=language,
        language_name=LANGUAGES[language],
        standing=standing,
        total=len(found.passages),
        most_seconds=int(MOST_SECONDS),
        most_bytes=MOST_BYTES_IN,
        can_record=can_encode(),
    )


def _after(slug: str, language: str, standing: PassageStanding) -> str:
    """Where reading goes on: the next passage that nobody has read yet, else the lesson's list."""
    _, standings = voices.of_lesson(current_viewer(), slug, language)
    flash(f"Đã gửi: {standing.passage.label}. Cán bộ nghe rồi duyệt.")
    left = [each.passage.place for each in standings if each.is_missing]
    later = [place for place in left if place > standing.passage.place] or left
    if later:
        return url_for("voices.record", slug=slug, language=language, place=later[0])
    return url_for("voices.show", slug=slug, language=language)


def _on_to(url: str) -> ResponseReturnValue:
    return {"next": url} if _a_script_asks() else redirect(url, 303)


def _a_script_asks() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _first_error(form: RecordingForm) -> str:
    return str(next((words for field in form for words in field.errors), None) or form.form_errors[0])
