"""Papers of a commendation: asking for it, and printing over the official blank."""

from __future__ import annotations

import io
from uuid import UUID

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.honours.routes import bp, cases_of
from webapp.models.recognition import Title
from webapp.services import communes, decisions, titles
from webapp.services.access import Permission
from webapp.web import long_papers, nomination_papers, overprinting
from webapp.web.access import current_viewer, requires
from webapp.web.papers import FORMATS

A_PILE = 100  # so many blanks are made while the clerk waits


@bp.route("/<uuid:title_id>/ho-so/<name>.<kind>", methods=["GET", "POST"])
@requires(Permission.READ_RECOGNITIONS)
def paper(title_id: UUID, name: str, kind: str) -> ResponseReturnValue:
    """The papers that ask for what waits now."""
    viewer, title = current_viewer(), _commendation(title_id)
    if name not in nomination_papers.PAPERS or kind not in FORMATS:
        abort(404)
    cases = cases_of(title, "cho-duyet")
    if not cases:
        flash("Chưa có hồ sơ nào chờ duyệt để lập giấy tờ.", "error")
        return redirect(url_for(".show", title_id=title.id), 303)
    commune = communes.get(viewer.commune_id)
    written = nomination_papers.paper_of(name, title, cases, commune, communes.settings_of(commune.id))
    return long_papers.send(written, kind, name, jobs.tell)


@bp.get("/<uuid:title_id>/phoi/<uuid:decision_id>.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
def overprint(title_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Words only, to be printed over the official blank of whoever commends; `phan` counts piles of 100."""
    viewer, title = current_viewer(), _commendation(title_id)
    decision, pile = decisions.get(viewer, str(decision_id)), request.args.get("phan", 1, type=int)
    cases = decisions.cases(viewer, decision.id)[max(0, pile - 1) * A_PILE : pile * A_PILE]
    if decision.title_id != title.id or not cases:
        abort(404)
    content = overprinting.pdf_of(title, decision, cases, communes.get(viewer.commune_id))
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="in-phoi.pdf", max_age=0)


def _commendation(title_id: UUID) -> Title:
    """A title of another kind has certificates instead of these papers."""
    title = titles.get(current_viewer(), str(title_id))
    if not title.nomination:
        abort(404)
    return title
