"""What people say about a posted list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import OpinionForm, SettleForm
from webapp.blueprints.stages.postings import PAGE, about, posting_page
from webapp.services import submissions
from webapp.services.access import Permission
from webapp.services.stages import opinions
from webapp.services.stages.opinions import Said
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.post(f"{PAGE}/y-kien")
@requires(Permission.PROPOSE)
def record_opinion(submission_id: UUID, hamlet_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), OpinionForm()
    submission = submissions.get(viewer, str(submission_id))
    form.recognition_id.choices = about(submission, str(hamlet_id))
    if form.validate_on_submit():
        said = Said(
            form.content.data, form.said_on.data, form.said_by.data or "", form.recognition_id.data or None
        )
        with form.catching_refusals(), transaction():
            opinions.record(by=viewer, submission_id=submission.id, hamlet_id=str(hamlet_id), said=said)
        if not form.errors:
            flash("Đã ghi ý kiến.")
            return redirect(url_for(".show_posting", submission_id=submission_id, hamlet_id=hamlet_id), 303)
    return posting_page(submission, str(hamlet_id), opinion=form)


@bp.post("/cong-nhan/y-kien/<uuid:opinion_id>")
@requires(Permission.PROPOSE)
def settle_opinion(opinion_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), SettleForm()
    opinion = opinions.get(viewer, str(opinion_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            opinions.settle(
                by=viewer, opinion_id=opinion.id, settled=form.settled.data, take_out=form.take_out.data
            )
        if not form.errors:
            flash("Đã ghi cách giải quyết.")
            place = {"submission_id": opinion.submission_id, "hamlet_id": opinion.hamlet_id}
            return redirect(url_for(".show_posting", **place), 303)
    return posting_page(
        submissions.get(viewer, opinion.submission_id), opinion.hamlet_id, opinion.id, settle=form
    )
