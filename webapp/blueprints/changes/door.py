"""New households from the door."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.changes.routes import bp
from webapp.services.access import Permission
from webapp.services.changes import door as new_households
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.get("/moi/")
@requires(Permission.CHANGE_HOUSEHOLDS)
def door() -> ResponseReturnValue:
    return render_template("changes/door.html", waiting=new_households.waiting(current_viewer()))


@bp.post("/moi/<uuid:household_id>/nhan")
@requires(Permission.CHANGE_HOUSEHOLDS)
def confirm(household_id: UUID) -> ResponseReturnValue:
    with transaction():
        home = new_households.confirm(by=current_viewer(), household_id=str(household_id))
    flash(f"Đã nhận nhà {home.head} vào danh sách hộ.")
    return redirect(url_for(".door"), 303)


@bp.post("/moi/<uuid:household_id>/tu-choi")
@requires(Permission.CHANGE_HOUSEHOLDS)
def refuse(household_id: UUID) -> ResponseReturnValue:
    with transaction():
        new_households.refuse(by=current_viewer(), household_id=str(household_id))
    flash("Đã không nhận hộ này. Các lần ghi vẫn còn ở cuối trang.")
    return redirect(url_for(".door"), 303)
