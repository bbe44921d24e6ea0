"""The decision that was signed: on chosen cases, or on a whole list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import bp
from webapp.models.recognition import Decision, RecognitionState
from webapp.models.submission import Submission
from webapp.services import (
    communes,
    decisions,
    found_wrong,
    moved_on,
    recognition,
    spot_checks,
    submissions,
)
from webapp.services.access import Permission
from webapp.services.errors import Conflict
from webapp.services.stages import steps
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.decision_form import DecisionForm, aside
from webapp.web.going_back import keep_for_back
from webapp.web.transaction import transaction


@bp.route("/quyet-dinh", methods=["GET", "POST"])
@requires(Permission.RECORD_DECISION)
def record_decision() -> ResponseReturnValue:
    """Choosing rows posts only their ids and gets the form; sending the form records the decision.

    Whom somebody else went on with meanwhile is named and left out; the rest stays ready with what was typed.
    """
    viewer, ids, form = current_viewer(), _asked_ids(), _form()
    gone = moved_on.since(viewer, ids)
    if form.was_sent() and form.validate_on_submit() and not gone:
        try:
            with form.catching_refusals(), transaction():
                decision = decisions.record(by=viewer, recognition_ids=ids, **form.signed(), **aside())
        except Conflict as error:
            gone = moved_on.since(viewer, ids)
            form.form_errors += [] if gone else [error.message]
        if not form.errors and not gone:
            return _recorded(decision, "hộ", len(ids))
    left = set(ids) - {each.recognition.id for each in gone}
    cases = [case for case in _waiting() if case.recognition and case.recognition.id in left]
    page = render_template(
        "recognition/decide.html", form=form, cases=cases, gone=gone, wrong=_wrong(cases),
        undone=steps.undone(viewer, cases),
    )  # fmt: skip
    return keep_for_back(page, 409 if gone and form.was_sent() else form.status)


@bp.route("/danh-sach/<uuid:submission_id>/quyet-dinh", methods=["GET", "POST"])
@requires(Permission.RECORD_DECISION)
def decide_list(submission_id: UUID) -> ResponseReturnValue:
    """The decision that was signed for the whole list: number, day, signer."""
    viewer, form, taken = current_viewer(), _form(), False
    submission = submissions.get(viewer, str(submission_id))
    count = len(submissions.cases_of(viewer, submission.id))
    if form.validate_on_submit():
        try:
            with form.catching_refusals(), transaction():
                decision = submissions.decide(viewer, submission.id, **form.signed(), **aside())
        except Conflict as error:
            taken = True
            form.form_errors.append(error.message)
        if not form.errors:
            return _recorded(decision, "hồ sơ", count)
    return keep_for_back(_list_page(submission, form), 409 if taken else form.status)


def _list_page(submission: Submission, form: DecisionForm) -> str:
    viewer = current_viewer()
    cases = submissions.cases_of(viewer, submission.id)
    return render_template(
        "recognition/decide_list.html",
        form=form,
        submission=submission,
        cases=cases,
        checks=spot_checks.tally(viewer, submission.id),
        wrong=[] if submission.decision_id else _wrong(cases),
        decided=decisions.named(viewer, submission.decision_id) if submission.decision_id else None,
        undone=steps.undone(viewer, cases),
    )


def _form() -> DecisionForm:
    return DecisionForm.asked(communes.settings_of(current_viewer().commune_id or "").certificate)


def _wrong(cases: list[recognition.Case]) -> list[found_wrong.FoundWrong]:
    return found_wrong.of([case.recognition for case in cases if case.recognition])


def _recorded(decision: Decision, noun: str, asked: int) -> ResponseReturnValue:
    count = decisions.count_recognised(decision.id)
    left = f" Để lại {asked - count} {noun} hỏi lại thấy chưa đúng, chờ xét lại." if asked > count else ""
    flash(f"Đã ghi Quyết định {decision.number}: công nhận {count} {noun}.{left}")
    return redirect(url_for(".show_decision", decision_id=decision.id), 303)


def _asked_ids() -> list[str]:
    if request.form.get("tat-ca") != "1":
        return chosen_ids("recognition_ids")
    return [
        case.recognition.id for case in _waiting() if case.recognition and not case.recognition.submission_id
    ] or chosen_ids("recognition_ids")


def _waiting() -> list[recognition.Case]:
    return recognition.cases(current_viewer(), RecognitionState.PROPOSED)
