"""A wrong name, put right between the decision and the number."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.forms import NameForm
from webapp.blueprints.certificates.routes import bp
from webapp.rules.names import printed_small
from webapp.services import decision_names
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/cap-so/<uuid:recognition_id>/ten", methods=["GET", "POST"])
@requires(Permission.RECORD_DECISION)
def correct_name(recognition_id: UUID) -> ResponseReturnValue:
    """Filled with today's name, which is mostly what the decision should have said."""
    viewer = current_viewer()
    case = decision_names.waiting(viewer, str(recognition_id))
    form = NameForm.of(case)
    if form.validate_on_submit():
        words = form.words()
        with form.catching_refusals(), transaction():
            decision_names.correct(
                by=viewer, recognition_id=case.recognition.id, words=words, reason=form.reason.data
            )
        if not form.errors:
            flash(f"Giấy sẽ ghi: {words.name}. Danh sách kèm quyết định giữ tên đã ký và có ghi chú sửa.")
            if small := printed_small(words.name):
                flash(small, "warning")
            return redirect(url_for(".before_issue", _anchor=f"ten-{case.recognition.id}"), 303)
    signed = decision_names.as_signed(case)
    page = render_template("certificates/name.html", form=form, case=case, signed=signed)
    return page, form.status
