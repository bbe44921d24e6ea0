"""Erasing a family's sheet: what goes and what stays first, then the words to type."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.households.forms import EraseForm
from webapp.blueprints.households.routes import bp
from webapp.services import erasing
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/<uuid:household_id>/xoa-phieu", methods=["GET", "POST"])
@requires(Permission.ERASE_HOUSEHOLDS)
def erase(household_id: UUID) -> ResponseReturnValue:
    """The first press asks once more; the second one, with the words typed, erases."""
    found = erasing.preview(current_viewer(), str(household_id))
    form = EraseForm()
    valid = form.validate_on_submit()
    sure = "lam" in request.form
    if valid and sure:
        with form.catching_refusals(), transaction():
            erasing.erase(
                by=current_viewer(),
                household_id=str(household_id),
                reason=form.reason.data,
                words=form.words.data or "",
            )
        if not form.errors:
            flash("Đã xóa phiếu của gia đình. Không lấy lại được.")
            return redirect(url_for(".show", household_id=household_id), 303)
    page = render_template(
        "households/erase.html", form=form, found=found, household=found.household, asking=valid or sure
    )
    return page, form.status
