"""A commune's own backgrounds: uploaded, looked at, removed."""

from __future__ import annotations

import io
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.blueprints.designs.forms import BackgroundForm
from webapp.blueprints.designs.routes import FOLDER, bp, show_index
from webapp.rules.designs import PageSize
from webapp.services import backgrounds
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.transaction import transaction
from webapp.web.uploads import allow_bodies

UPLOAD = "designs.upload"
MOST_SENT = backgrounds.MOST_BYTES + 100_000  # the form around the file


allow_bodies(bp, {UPLOAD: MOST_SENT})


@bp.post(f"{FOLDER}/nen")
@requires(Permission.DESIGN_CERTIFICATES)
def upload() -> ResponseReturnValue:
    form = BackgroundForm()
    if not form.validate_on_submit():
        return show_index(form)
    with form.catching_refusals():
        page = PageSize(form.page.data)
        sent = form.picture.data
        content = backgrounds.drawn_anew(sent.read(backgrounds.MOST_BYTES + 1) if sent else b"", page)
        name = form.name.data or (sent.filename or "").rpartition(".")[0]
        with transaction():
            backgrounds.keep(by=current_viewer(), name=name, page=page, content=content)
    if form.errors:
        return show_index(form)
    flash("Đã nhận nền. Chọn nền này trong mẫu “Giấy in sẵn hoặc phôi của xã”.")
    return redirect(url_for("designs.index", _anchor="nen"), 303)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Nothing of the form was read."""
    if request.endpoint != UPLOAD or not current_viewer().may(Permission.DESIGN_CERTIFICATES):
        return error
    form = BackgroundForm(formdata=None)
    form.picture.errors = [backgrounds.TOO_LARGE]
    page, _ = show_index(form)
    return page, 413


@bp.get(f"{FOLDER}/nen/<uuid:background_id>.jpg")
@requires(Permission.DESIGN_CERTIFICATES)
def show_background(background_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    picture = backgrounds.get(viewer, str(background_id))
    content = io.BytesIO(backgrounds.content_of(viewer.commune_id, picture.id))
    return send_file(content, mimetype="image/jpeg", max_age=3600)


@bp.route(f"{FOLDER}/nen/<uuid:background_id>/xoa", methods=["GET", "POST"])
@requires(Permission.DESIGN_CERTIFICATES)
def remove_background(background_id: UUID) -> ResponseReturnValue:
    """Asks first."""
    form = PressForm()
    if not form.validate_on_submit():
        picture = backgrounds.get(current_viewer(), str(background_id))
        return render_template("designs/remove.html", picture=picture), form.status
    with form.catching_refusals(), transaction():
        backgrounds.remove(by=current_viewer(), background_id=str(background_id))
    flash(form.form_errors[0], "error") if form.errors else flash("Đã xóa nền.")
    return redirect(url_for("designs.index", _anchor="nen"), 303)
