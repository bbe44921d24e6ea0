"""Households that another commune sends: taken in, declined, or the question withdrawn."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.changes.forms import AcceptForm
from webapp.blueprints.changes.routes import bp
from webapp.services import communes
from webapp.services.access import Permission
from webapp.services.changes import listing, moving
from webapp.services.errors import NotFound
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/thay-doi/<uuid:arrival_id>/nhan", methods=["GET", "POST"])
@requires(Permission.MOVE_HOUSEHOLDS)
def accept(arrival_id: UUID) -> ResponseReturnValue:
    arrival = listing.arrival(current_viewer(), str(arrival_id))
    if arrival is None:
        raise NotFound
    form = AcceptForm()
    hamlets = communes.hamlets(current_viewer(), today())
    form.hamlet_id.choices = [
        SelectChoice("", "Chọn"), *(SelectChoice(each.id, each.label) for each in hamlets)
    ]  # fmt: skip
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            change = moving.accept(by=current_viewer(), change_id=str(arrival_id), **form.values())
        if not form.errors:
            flash("Đã nhận hộ. Trong 30 ngày có thể hoàn tác.")
            return redirect(url_for("households.show", household_id=change.into_id), 303)
    return render_template("changes/accept.html", form=form, arrival=arrival), form.status


@bp.post("/thay-doi/<uuid:arrival_id>/tu-choi")
@requires(Permission.MOVE_HOUSEHOLDS)
def decline(arrival_id: UUID) -> ResponseReturnValue:
    with transaction():
        moving.decline(by=current_viewer(), change_id=str(arrival_id))
    flash("Đã trả lời: không nhận hộ này.")
    return redirect(url_for(".index"), 303)


@bp.post("/thay-doi/<uuid:change_id>/rut")
@requires(Permission.MOVE_HOUSEHOLDS)
def withdraw(change_id: UUID) -> ResponseReturnValue:
    with transaction():
        moving.withdraw(by=current_viewer(), change_id=str(change_id))
    flash("Đã rút lại, hộ vẫn ở đây.")
    return redirect(url_for(".index"), 303)
