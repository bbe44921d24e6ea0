"""Many proposals at once into a list: "Đưa 24 hộ vào danh sách trình?" """

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition import waiting
from webapp.blueprints.recognition.blueprint import bp, seen
from webapp.blueprints.recognition.forms import NEW_LIST
from webapp.blueprints.recognition.reviewing import target_list
from webapp.services import criteria, proposal_reviews, submissions
from webapp.services.access import Permission, Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.proposal_reviews import Asked
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction


@bp.post("/danh-sach/dua-vao")
@requires(Permission.REVIEW_PROPOSALS)
def put_in_list() -> ResponseReturnValue:
    """Ticked rows post only their ids and get the question; answering it puts them into the list.

    Asked for everyone (of a hamlet), only those are ticked that nothing speaks against.
    """
    viewer, everyone, problem = current_viewer(), request.form.get("tat-ca") == "1", None
    ids = _everyone(viewer) if everyone else chosen_ids("recognition_ids")
    if not ids:
        flash("Không có hồ sơ nào chờ xét." if everyone else "Chọn ít nhất một hồ sơ.", "error")
        return redirect(url_for(".review"), 303)
    asked = proposal_reviews.before_listing(viewer, ids)
    title, answered = asked[0].recognition.title_id, "submission_id" in request.form
    if answered:
        try:
            with transaction():
                target = target_list(viewer, title)
                submissions.put(viewer, target, ids, request.form.get("again", ""), seen())
        except (Conflict, Refused) as error:
            problem = error.message
        else:
            flash(f"Đã đưa {len(ids)} hồ sơ vào danh sách trình.")
            return redirect(url_for(".show_list", submission_id=target), 303)
    page = render_template(
        "recognition/put.html",
        asked=asked,
        ticked=set(ids) if answered else _ticked(asked, everyone),
        problem=problem,
        lists=submissions.open_lists(viewer, title),
        next_name=submissions.next_name(viewer, title),
        new_list=NEW_LIST,
    )
    return page, 422 if problem else 200


def _ticked(asked: list[Asked], everyone: bool) -> set[str]:
    return {each.recognition.id for each in asked if (each.clear if everyone else each.ready)}


def _everyone(viewer: Viewer) -> list[str]:
    """All that wait outside a list, of the hamlet that the form names."""
    cases = submissions.waiting(viewer, criteria.default_title(viewer.commune_id).id)
    return waiting.free(waiting.in_hamlet(cases, request.form.get("thon", "")))
