"""Lists that go to the decision: made, looked at by hamlet, thinned out, closed, decided."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.recognition.blueprint import bp
from webapp.blueprints.recognition.forms import ListForm, TakeOutForm
from webapp.services import accounts, communes, decisions, spot_checks, submissions
from webapp.services.access import Permission
from webapp.services.stages import steps
from webapp.web import check_list, long_papers
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction


@bp.route("/danh-sach/", methods=["GET"])
@requires(Permission.READ_RECOGNITIONS)
def lists() -> ResponseReturnValue:
    return _lists_page(ListForm(formdata=None))


@bp.post("/danh-sach/")
@requires(Permission.REVIEW_PROPOSALS)
def add_list() -> ResponseReturnValue:
    form = ListForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            made = submissions.open_list(current_viewer(), form.name.data)
        if not form.errors:
            flash(f"Đã lập danh sách {made.name}.")
            return redirect(url_for(".show_list", submission_id=made.id), 303)
    return _lists_page(form)


@bp.get("/danh-sach/<uuid:submission_id>")
@requires(Permission.READ_RECOGNITIONS)
def show_list(submission_id: UUID) -> ResponseReturnValue:
    return _list_page(str(submission_id), TakeOutForm(formdata=None))


@bp.post("/danh-sach/<uuid:submission_id>/dua-ra")
@requires(Permission.REVIEW_PROPOSALS)
def take_out(submission_id: UUID) -> ResponseReturnValue:
    form, ids = TakeOutForm(), chosen_ids("recognition_ids")
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            submissions.take_out(current_viewer(), str(submission_id), ids, form.reason.data)
        if not form.errors:
            flash(f"Đã đưa {len(ids)} hồ sơ ra khỏi danh sách. Lý do được giữ lại.")
            return redirect(url_for(".show_list", submission_id=submission_id), 303)
    return _list_page(str(submission_id), form)


@bp.post("/danh-sach/<uuid:submission_id>/chot")
@requires(Permission.REVIEW_PROPOSALS)
def close_list(submission_id: UUID) -> ResponseReturnValue:
    with transaction():
        submissions.close(current_viewer(), str(submission_id))
    flash("Đã chốt danh sách. Không đưa thêm hồ sơ vào nữa.")
    return redirect(url_for(".show_list", submission_id=submission_id), 303)


@bp.post("/danh-sach/<uuid:submission_id>/mo-lai")
@requires(Permission.REVIEW_PROPOSALS)
def reopen_list(submission_id: UUID) -> ResponseReturnValue:
    with transaction():
        submissions.reopen(current_viewer(), str(submission_id))
    flash("Đã mở lại danh sách.")
    return redirect(url_for(".show_list", submission_id=submission_id), 303)


@bp.route("/danh-sach/<uuid:submission_id>/hoi-lai.pdf", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSALS)
def print_checks(submission_id: UUID) -> ResponseReturnValue:
    """The sheet of those to ask again, to take along."""
    viewer = current_viewer()
    submission = submissions.get(viewer, str(submission_id))
    paper = check_list.composed(
        submission, spot_checks.of_submission(viewer, submission.id), communes.get(viewer.commune_id)
    )
    return long_papers.send_pdf(paper, "hoi-lai.pdf", jobs.tell)


def _lists_page(form: ListForm) -> ResponseReturnValue:
    viewer = current_viewer()
    page = render_template(
        "recognition/lists.html",
        form=form,
        lists=submissions.listed(viewer),
        counts=submissions.counts(viewer),
        decisions={each.id: each for each in decisions.listed(viewer)},
    )
    return page, form.status


def _list_page(submission_id: str, form: TakeOutForm) -> ResponseReturnValue:
    viewer = current_viewer()
    submission = submissions.get(viewer, submission_id)
    removed = submissions.removed_from(viewer, submission.id)
    page = render_template(
        "recognition/list.html",
        form=form,
        submission=submission,
        cases=submissions.cases_of(viewer, submission.id),
        removed=removed,
        step=steps.next_of(steps.steps_of(viewer, submission)),
        people=accounts.names_of({step.by_user for _, step in removed}),
        decision=decisions.get(viewer, submission.decision_id) if submission.decision_id else None,
        checks=spot_checks.tally(viewer, submission.id),
        chosen=chosen_ids("recognition_ids"),
    )
    return page, form.status
