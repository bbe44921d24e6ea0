"""The way back from a slip: a closed meeting, a posting, an opinion, each with its reason."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import MendOpinionForm, MendPostingForm, ReasonForm
from webapp.models.stage import Opinion, Posting
from webapp.services.access import Permission
from webapp.services.stages import meetings, mending, opinions, postings
from webapp.web.access import current_viewer, requires
from webapp.web.forms import Form
from webapp.web.transaction import transaction


@bp.post("/cong-nhan/hop/<uuid:meeting_id>/mo-lai")
@requires(Permission.PROPOSE)
def reopen_meeting(meeting_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), ReasonForm()
    meeting = meetings.get(viewer, str(meeting_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            mending.reopen_meeting(by=viewer, meeting_id=meeting.id, reason=form.reason.data)
    _tell(form, "Đã mở lại cuộc họp. Sửa rồi chốt kết quả lại.")
    place = {"submission_id": meeting.submission_id, "hamlet_id": meeting.hamlet_id}
    return redirect(url_for(".hold_meeting", **place), 303)


@bp.post("/cong-nhan/niem-yet/<uuid:posting_id>/sua")
@requires(Permission.PROPOSE)
def mend_posting(posting_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), MendPostingForm()
    posting = postings.get(viewer, str(posting_id))
    if form.validate_on_submit():
        hung = mending.Hung(form.place.data, form.first_on.data)
        with form.catching_refusals(), transaction():
            mending.mend_posting(by=viewer, posting_id=posting.id, hung=hung, reason=form.reason.data)
    _tell(form, "Đã sửa nơi và ngày niêm yết. In lại danh sách nếu đã in.")
    return _board(posting)


@bp.post("/cong-nhan/y-kien/<uuid:opinion_id>/sua")
@requires(Permission.PROPOSE)
def mend_opinion(opinion_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), MendOpinionForm()
    opinion = opinions.get(viewer, str(opinion_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            mending.mend_opinion(
                by=viewer, opinion_id=opinion.id, content=form.content.data, said_by=form.said_by.data or "",
                reason=form.reason.data,
            )  # fmt: skip
    _tell(form, "Đã sửa ý kiến.")
    return _board(opinion)


@bp.post("/cong-nhan/y-kien/<uuid:opinion_id>/mo-lai")
@requires(Permission.PROPOSE)
def reopen_opinion(opinion_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), ReasonForm()
    opinion = opinions.get(viewer, str(opinion_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            mending.reopen_opinion(by=viewer, opinion_id=opinion.id, reason=form.reason.data)
    _tell(form, "Đã mở lại ý kiến. Ghi cách giải quyết mới.")
    return _board(opinion)


def _tell(form: Form, done: str) -> None:
    """What was done, or everything that has to be mended; a fold's form is sent again by hand."""
    said = [*form.form_errors, *(words for field in form for words in field.errors)]
    for words in said:
        flash(words, "error")
    if not said:
        flash(done)


def _board(row: Posting | Opinion) -> ResponseReturnValue:
    return redirect(url_for(".show_posting", submission_id=row.submission_id, hamlet_id=row.hamlet_id), 303)
