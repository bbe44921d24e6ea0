"""An officer listens to what waits: approve it, give it back with a reason, take an approved one out."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.voices.forms import ReasonForm
from webapp.blueprints.voices.routes import bp
from webapp.rules.languages import LANGUAGES
from webapp.services import voices
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.get("/cho-duyet")
@requires(Permission.APPROVE_VOICES)
def waiting() -> ResponseReturnValue:
    return _waiting()


@bp.post("/cho-duyet/<uuid:clip_id>/duyet")
@requires(Permission.APPROVE_VOICES)
def approve(clip_id: UUID) -> ResponseReturnValue:
    """Only for whoever says that he heard it to its end: everybody will."""
    if "heard" not in request.form:
        voices.awaiting(current_viewer(), str(clip_id))
        return _waiting(unheard=str(clip_id)), 422
    with transaction():
        voices.approve(by=current_viewer(), clip_id=str(clip_id))
    flash("Đã duyệt. Bà con nghe được ngay.")
    return redirect(url_for(".waiting"), 303)


@bp.route("/cho-duyet/<uuid:clip_id>/tra-lai", methods=["GET", "POST"])
@requires(Permission.APPROVE_VOICES)
def reject(clip_id: UUID) -> ResponseReturnValue:
    form, line = ReasonForm(), voices.awaiting(current_viewer(), str(clip_id))[0]
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            voices.reject(by=current_viewer(), clip_id=str(clip_id), reason=form.reason.data)
        if not form.errors:
            flash("Đã trả lại. Người đọc sẽ thấy lý do.")
            return redirect(url_for(".waiting"), 303)
    return render_template("voices/reject.html", form=form, line=line, languages=LANGUAGES), form.status


@bp.route("/doan/<uuid:clip_id>/go", methods=["GET", "POST"])
@requires(Permission.APPROVE_VOICES)
def withdraw(clip_id: UUID) -> ResponseReturnValue:
    form, line = ReasonForm(), voices.awaiting(current_viewer(), str(clip_id))[0]
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            clip = voices.withdraw(by=current_viewer(), clip_id=str(clip_id), reason=form.reason.data)
        if not form.errors:
            flash("Đã gỡ đoạn này.")
            return redirect(url_for(".show", slug=clip.lesson, language=clip.language), 303)
    return render_template("voices/withdraw.html", form=form, line=line, languages=LANGUAGES), form.status


def _waiting(unheard: str = "") -> str:
    """`unheard` is the clip that was to be approved without having been heard."""
    lines = voices.awaiting(current_viewer())
    return render_template("voices/waiting.html", lines=lines, languages=LANGUAGES, unheard=unheard)
