"""Each stage's paper, as PDF to print and as Word to go on writing in."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.services.access import Permission
from webapp.services.stages import meetings, postings
from webapp.web import stage_papers
from webapp.web.access import current_viewer, requires
from webapp.web.papers import send_paper

OF_LIST = {
    "tong-hop": stage_papers.opinion_summary,
    "to-trinh": stage_papers.request_paper,
    "quyet-dinh": stage_papers.draft_decision,
}


@bp.get("/cong-nhan/hop/<uuid:meeting_id>/bien-ban.<any(pdf, docx):kind>")
@requires(Permission.READ_RECOGNITIONS)
def print_minutes(meeting_id: UUID, kind: str) -> ResponseReturnValue:
    viewer = current_viewer()
    meeting = meetings.get(viewer, str(meeting_id))
    return send_paper(stage_papers.minutes(viewer, meeting), kind, "bien-ban-hop")


@bp.get("/cong-nhan/niem-yet/<uuid:posting_id>/danh-sach.<any(pdf, docx):kind>")
@requires(Permission.READ_RECOGNITIONS)
def print_posted(posting_id: UUID, kind: str) -> ResponseReturnValue:
    viewer = current_viewer()
    posting = postings.get(viewer, str(posting_id))
    return send_paper(stage_papers.posted_list(viewer, posting), kind, "danh-sach-niem-yet")


@bp.get(
    '/cong-nhan/cac-buoc/<uuid:submission_id>/<any("tong-hop", "to-trinh", "quyet-dinh"):name>'
    ".<any(pdf, docx):kind>"
)
@requires(Permission.READ_RECOGNITIONS)
def print_paper(submission_id: UUID, name: str, kind: str) -> ResponseReturnValue:
    return send_paper(OF_LIST[name](current_viewer(), str(submission_id)), kind, name)
