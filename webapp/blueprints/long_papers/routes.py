"""A long paper on its way: how far it is, and its file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue

from webapp.services import paper_runs
from webapp.services.access import Permission
from webapp.web import long_papers
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import render

bp = Blueprint("long_papers", __name__, url_prefix="/van-ban")

STOP_POLLING = 286


@bp.get("/<uuid:run_id>/")
@requires(Permission.READ_RECOGNITIONS)
def show(run_id: UUID) -> ResponseReturnValue:
    run = paper_runs.get(current_viewer(), str(run_id))
    over = run.ended_at is not None
    page = render(
        "long_papers/show.html",
        "long_papers/_run.html",
        run=run,
        address=run.arguments["address"],
        over=over,
    )
    if over and request.headers.get("HX-Trigger") == "van-ban":
        page.status_code = STOP_POLLING
    return page


@bp.get("/<uuid:run_id>/tep.pdf")
@requires(Permission.READ_RECOGNITIONS)
def download(run_id: UUID) -> ResponseReturnValue:
    run = paper_runs.get(current_viewer(), str(run_id))
    file = long_papers.made_file(run)
    if not run.file_name or not file.is_file():
        abort(404)
    return send_file(file, mimetype=long_papers.PDF, download_name=run.file_name, max_age=0)
