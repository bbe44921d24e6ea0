"""From "đủ tiêu chí" to a signed decision."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.recognition import waiting
from webapp.blueprints.recognition.blueprint import back_to, bp, seen
from webapp.blueprints.recognition.forms import ReturnForm
from webapp.models.recognition import RecognitionState
from webapp.rules.vietnamese import clean_text
from webapp.services import (
    certificates,
    communes,
    decision_mending,
    decision_names,
    decisions,
    proposal_reviews,
    recognition,
    refusals,
    submissions,
    titles,
)
from webapp.services.access import Permission
from webapp.services.errors import Conflict
from webapp.web import decision_list, long_papers
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.recipient_words import WORDS
from webapp.web.transaction import transaction

LONGEST_WORD = 300
STAGES = {
    "du-tieu-chi": ("Đủ tiêu chí", ()),
    "cho-duyet": ("Chờ duyệt", (RecognitionState.PROPOSED,)),
    "tra-lai": ("Trả lại", (RecognitionState.RETURNED,)),
    "da-quyet-dinh": ("Đã có quyết định", recognition.RECOGNISED),
}


@bp.get("/")
@requires(Permission.READ_RECOGNITIONS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    lists = {name: _cases(name) for name in STAGES}
    asked = request.args.get("muc", "")
    stage = asked if asked in STAGES else _first_with_work(lists)
    here = waiting.of(viewer, lists[stage], request.args.get("thon", "")) if stage == "cho-duyet" else None
    cases = here.cases if here else lists[stage]
    found = [case.recognition for case in cases if case.recognition]
    return render_template(
        "recognition/index.html",
        stage=stage,
        stages={name: (words, len(lists[name])) for name, (words, _) in STAGES.items()},
        cases=cases,
        here=here,
        returns=proposal_reviews.last_returns(viewer, [each.id for each in found]),
        out=proposal_reviews.left_lists(found),
        refusing=refusals.of_recognitions(found),
        lists={each.id: each for each in submissions.listed(viewer)},
        decisions={each.id: each for each in decisions.listed(viewer)},
    )


@bp.post("/de-nghi")
@requires(Permission.PROPOSE)
def propose() -> ResponseReturnValue:
    everyone = request.form.get("tat-ca") == "1"
    waiting = recognition.candidates(current_viewer()) if everyone else []
    own = chosen_ids("kin_ids")  # naming one's relatives chooses them too: the mark is never lost
    ids = [case.recipient.id for case in waiting] or list({*chosen_ids("household_ids"), *own})
    if not ids:
        flash("Chọn ít nhất một hộ.", "error")
        return redirect(url_for(".index", muc="du-tieu-chi"), 303)
    with transaction():
        proposed = recognition.propose(by=current_viewer(), household_ids=ids, reason=_word(), kin_ids=own)
    flash(f"Đã đề nghị {len(proposed)} hộ. Cán bộ sẽ xét.")
    asked = request.form.get("ve")
    return redirect(back_to(asked) if asked else url_for(".index", muc="cho-duyet"), 303)


@bp.post("/tra-lai")
@requires(Permission.REVIEW_PROPOSALS)
def return_proposals() -> ResponseReturnValue:
    """Choosing rows posts only their ids and gets the form; sending the form returns them."""
    answered = "reason" in request.form
    form, ids = ReturnForm() if answered else ReturnForm(formdata=None), chosen_ids("recognition_ids")
    if not ids:
        flash("Chọn ít nhất một hồ sơ để trả lại.", "error")
        return redirect(url_for(".index", muc="cho-duyet"), 303)
    cases = _picked(ids)
    if answered and form.validate_on_submit():
        try:
            with form.catching_refusals(), transaction():
                proposal_reviews.send_back(
                    by=current_viewer(), recognition_ids=ids, reason=form.said, seen=seen()
                )
        except Conflict as error:
            flash(error.message, "error")
            return redirect(url_for(".index", muc="cho-duyet"), 303)
        if not form.errors:
            flash(f"Đã trả lại {len(ids)} hồ sơ.")
            return redirect(url_for(".index", muc="cho-duyet"), 303)
    page = render_template(
        "recognition/return.html",
        form=form,
        cases=cases,
        last_steps=proposal_reviews.last_steps([each.recognition for each in cases if each.recognition]),
        lists={each.id: each for each in submissions.listed(current_viewer())},
    )
    return page, form.status


@bp.get("/quyet-dinh/<uuid:decision_id>")
@requires(Permission.READ_RECOGNITIONS)
def show_decision(decision_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    decision = decisions.get(viewer, str(decision_id))
    title, cases = titles.get(viewer, decision.title_id), decisions.cases(viewer, decision.id)
    return render_template(
        "recognition/decision.html",
        decision=decision,
        title=title,
        words=WORDS[title.recipient_kind],
        cases=cases,
        renamed={each.recognition.id: each.today for each in decision_mending.renamed(viewer, decision.id)},
        noted=decision_names.noted(cases),
        papers=certificates.of_recognitions(
            viewer, [case.recognition.id for case in cases if case.recognition]
        ),
    )


@bp.route("/quyet-dinh/<uuid:decision_id>/danh-sach.pdf", methods=["GET", "POST"])
@requires(Permission.READ_RECOGNITIONS)
def print_decision(decision_id: UUID) -> ResponseReturnValue:
    """The list that goes with the decision."""
    viewer = current_viewer()
    signed = decisions.get(viewer, str(decision_id))
    title = titles.get(viewer, signed.title_id)
    paper = decision_list.composed(
        signed, title, decisions.cases(viewer, signed.id), communes.get(viewer.commune_id)
    )
    return long_papers.send_pdf(paper, "danh-sach.pdf", jobs.tell)


def _cases(stage: str) -> list[recognition.Case]:
    states = STAGES[stage][1]
    return (
        recognition.cases(current_viewer(), *states) if states else recognition.candidates(current_viewer())
    )


def _first_with_work(lists: dict[str, list[recognition.Case]]) -> str:
    """An officer starts with what waits for review, a leader with what can be proposed."""
    if current_viewer().may(Permission.REVIEW_PROPOSALS) and lists["cho-duyet"]:
        return "cho-duyet"
    return next((name for name in STAGES if lists[name]), "du-tieu-chi")


def _word() -> str | None:
    """What the proposer tells the reviewer, if anything."""
    return clean_text(request.form.get("word", ""))[:LONGEST_WORD] or None


def _picked(ids: list[str]) -> list[recognition.Case]:
    wanted = set(ids)
    return [case for case in _cases("cho-duyet") if case.recognition and case.recognition.id in wanted]
