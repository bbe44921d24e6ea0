"""Households that may be one, side by side."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.changes.routes import bp
from webapp.rules.events import is_uuid
from webapp.services import duplicates as alike
from webapp.services.access import Permission
from webapp.services.errors import NotFound
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

REASONS = {
    "name-same": "cùng tên",
    "name-variant": "tên viết khác cách",
    "name-typo": "tên lệch một chữ",
    "name-near": "tên gần giống",
    "marks": "tên khác dấu",
    "phone": "cùng số điện thoại",
    "born": "cùng năm sinh",
    "address": "cùng địa chỉ",
    "people": "trùng người trong nhà",
    "hamlet": "cùng thôn, tổ",
}


@bp.get("/trung/")
@requires(Permission.CHANGE_HOUSEHOLDS)
def duplicates() -> ResponseReturnValue:
    return render_template(
        "changes/duplicates.html", proposals=alike.proposals(current_viewer()), words=REASONS
    )


@bp.post("/trung/hai-ho")
@requires(Permission.CHANGE_HOUSEHOLDS)
def keep_apart() -> ResponseReturnValue:
    ids = request.form.get("household_id"), request.form.get("other_id")
    if not all(is_uuid(each) for each in ids):
        raise NotFound
    with transaction():
        alike.keep_apart(by=current_viewer(), household_id=str(ids[0]).lower(), other_id=str(ids[1]).lower())
    flash("Đã nhớ: đây là hai hộ khác nhau.")
    return redirect(url_for(".duplicates"), 303)
