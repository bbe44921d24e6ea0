"""The list of households' changes, and taking one back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.models.household import Household
from webapp.services import households
from webapp.services.access import Permission
from webapp.services.changes import listing, undoing
from webapp.services.errors import Conflict, Refused
from webapp.web.access import current_viewer, requires
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction

bp = Blueprint("changes", __name__, url_prefix="/ho")


def household_of(household_id: UUID) -> Household:
    return households.get(current_viewer(), str(household_id))


def sent() -> list[tuple[str, str]]:
    """What a preview was asked with, for its confirmation to send again."""
    return [
        (name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "lam")
    ]


def confirmed() -> bool:
    """Whether the button below a preview was pressed."""
    return "lam" in request.form


@bp.get("/thay-doi/")
@requires(Permission.CHANGE_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    return render_template(
        "changes/index.html",
        lines=listing.lines(viewer),
        arrivals=listing.arrivals(viewer),
        put_away=listing.put_away(viewer),
    )


@bp.post("/thay-doi/<uuid:change_id>/hoan-tac")
@requires(Permission.CHANGE_HOUSEHOLDS)
def undo(change_id: UUID) -> ResponseReturnValue:
    with telling_refusals(Conflict, Refused):
        with transaction():
            undoing.undo(by=current_viewer(), change_id=str(change_id))
        flash("Đã hoàn tác.")
    return redirect(url_for(".index"), 303)
