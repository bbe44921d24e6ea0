"""A hamlet's list on the notice board, its countdown, and what people say about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import EndForm, OpinionForm, PostingForm, SettleForm
from webapp.models.submission import Submission
from webapp.rules.stages import countdown, days_left, last_day
from webapp.services import accounts, communes, submissions
from webapp.services.access import Permission, Viewer
from webapp.services.progress import today
from webapp.services.stages import opinions, postings, steps
from webapp.web.access import current_viewer, requires
from webapp.web.forms import Form
from webapp.web.transaction import transaction

PAGE = "/cong-nhan/cac-buoc/<uuid:submission_id>/niem-yet/<uuid:hamlet_id>"


@bp.get(PAGE)
@requires(Permission.READ_RECOGNITIONS)
def show_posting(submission_id: UUID, hamlet_id: UUID) -> ResponseReturnValue:
    return posting_page(submissions.get(current_viewer(), str(submission_id)), str(hamlet_id))


@bp.post(f"{PAGE}/dan")
@requires(Permission.PROPOSE)
def put_up(submission_id: UUID, hamlet_id: UUID) -> ResponseReturnValue:
    form = PostingForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            postings.put_up(
                by=current_viewer(), submission_id=str(submission_id), hamlet_id=str(hamlet_id),
                place=form.place.data, first_on=form.first_on.data,
            )  # fmt: skip
        if not form.errors:
            flash("Đã ghi niêm yết. Hết ngày niêm yết thì vào đây bấm Kết thúc niêm yết.")
            return redirect(url_for(".show_posting", submission_id=submission_id, hamlet_id=hamlet_id), 303)
    submission = submissions.get(current_viewer(), str(submission_id))
    return posting_page(submission, str(hamlet_id), put_up=form)


@bp.post(f"{PAGE}/in")
@requires(Permission.PROPOSE)
def print_first(submission_id: UUID, hamlet_id: UUID) -> ResponseReturnValue:
    """The list as it is going to hang: printed and pasted first, recorded after."""
    form, submission = PostingForm(), submissions.get(current_viewer(), str(submission_id))
    if form.validate_on_submit():
        with form.catching_refusals():
            postings.before(current_viewer(), submission, str(hamlet_id), form.place.data, form.first_on.data)
        if not form.errors:
            kind = "docx" if request.form.get("viec") == "docx" else "pdf"
            asked = {"noi": form.place.data, "ngay": form.first_on.data.isoformat()}
            place = {"submission_id": submission_id, "hamlet_id": hamlet_id}
            return redirect(url_for(".print_unposted", kind=kind, **place, **asked), 303)
    return posting_page(submission, str(hamlet_id), put_up=form)


@bp.post("/cong-nhan/niem-yet/<uuid:posting_id>/ket-thuc")
@requires(Permission.PROPOSE)
def end_posting(posting_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    posting, form = postings.get(viewer, str(posting_id)), EndForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            postings.end(by=viewer, posting_id=posting.id, reason=form.reason.data or "")
        if not form.errors:
            flash("Đã kết thúc niêm yết.")
            return redirect(url_for(".show", submission_id=posting.submission_id), 303)
    return posting_page(submissions.get(viewer, posting.submission_id), posting.hamlet_id, end=form)


def posting_page(
    submission: Submission, hamlet_id: str, settle_id: str = "", **forms: Form
) -> ResponseReturnValue:
    """The whole page; `forms` were sent and have something to mend, `settle_id` is whose opinion."""
    viewer, rules = current_viewer(), steps.rules_of(submission.commune_id)
    hamlet = communes.hamlet(viewer, hamlet_id)
    opinion = forms.get("opinion") or OpinionForm(formdata=None)
    opinion.recognition_id.choices = about(submission, hamlet.id)
    sent = [form for form in forms.values() if form.errors]
    page = render_template(
        "stages/posting.html",
        submission=submission,
        hamlet=hamlet,
        rules=rules,
        until=last_day(today(), rules),
        put_up=forms.get("put_up") or PostingForm(formdata=None),
        end=forms.get("end") or EndForm(formdata=None),
        settle=forms.get("settle") or SettleForm(formdata=None),
        settle_id=settle_id,
        opinion=opinion,
        **_on_the_board(viewer, submission, hamlet.id),
    )
    return page, sent[0].status if sent else 200


def _on_the_board(viewer: Viewer, submission: Submission, hamlet_id: str) -> dict[str, Any]:
    """What hangs or may be hung in a hamlet, what was said about it, and the names of who wrote it down."""
    posting = postings.current(viewer, submission, hamlet_id)
    cases = postings.cases_of(viewer, posting) if posting else postings.to_post(viewer, submission, hamlet_id)
    said = opinions.listed(viewer, submission, hamlet_id)
    people = [each.settled_by for each in said] + ([posting.posted_by, posting.ended_by] if posting else [])
    return {
        "posting": posting,
        "cases": cases,
        "named": postings.named(cases),
        "said": said,
        "families": opinions.families_of(viewer, said),
        "left": days_left(posting.last_on, today()) if posting else 0,
        "countdown": countdown(posting.last_on, today()) if posting else "",
        "people": accounts.names_of(people),
    }


def about(submission: Submission, hamlet_id: str) -> list[SelectChoice]:
    """What an opinion can be about: the whole list, or one of its families there."""
    cases = steps.cases_in(current_viewer(), submission.id, hamlet_id)
    families = [SelectChoice(case.recognition.id, case.recipient.name) for case in cases if case.recognition]
    return [SelectChoice("", "Cả danh sách"), *families]
