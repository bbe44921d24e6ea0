"""Ticking at the desk or at a door with network; phones send theirs to `/dong-bo`."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.services import checklist
from webapp.services.access import Permission
from webapp.web import household_page
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import wants_fragment
from webapp.web.redirects import local_path
from webapp.web.transaction import transaction

bp = Blueprint("checklist", __name__, url_prefix="/ho/<uuid:household_id>")


@bp.post("/ghi")
@requires(Permission.RECORD_CHECKLIST)
def record(household_id: UUID) -> ResponseReturnValue:
    people = request.form.getlist("person")
    with transaction():
        item = checklist.record(
            by=current_viewer(),
            household_id=str(household_id),
            item=request.form.get("item", ""),
            person_ids=people,
        )
    return _answer(household_id, f"Đã ghi: {item.title}", people, undo=item.slug)


@bp.post("/bo")
@requires(Permission.RECORD_CHECKLIST)
def undo(household_id: UUID) -> ResponseReturnValue:
    with transaction():
        item = checklist.undo(
            by=current_viewer(), household_id=str(household_id), item=request.form.get("item", "")
        )
    return _answer(household_id, f"Đã bỏ: {item.title}", request.form.getlist("person"), undo=None)


def _answer(household_id: UUID, said: str, people: list[str], undo: str | None) -> ResponseReturnValue:
    """The sheet again for htmx; without it, back to the page it came from."""
    if wants_fragment():
        return household_page.render_sheet(current_viewer(), str(household_id), people, said, undo)
    page = url_for("households.show", household_id=household_id, ai=people, vua_ghi=undo)
    back = local_path(request.form.get("ve"), page)
    if back != page:
        flash(said)
    return redirect(back, 303)
