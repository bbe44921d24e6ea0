"""Many proposals at once into a list: "Đưa 24 hộ vào danh sách trình?" """

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import bp, seen
from webapp.blueprints.recognition.forms import NEW_LIST
from webapp.blueprints.recognition.reviewing import target_list
from webapp.services import proposal_reviews, submissions
from webapp.services.access import Permission
from webapp.services.errors import Conflict, Refused
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction


@bp.post("/danh-sach/dua-vao")
@requires(Permission.REVIEW_PROPOSALS)
def put_in_list() -> ResponseReturnValue:
    """Ticked rows post only their ids and get the question; answering it puts them into the list."""
    viewer, ids, problem = current_viewer(), chosen_ids("recognition_ids"), None
    if not ids:
        flash("Chọn ít nhất một hồ sơ.", "error")
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
        ticked=set(ids) if answered else {each.recognition.id for each in asked if each.ready},
        problem=problem,
        lists=submissions.open_lists(viewer, title),
        next_name=submissions.next_name(viewer, title),
        new_list=NEW_LIST,
    )
    return page, 422 if problem else 200
