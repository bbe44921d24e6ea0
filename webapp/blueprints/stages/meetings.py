"""A hamlet's meeting: who came, who agreed to whom."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import MeetingForm
from webapp.models.stage import Ballot, HamletMeeting
from webapp.models.submission import Submission
from webapp.rules.stages import falls_short, share_text
from webapp.rules.vietnamese import clean_text
from webapp.services import accounts, communes, submissions
from webapp.services.access import Permission
from webapp.services.recognition import Case
from webapp.services.stages import meetings, steps
from webapp.services.stages.meetings import Held, Vote
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

MOST_REASON = 200


@bp.route("/cong-nhan/cac-buoc/<uuid:submission_id>/hop/<uuid:hamlet_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSE)
def hold_meeting(submission_id: UUID, hamlet_id: UUID) -> ResponseReturnValue:
    """Sending saves; the button "Chốt kết quả" also closes the meeting."""
    viewer = current_viewer()
    submission = submissions.get(viewer, str(submission_id))
    hamlet = communes.hamlet(viewer, str(hamlet_id))
    meeting = meetings.current(viewer, submission, hamlet.id)
    form = _filled(meeting)
    cases = meetings.to_vote_on(viewer, submission, hamlet.id)
    if form.is_submitted() and _found_right(form, cases):
        with form.catching_refusals(), transaction():
            saved = meetings.record(
                by=viewer, submission_id=submission.id, hamlet_id=hamlet.id, held=_held(form),
                votes=_votes(form, cases),
            )  # fmt: skip
            if request.form.get("viec") == "chot":
                meetings.close(by=viewer, meeting_id=saved.id)
        if not form.errors:
            return _saved(submission, hamlet.id)
    return _page(submission, hamlet.id, meeting, form, cases), form.status


def _saved(submission: Submission, hamlet_id: str) -> ResponseReturnValue:
    if request.form.get("viec") == "chot":
        flash("Đã chốt kết quả họp.")
        return redirect(url_for(".show", submission_id=submission.id), 303)
    flash("Đã lưu cuộc họp. Chốt kết quả khi đã ghi đủ.")
    return redirect(url_for(".hold_meeting", submission_id=submission.id, hamlet_id=hamlet_id), 303)


def _page(
    submission: Submission,
    hamlet_id: str,
    meeting: HamletMeeting | None,
    form: MeetingForm,
    cases: Sequence[Case],
) -> str:
    viewer = current_viewer()
    earlier = [each for each in steps.meetings_in(submission.id, hamlet_id) if each.closed_at]
    return render_template(
        "stages/meeting.html", submission=submission, hamlet=communes.hamlet(viewer, hamlet_id),
        meeting=meeting, form=form, cases=cases, earlier=earlier,
        results={each.id: _result(each) for each in earlier},
        votes=meetings.votes_of(meeting) if meeting else {}, typed=request.form,
        rules=steps.rules_of(submission.commune_id), falls_short=falls_short, share_text=share_text,
        people=accounts.names_of([each.closed_by for each in earlier]),
        reopens=(meeting is None or meeting.closed_at) and not submission.decision_id,
    )  # fmt: skip


def _result(meeting: HamletMeeting) -> list[tuple[Case, object]]:
    votes = meetings.votes_of(meeting)
    cases = meetings.cases_of(current_viewer(), meeting)
    return [(case, votes[case.recognition.id]) for case in cases if case.recognition]


def _filled(meeting: HamletMeeting | None) -> MeetingForm:
    if meeting is None or meeting.closed_at:
        return MeetingForm()
    first, second = [*meeting.representatives, "", ""][:2]
    return MeetingForm(
        obj=meeting, first_household=first, second_household=second, ballot=meeting.ballot.value
    )


def _held(form: MeetingForm) -> Held:
    both = (form.first_household.data or "", form.second_household.data or "")
    return Held(
        held_on=form.held_on.data, began=form.began.data or "", ended=form.ended.data or "",
        place=form.place.data or "", chair=form.chair.data or "", secretary=form.secretary.data or "",
        front_head=form.front_head.data or "", invited=form.invited.data, present=form.present.data,
        ballot=Ballot(form.ballot.data), discussion=form.discussion.data or "",
        representatives=tuple(each for each in both if each),
    )  # fmt: skip


def _found_right(form: MeetingForm, cases: Sequence[Case]) -> bool:
    """Everything that has to be mended is said at once: the form's, the meeting's and each family's."""
    form.validate()
    closing = request.form.get("viec") == "chot"
    for fault in meetings.faults(_held(form), closing=closing):
        if not (fault.field in form and form[fault.field].errors):
            form.refuse(fault)
    for case in cases:
        if case.recognition and (words := _wrong_vote(case, form.present.data)):
            form.form_errors.append(words)
    return not form.errors


def _wrong_vote(case: Case, present: int | None) -> str:
    """What has to be mended in a family's row; a blank number means everyone only for who is put forward."""
    key, name = case.recognition.id if case.recognition else "", case.recipient.name
    typed = clean_text(request.form.get(f"agreed-{key}", ""))
    refused = f"refused-{key}" in request.form
    if refused and not clean_text(request.form.get(f"reason-{key}", "")):
        return f"Ghi lý do cuộc họp không đề nghị nhà {name}."
    if refused and len(clean_text(request.form.get(f"reason-{key}", ""))) > MOST_REASON:
        return f"Lý do của nhà {name} dài quá {MOST_REASON} ký tự. Ghi gọn lại."
    if not typed:
        return f"Nhà {name}: ghi số hộ đồng ý, vì cuộc họp không đề nghị." if refused else ""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        return f"Số đồng ý của nhà {name} phải là số, đang là “{typed[:10]}”."
    if present is not None and int(typed) > present:
        return f"Nhà {name}: {typed} đồng ý, nhiều hơn số hộ có mặt ({present})."
    return ""


def _votes(form: MeetingForm, cases: Sequence[Case]) -> list[Vote]:
    """Everyone present agrees to whom the meeting puts forward where nothing is typed."""
    votes = []
    for case in cases:
        if case.recognition is None:
            continue
        key = case.recognition.id
        typed = clean_text(request.form.get(f"agreed-{key}", ""))
        reason = clean_text(request.form.get(f"reason-{key}", ""))
        agreed = int(typed) if typed else form.present.data
        votes.append(Vote(key, agreed, f"refused-{key}" not in request.form, reason))
    return votes
