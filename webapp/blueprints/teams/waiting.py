"""What waits for a leader's choice: second sendings under a used id, and edits that compete."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.teams.routes import bp
from webapp.models.event import EventMark
from webapp.services import reviews, waiting
from webapp.services.access import Permission
from webapp.services.changes import door
from webapp.web.access import current_viewer, requires
from webapp.web.event_words import FIELDS, event_words, value_words
from webapp.web.transaction import transaction


@bp.get("/cho-xem/", endpoint="waiting")
@requires(Permission.SETTLE_EVENTS)
def show() -> ResponseReturnValue:
    return render_template(
        "teams/waiting.html",
        waiting=waiting.waiting(current_viewer()),
        event_words=event_words,
        value_words=value_words,
        fields=FIELDS,
        marks=EventMark,
        new_homes=door.waiting(current_viewer()),
    )


@bp.post("/cho-xem/lan-ghi/<uuid:twin_id>")
@requires(Permission.SETTLE_EVENTS)
def settle_twin(twin_id: UUID) -> ResponseReturnValue:
    """`choice` is `them` (the second counts too) or `bo` (the first alone stays)."""
    keeps_both = request.form.get("choice") == "them"
    settle = reviews.accept_twin if keeps_both else reviews.discard_twin
    with transaction():
        settle(by=current_viewer(), twin_id=str(twin_id))
    flash("Đã ghi cả hai lần." if keeps_both else "Đã bỏ lần gửi sau.")
    return redirect(url_for(".waiting"), 303)


@bp.post("/cho-xem/sua/<uuid:household_id>/<uuid:edit_id>")
@requires(Permission.SETTLE_EVENTS)
def choose_edit(household_id: UUID, edit_id: UUID) -> ResponseReturnValue:
    with transaction():
        reviews.choose_edit(by=current_viewer(), household_id=str(household_id), edit_id=str(edit_id))
    flash("Đã chọn lần sửa này.")
    return redirect(url_for(".waiting"), 303)


@bp.post("/cho-xem/giu/<uuid:household_id>/<uuid:subject_id>/<field>")
@requires(Permission.SETTLE_EVENTS)
def keep_value(household_id: UUID, subject_id: UUID, field: str) -> ResponseReturnValue:
    with transaction():
        reviews.keep_value(
            by=current_viewer(), household_id=str(household_id), subject_id=str(subject_id), field=field
        )
    flash("Đã giữ như cũ.")
    return redirect(url_for(".waiting"), 303)
