"""Each stage's paper, as PDF to print and as Word to go on writing in."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.stages.blueprint import bp
from webapp.rules.vietnamese import clean_text, parse_date
from webapp.services import submissions
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.services.stages import meetings, postings
from webapp.web import long_papers, stage_papers
from webapp.web.access import current_viewer, requires

TO_WRITE = "………………………………"
OF_LIST = {
    "tong-hop": stage_papers.opinion_summary,
    "to-trinh": stage_papers.request_paper,
    "quyet-dinh": stage_papers.draft_decision,
}


@bp.route("/cong-nhan/hop/<uuid:meeting_id>/bien-ban.<any(pdf, docx):kind>", methods=["GET", "POST"])
@requires(Permission.READ_RECOGNITIONS)
def print_minutes(meeting_id: UUID, kind: str) -> ResponseReturnValue:
    viewer = current_viewer()
    meeting = meetings.get(viewer, str(meeting_id))
    return long_papers.send(stage_papers.minutes(viewer, meeting), kind, "bien-ban-hop", jobs.tell)


@bp.route("/cong-nhan/niem-yet/<uuid:posting_id>/danh-sach.<any(pdf, docx):kind>", methods=["GET", "POST"])
@requires(Permission.READ_RECOGNITIONS)
def print_posted(posting_id: UUID, kind: str) -> ResponseReturnValue:
    viewer = current_viewer()
    posting = postings.get(viewer, str(posting_id))
    paper = stage_papers.posted_list(viewer, posting)
    return long_papers.send(paper, kind, "danh-sach-niem-yet", jobs.tell)


@bp.route(
    "/cong-nhan/cac-buoc/<uuid:submission_id>/niem-yet/<uuid:hamlet_id>/danh-sach.<any(pdf, docx):kind>",
    methods=["GET", "POST"],
)
@requires(Permission.READ_RECOGNITIONS)
def print_unposted(submission_id: UUID, hamlet_id: UUID, kind: str) -> ResponseReturnValue:
    """A list that is not recorded as hung yet, with the place and the first day that the address names."""
    viewer, day = current_viewer(), parse_date(request.args.get("ngay", ""))
    posting = postings.before(
        viewer, submissions.get(viewer, str(submission_id)), str(hamlet_id),
        clean_text(request.args.get("noi", "")) or TO_WRITE, day or today(),
    )  # fmt: skip
    paper = stage_papers.posted_list(viewer, posting)
    return long_papers.send(paper, kind, "danh-sach-niem-yet", jobs.tell)


@bp.route(
    '/cong-nhan/cac-buoc/<uuid:submission_id>/<any("tong-hop", "to-trinh", "quyet-dinh"):name>'
    ".<any(pdf, docx):kind>",
    methods=["GET", "POST"],
)
@requires(Permission.READ_RECOGNITIONS)
def print_paper(submission_id: UUID, name: str, kind: str) -> ResponseReturnValue:
    paper = OF_LIST[name](current_viewer(), str(submission_id))
    return long_papers.send(paper, kind, name, jobs.tell)
