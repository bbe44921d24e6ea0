"""A recorded decision put right, while no certificate carries its words."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from webapp.blueprints.recognition.blueprint import bp
from webapp.services import decision_mending, decisions
from webapp.services.access import Permission
from webapp.services.decision_mending import LONGEST_REASON, Signed
from webapp.web.access import current_viewer, requires
from webapp.web.decision_form import DecisionForm
from webapp.web.transaction import transaction


class MendingForm(DecisionForm):
    names_of = SelectMultipleField("Ghi theo tên mới", validate_choice=False)
    reason = StringField(
        "Lý do sửa", validators=[DataRequired("Ghi lý do sửa"), Length(max=LONGEST_REASON)],
        description="Ví dụ: gõ nhầm số quyết định",
    )  # fmt: skip


@bp.route("/quyet-dinh/<uuid:decision_id>/sua", methods=["GET", "POST"])
@requires(Permission.RECORD_DECISION)
def mend_decision(decision_id: UUID) -> ResponseReturnValue:
    """Number, day, signer and the names that a decision carries; refused once a number was given."""
    viewer = current_viewer()
    decision = decisions.get(viewer, str(decision_id))
    form = MendingForm(obj=None if MendingForm.was_sent() else decision)
    if not MendingForm.was_sent():
        form.signature_lines.data = "\n".join(decision.signature_lines)
    elif form.validate_on_submit():
        with form.catching_refusals(), transaction():
            decision_mending.mend(
                by=viewer, decision_id=decision.id, signed=Signed(**form.signed()), reason=form.reason.data,
                names_of=form.names_of.data or (),
            )  # fmt: skip
        if not form.errors:
            flash(f"Đã sửa Quyết định {form.number.data}.")
            return redirect(url_for(".show_decision", decision_id=decision.id), 303)
    page = render_template(
        "recognition/mend.html", form=form, decision=decision,
        renamed=decision_mending.renamed(viewer, decision.id),
        issued=decision_mending.issued_count(decision.id),
    )  # fmt: skip
    return page, form.status
