"""Before the decision: confirm what a relative proposed, put proposals into a submission list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.honours.routes import bp
from webapp.services import proposal_reviews, submissions, titles
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction


@bp.post("/<uuid:title_id>/danh-sach-trinh")
@requires(Permission.REVIEW_PROPOSALS)
def put_in_list(title_id: UUID) -> ResponseReturnValue:
    """Into the title's newest open list, or a new one; its page shows what comes before the decision."""
    viewer = current_viewer()
    title, chosen = titles.get(viewer, str(title_id)), chosen_ids("recognition_ids")
    if not chosen:
        flash("Chọn ít nhất một hồ sơ.", "error")
        return redirect(url_for(".show", title_id=title.id, muc="cho-duyet"), 303)
    if proposal_reviews.any_left_list(viewer, chosen):
        return redirect(url_for("recognition.put_in_list"), 307)
    with transaction():
        open_ones = submissions.open_lists(viewer, title.id)
        submission = (
            open_ones[0] if open_ones else submissions.open_list(viewer, title.name, title_id=title.id)
        )
        found = submissions.put(viewer, submission.id, chosen)
    flash(f"Đã đưa {len(found)} hồ sơ vào danh sách trình “{submission.name}”.")
    return redirect(url_for("recognition.show_list", submission_id=submission.id), 303)


@bp.post("/<uuid:title_id>/xac-nhan")
@requires(Permission.REVIEW_PROPOSALS)
def confirm_kin(title_id: UUID) -> ResponseReturnValue:
    """Somebody else stands behind what a relative may have proposed."""
    viewer = current_viewer()
    title, chosen = titles.get(viewer, str(title_id)), chosen_ids("recognition_ids")
    with transaction():
        found = proposal_reviews.confirm_kin(by=viewer, recognition_ids=chosen)
    flash(
        f"Đã xác nhận {len(found)} hồ sơ." if found else "Chọn ít nhất một hồ sơ.",
        "message" if found else "error",
    )
    return redirect(url_for(".show", title_id=title.id, muc="cho-duyet"), 303)
