"""Merging two entries of one household: which other one, what it touches, the deed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.changes.forms import MergeForm
from webapp.blueprints.changes.routes import bp, household_of
from webapp.services import duplicates, household_lists
from webapp.services.access import Permission
from webapp.services.changes import merging
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.get("/<uuid:household_id>/gop")
@requires(Permission.CHANGE_HOUSEHOLDS)
def choose(household_id: UUID) -> ResponseReturnValue:
    household, words = household_of(household_id), request.args.get("tim", "")
    asked = household_lists.Chosen(household_lists.Lane.ALL, words=words)
    rows = household_lists.listing(current_viewer(), asked).rows[:20] if words else []
    return render_template(
        "changes/choose.html",
        household=household,
        words=words,
        rows=[row for row in rows if row.household.id != household.id],
        like=duplicates.like(current_viewer(), household),
    )


@bp.route("/<uuid:household_id>/gop/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_HOUSEHOLDS)
def merge(household_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """`household_id` ends in `other_id`."""
    preview = merging.preview(current_viewer(), str(household_id), str(other_id))
    form = MergeForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            merging.merge(
                by=current_viewer(),
                gone_id=str(household_id),
                stays_id=str(other_id),
                joined=form.joined.data or [],
            )
        if not form.errors:
            flash("Đã gộp hai hộ. Trong 30 ngày có thể hoàn tác.")
            return redirect(url_for("households.show", household_id=other_id), 303)
    return render_template(
        "changes/merge.html", form=form, preview=preview, household=preview.gone.household
    ), form.status
