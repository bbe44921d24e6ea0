"""The signed decision as a scanned file: brought in by the office, seen by who may read the decision."""

from __future__ import annotations

import io
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import ScanForm
from webapp.services import decisions
from webapp.services.access import Permission
from webapp.services.stages import scans
from webapp.web import errors
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@bp.get("/cong-nhan/quyet-dinh/<uuid:decision_id>/ban-quet")
@requires(Permission.RECORD_DECISION)
def edit_scan(decision_id: UUID) -> ResponseReturnValue:
    return _page(str(decision_id), ScanForm(formdata=None))


@bp.post("/cong-nhan/quyet-dinh/<uuid:decision_id>/ban-quet")
@requires(Permission.RECORD_DECISION)
def attach_scan(decision_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), ScanForm()
    decision = decisions.get(viewer, str(decision_id))
    if form.validate_on_submit():
        with form.catching_refusals():
            content = form.scan.data.read()
            kind = scans.checked(content)
            with transaction():
                scans.attach(by=viewer, decision_id=decision.id, content=content, media_type=kind)
        if not form.errors:
            flash("Đã lưu bản quét quyết định.")
            return redirect(url_for("recognition.show_decision", decision_id=decision.id), 303)
    return _page(decision.id, form)


@bp.get("/cong-nhan/quyet-dinh/<uuid:decision_id>/ban-da-ky")
@requires(Permission.READ_RECOGNITIONS)
def show_scan(decision_id: UUID) -> ResponseReturnValue:
    """The file itself, as a download: a page of ours never shows what somebody brought."""
    scan = scans.get(current_viewer(), str(decision_id))
    return send_file(
        io.BytesIO(scan.content), mimetype=scan.media_type, as_attachment=True, max_age=0,
        download_name=f"quyet-dinh.{ENDINGS[scan.media_type]}",
    )  # fmt: skip


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return errors.page(413, title="Tệp quá lớn", hint="Tối đa 10 MB. Quét lại ở 150 hoặc 200 dpi.")


def _page(decision_id: str, form: ScanForm) -> ResponseReturnValue:
    viewer = current_viewer()
    decision = decisions.get(viewer, decision_id)
    page = render_template(
        "stages/scan.html", form=form, decision=decision, scan=scans.find(viewer, decision.id)
    )
    return page, form.status
