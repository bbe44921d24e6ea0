"""Proposing persons, households, teams and hamlets for the commune's other titles."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.honours.forms import ProposeForm, ReturnForm
from webapp.blueprints.honours.locking import all_blocked
from webapp.models.recognition import RecognitionState, Title
from webapp.rules.events import is_uuid
from webapp.services import (
    achievements,
    communes,
    decisions,
    recognition,
    title_proposals,
    title_verdicts,
    titles,
)
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.services.recognition import Case
from webapp.services.title_proposals import Found
from webapp.web import nomination_papers
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction

bp = Blueprint("honours", __name__, url_prefix="/cong-nhan/danh-hieu")

STAGES = {
    "de-nghi": ("Chọn để đề nghị", ()),
    "cho-duyet": ("Chờ duyệt", (RecognitionState.PROPOSED,)),
    "tra-lai": ("Trả lại", (RecognitionState.RETURNED,)),
    "da-quyet-dinh": ("Đã có quyết định", recognition.RECOGNISED),
}


@bp.get("/")
@requires(Permission.READ_RECOGNITIONS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    lines = [
        line
        for line in titles.lines(viewer)
        if not line.title.is_default and (line.title.closed_at is None or line.counts)
    ]
    return render_template("honours/index.html", lines=lines)


@bp.get("/<uuid:title_id>/")
@requires(Permission.READ_RECOGNITIONS)
def show(title_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    title = titles.get(viewer, str(title_id))
    lists = {name: cases_of(title, name) for name in STAGES if name != "de-nghi"}
    stage = _stage(lists)
    cases = lists.get(stage, [])
    ids = [case.recognition.id for case in cases if case.recognition]
    return render_template(
        "honours/show.html",
        title=title,
        stage=stage,
        stages={name: (words, len(lists.get(name, ()))) for name, (words, _) in STAGES.items()},
        cases=cases,
        blocked=all_blocked(viewer, cases) if stage == "cho-duyet" else None,
        steps={step.recognition_id: step for step in recognition.steps_of(viewer, ids)},
        decisions={each.id: each for each in decisions.listed(viewer)},
        found=_found(title) if stage == "de-nghi" else None,
        rule=title_verdicts.rule_of(title),
        hamlets=communes.hamlets(viewer, today()),
        form=ReturnForm(),
        paper_names=nomination_papers.PAPERS,
    )


@bp.post("/<uuid:title_id>/de-nghi")
@requires(Permission.PROPOSE)
def propose_many(title_id: UUID) -> ResponseReturnValue:
    """Those ticked, of a title with criteria."""
    chosen = chosen_ids("recipient_ids")
    if not chosen:
        flash("Chọn ít nhất một tên.", "error")
        return redirect(url_for(".show", title_id=title_id), 303)
    with transaction():
        made = title_proposals.propose_many(by=current_viewer(), title_id=str(title_id), recipient_ids=chosen)
    flash(f"Đã đề nghị {len(made)} trường hợp.")
    return redirect(url_for(".show", title_id=title_id, muc="cho-duyet"), 303)


@bp.route("/<uuid:title_id>/de-nghi/<uuid:recipient_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSE)
def propose(title_id: UUID, recipient_id: UUID) -> ResponseReturnValue:
    """One by hand: the log's figures are there, the achievement is written."""
    viewer = current_viewer()
    title = titles.get(viewer, str(title_id))
    found = title_proposals.candidate(viewer, title, str(recipient_id))
    before = found.recognition.inputs.get("statement", "") if found.recognition else ""
    form = ProposeForm(statement=before)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            title_proposals.propose(
                by=viewer, title_id=title.id, recipient_id=str(recipient_id), **form.values()
            )
        if not form.errors:
            flash(f"Đã đề nghị {found.recipient.name}.")
            return redirect(url_for(".show", title_id=title.id, muc="cho-duyet"), 303)
    page = render_template(
        "honours/propose.html", title=title, found=found, form=form,
        figures=achievements.figures_of(viewer.commune_id, found.recipient),
    )  # fmt: skip
    return page, form.status


@bp.post("/<uuid:title_id>/tra-lai")
@requires(Permission.REVIEW_PROPOSALS)
def return_proposals(title_id: UUID) -> ResponseReturnValue:
    title, form = titles.get(current_viewer(), str(title_id)), ReturnForm()
    chosen = chosen_ids("recognition_ids")
    if chosen and form.validate_on_submit():
        with form.catching_refusals(), transaction():
            recognition.return_proposals(by=current_viewer(), recognition_ids=chosen, reason=form.reason.data)
        if not form.errors:
            flash(f"Đã trả lại {len(chosen)} hồ sơ.")
            return redirect(url_for(".show", title_id=title.id, muc="cho-duyet"), 303)
    if not chosen:
        form.form_errors.append("Chọn ít nhất một hồ sơ để trả lại")
    return render_template("honours/return.html", title=title, form=form, cases=picked(title, chosen)), 422


def cases_of(title: Title, stage: str) -> list[Case]:
    return recognition.cases(current_viewer(), *STAGES[stage][1], title_id=title.id)


def picked(title: Title, chosen: list[str]) -> list[Case]:
    wanted = set(chosen)
    return [
        case for case in cases_of(title, "cho-duyet") if case.recognition and case.recognition.id in wanted
    ]


def _stage(lists: dict[str, list[Case]]) -> str:
    """As asked; else what waits for this account."""
    asked = request.args.get("muc", "")
    if asked in STAGES:
        return asked
    waits = current_viewer().may(Permission.REVIEW_PROPOSALS) and lists["cho-duyet"]
    return "cho-duyet" if waits or not current_viewer().may(Permission.PROPOSE) else "de-nghi"


def _found(title: Title) -> Found:
    hamlet = request.args.get("thon", "")
    return title_proposals.search(
        current_viewer(), title, text=request.args.get("q", "")[:100],
        hamlet_id=hamlet if is_uuid(hamlet) else None,
    )  # fmt: skip
