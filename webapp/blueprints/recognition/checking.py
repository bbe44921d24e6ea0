"""Asking again: what a member is to ask, the answer, and handing it to somebody else."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import bp
from webapp.blueprints.recognition.forms import CheckForm
from webapp.models.submission import CheckAnswer
from webapp.rules.events import is_uuid
from webapp.services import proposal_reviews, spot_checks
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.web.access import current_viewer, requires
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction


@bp.get("/hoi-lai/")
@requires(Permission.RECORD_CHECKLIST)
def checks() -> ResponseReturnValue:
    """What the signed-in account is to ask again; for who reads the lists, what others are to ask."""
    viewer = current_viewer()
    others = spot_checks.of_others(viewer) if viewer.may(Permission.READ_RECOGNITIONS) else []
    return render_template("recognition/checks.html", checks=spot_checks.mine(viewer), others=others)


@bp.route("/hoi-lai/<uuid:check_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def check(check_id: UUID) -> ResponseReturnValue:
    """One family: what it is said to have learnt, and what it answers."""
    viewer = current_viewer()
    shown = spot_checks.get(viewer, str(check_id))
    form = CheckForm(answer=shown.check.answer, note=shown.check.note)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            spot_checks.answer(
                by=viewer, check_id=shown.check.id, found=CheckAnswer(form.answer.data),
                note=form.note.data or "",
            )  # fmt: skip
        if not form.errors:
            flash(f"Đã ghi: {shown.recipient.name}.")
            return redirect(url_for(".checks"), 303)
    page = render_template(
        "recognition/check.html",
        form=form,
        shown=shown,
        mine=shown.check.assigned_to == viewer.user_id,
        askers=spot_checks.askers(viewer, shown.recognition)
        if viewer.may(Permission.REVIEW_PROPOSALS)
        else [],
        asked=proposal_reviews.claims(shown.recognition),
    )
    return page, form.status


@bp.post("/hoi-lai/<uuid:check_id>/giao")
@requires(Permission.REVIEW_PROPOSALS)
def assign_check(check_id: UUID) -> ResponseReturnValue:
    asker = request.form.get("asker_id", "")
    spot_checks.get(current_viewer(), str(check_id))
    with telling_refusals(Refused):
        with transaction():
            if not is_uuid(asker):
                raise Refused("Chọn người đi hỏi lại.")
            spot_checks.assign(by=current_viewer(), check_id=str(check_id), user_id=asker.lower())
        flash("Đã giao người khác hỏi lại.")
    return redirect(url_for(".check", check_id=check_id), 303)
