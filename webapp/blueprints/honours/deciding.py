"""The signed decision on proposals for one of the other titles."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.honours.locking import blocked_by_stages
from webapp.blueprints.honours.routes import bp, cases_of, picked
from webapp.models.recognition import RecognitionState
from webapp.services import communes, decisions, found_wrong, moved_on, titles
from webapp.services.access import Permission
from webapp.services.errors import Conflict
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.decision_form import DecisionForm, aside
from webapp.web.going_back import keep_for_back
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
    gone = _gone(chosen)
    if form.was_sent() and form.validate_on_submit() and not gone:
        try:
            with form.catching_refusals(), transaction():
                decision = decisions.record(by=viewer, recognition_ids=chosen, **form.signed(), **aside())
        except Conflict as error:
            gone = _gone(chosen)
            form.form_errors += [] if gone else [error.message]
        if not form.errors and not gone:
            count = decisions.count_recognised(decision.id)
            flash(f"Đã ghi Quyết định {decision.number}: {count} trường hợp, “{title.name}”.")
            return redirect(url_for("recognition.show_decision", decision_id=decision.id), 303)
    taken = {each.recognition.id for each in gone}
    cases = picked(title, [each for each in chosen if each not in taken])
    blocked = blocked_by_stages(viewer, cases)
    page = render_template(
        "honours/decide.html", title=title, form=form, cases=cases, gone=gone, blocked=blocked,
        wrong=found_wrong.of([case.recognition for case in cases if case.recognition]),
    )  # fmt: skip
    return keep_for_back(page, 409 if gone and form.was_sent() else form.status)


def _gone(chosen: list[str]) -> list[moved_on.MovedOn]:
    """Whom somebody else has decided or returned; one in a list is a matter of its stages."""
    found = moved_on.since(current_viewer(), chosen)
    return [each for each in found if each.recognition.state is not RecognitionState.PROPOSED]
