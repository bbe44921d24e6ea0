"""A list's line of steps: what is done, by whom, and the one thing that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import FinishForm
from webapp.models.submission import Submission
from webapp.rules.events import VIETNAM
from webapp.rules.stages import BY_HAMLET, StageKind, countdown, days_left, decide_by
from webapp.services import decisions, submissions
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.services.stages import papers, steps
from webapp.services.stages.steps import HamletStep, Step
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

PAPERS = {StageKind.OPINIONS: "tong-hop", StageKind.REQUEST: "to-trinh", StageKind.DRAFT: "quyet-dinh"}


@dataclass(frozen=True)
class Next:
    """The one clear button of a page; without `url` nothing is to be pressed here."""

    words: str
    hint: str = ""
    url: str = ""


@bp.get("/cong-nhan/cac-buoc/")
@requires(Permission.READ_RECOGNITIONS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    lists = submissions.listed(viewer)
    waiting = [each for each in lists if each.decision_id is None]
    listed = [(each, steps.steps_of(viewer, each)) for each in waiting]
    shown = [(each, line, next_of(each, line)) for each, line in listed if line]
    decided = [each for each in lists if each.decision_id and each.stages]
    return render_template(
        "stages/index.html", shown=shown, decided=decided, rules=steps.rules_of(viewer.commune_id)
    )


@bp.get("/cong-nhan/cac-buoc/<uuid:submission_id>/")
@requires(Permission.READ_RECOGNITIONS)
def show(submission_id: UUID) -> ResponseReturnValue:
    return _page(submissions.get(current_viewer(), str(submission_id)), FinishForm(formdata=None))


@bp.post("/cong-nhan/cac-buoc/<uuid:submission_id>/xong/<any(opinions, request, draft):kind>")
@requires(Permission.REVIEW_PROPOSALS)
def finish(submission_id: UUID, kind: str) -> ResponseReturnValue:
    form = FinishForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            papers.finish(
                by=current_viewer(), submission_id=str(submission_id), kind=StageKind(kind),
                number=form.number.data or "", dated=form.dated.data,
            )  # fmt: skip
        if not form.errors:
            flash(f"Đã xong bước {steps.rules_of(current_viewer().commune_id).label(StageKind(kind))}.")
            return redirect(url_for(".show", submission_id=submission_id), 303)
    return _page(submissions.get(current_viewer(), str(submission_id)), form)


@bp.post("/cong-nhan/cac-buoc/<uuid:submission_id>/mo-lai/<any(opinions, request, draft):kind>")
@requires(Permission.REVIEW_PROPOSALS)
def reopen(submission_id: UUID, kind: str) -> ResponseReturnValue:
    with transaction():
        papers.reopen(by=current_viewer(), submission_id=str(submission_id), kind=StageKind(kind))
    flash("Đã mở lại bước này.")
    return redirect(url_for(".show", submission_id=submission_id), 303)


def next_of(submission: Submission, line: list[Step]) -> Next:
    """What the viewer does next on a list."""
    step = steps.next_of(line)
    if step is None:
        return _to_decision(submission)
    if step.kind in BY_HAMLET:
        hamlet = _first_open(step)
        return _next_in_hamlet(submission, step, hamlet)
    if not current_viewer().may(Permission.REVIEW_PROPOSALS):
        return Next(f"Chờ cán bộ làm bước {step.label}")
    return Next(f"Làm bước {step.label}", "", url_for(".show", submission_id=submission.id) + "#tiep-theo")


def _first_open(step: Step) -> HamletStep:
    """What can be done today comes before a list that only has to hang on."""
    left = [each for each in step.hamlets if not each.done]
    return min(left, key=lambda each: (_hangs_on(each), each.hamlet.sort_key))


def _hangs_on(each: HamletStep) -> bool:
    posting = each.posting
    if posting is None or posting.ended_on or each.open_opinions:
        return False
    return days_left(posting.last_on, today()) > 0


def _next_in_hamlet(submission: Submission, step: Step, each: HamletStep) -> Next:
    may = current_viewer().may(Permission.PROPOSE)
    place = {"submission_id": submission.id, "hamlet_id": each.hamlet.id}
    if step.kind is StageKind.MEETING:
        words = f"Ghi cuộc họp {each.hamlet.label}"
        return Next(words, "", url_for(".hold_meeting", **place) if may else "")
    url = url_for(".show_posting", **place)
    if _hangs_on(each) and each.posting:
        return Next(f"Xem niêm yết {each.hamlet.label}", f"{countdown(each.posting.last_on, today())}.", url)
    if each.posting and not each.posting.ended_on:
        return Next(f"Kết thúc niêm yết {each.hamlet.label}", "Đã đủ ngày.", url)
    if each.open_opinions:
        return Next(
            f"Giải quyết ý kiến {each.hamlet.label}", f"{each.open_opinions} ý kiến chưa giải quyết.", url
        )
    return Next(f"Niêm yết danh sách {each.hamlet.label}", "", url)


def _to_decision(submission: Submission) -> Next:
    if submission.decision_id:
        url = url_for("recognition.show_decision", decision_id=submission.decision_id)
        return Next("Xem quyết định", "Danh sách này đã có quyết định.", url)
    if not current_viewer().may(Permission.RECORD_DECISION):
        return Next("Chờ cán bộ ghi quyết định đã ký", "Các bước đã xong.")
    url = url_for("recognition.decide_list", submission_id=submission.id)
    return Next("Ghi quyết định đã ký", "Các bước đã xong.", url)


def _page(submission: Submission, form: FinishForm) -> ResponseReturnValue:
    viewer = current_viewer()
    line = steps.steps_of(viewer, submission)
    shown: dict[str, Any] = {
        "submission": submission,
        "line": line,
        "current": steps.next_of(line),
        "next": next_of(submission, line),
        "until": _decide_by(submission, line),
        "removed": submissions.removed_from(viewer, submission.id),
        "count": len(steps.staged_cases(viewer, submission.id)),
        "decision": decisions.get(viewer, submission.decision_id) if submission.decision_id else None,
    }
    page = render_template("stages/show.html", form=form, papers=PAPERS, left=_left, **shown)
    return page, form.status


def _decide_by(submission: Submission, line: list[Step]) -> date | None:
    """Until when the decision is hoped for, once the request is on its way."""
    request = next((step.paper for step in line if step.kind is StageKind.REQUEST), None)
    if request is None or submission.decision_id:
        return None
    day = request.dated or request.done_at.astimezone(VIETNAM).date()
    return decide_by(day, steps.rules_of(submission.commune_id))


def _left(each: HamletStep) -> str:
    """The countdown of a list that still has to hang; empty otherwise."""
    return countdown(each.posting.last_on, today()) if _hangs_on(each) and each.posting else ""
