"""The signed decision on proposals for one of the other titles."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.honours.locking import blocked_by_stages
from webapp.blueprints.honours.routes import bp, cases_of, chosen_ids, picked
from webapp.services import communes, decisions, titles
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.decision_form import DecisionForm
from webapp.web.transaction import transaction


@bp.route("/<uuid:title_id>/quyet-dinh", methods=["GET", "POST"])
@requires(Permission.RECORD_DECISION)
def decide(title_id: UUID) -> ResponseReturnValue:
    """Choosing rows posts only their ids and gets the form; sending the form records the decision."""
    viewer = current_viewer()
    title = titles.get(viewer, str(title_id))
    everyone = request.form.get("tat-ca") == "1"
    waiting = cases_of(title, "cho-duyet") if everyone else []
    chosen = [case.recognition.id for case in waiting if case.recognition] or chosen_ids("recognition_ids")
    form = DecisionForm.asked(communes.settings_of(viewer.commune_id or "").certificate)
    if form.was_sent() and form.validate_on_submit():
        with form.catching_refusals(), transaction():
            decision = decisions.record(by=viewer, recognition_ids=chosen, **form.signed())
        if not form.errors:
            flash(f"Đã ghi Quyết định {decision.number}: {len(chosen)} trường hợp, “{title.name}”.")
            return redirect(url_for("recognition.show_decision", decision_id=decision.id), 303)
    cases = picked(title, chosen)
    page = render_template(
        "honours/decide.html", title=title, form=form, cases=cases, blocked=blocked_by_stages(viewer, cases)
    )
    return page, form.status
