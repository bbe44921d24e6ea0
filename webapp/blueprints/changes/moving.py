"""A household goes elsewhere or is put away."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.changes.forms import ArchiveForm, MoveForm
from webapp.blueprints.changes.routes import bp, confirmed, household_of, sent
from webapp.models.household import Household
from webapp.services.access import Permission
from webapp.services.changes import affected, moving
from webapp.services.errors import Conflict
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/<uuid:household_id>/chuyen", methods=["GET", "POST"])
@requires(Permission.MOVE_HOUSEHOLDS)
def move(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form = _move_form(household)
    valid = form.validate_on_submit()
    if valid and confirmed():
        with form.catching_refusals(), transaction():
            said = _move(household, form)
        if not form.errors:
            flash(said)
            return redirect(url_for(".index"), 303)
    page = render_template(
        "changes/move.html", form=form, household=household, sent=sent(),
        previewing=valid and not form.errors,
        old=affected.affected(household), asked=moving.asked_for(household),
        keeps_helper=valid and moving.keeps_helper(household, form.hamlet_id.data or household.hamlet_id),
        chosen={each.value: each.label for each in form.hamlet_id.choices + form.commune_id.choices},
    )  # fmt: skip
    return page, form.status


def _move_form(household: Household) -> MoveForm:
    form, none = MoveForm(), SelectChoice("", "Chọn")
    hamlets = moving.destinations(current_viewer(), household)
    form.hamlet_id.choices = [none, *(SelectChoice(each.id, each.label) for each in hamlets)]
    communes = moving.other_communes(current_viewer())
    form.commune_id.choices = [
        none, *(SelectChoice(each.id, f"{each.name}, {each.province_name}") for each in communes)
    ]  # fmt: skip
    return form


def _move(household: Household, form: MoveForm) -> str:
    by = current_viewer()
    if form.hamlet_id.data:
        moving.move(by=by, household_id=household.id, hamlet_id=form.hamlet_id.data)
        return "Đã chuyển hộ. Trong 30 ngày có thể hoàn tác."
    moving.ask(by=by, household_id=household.id, commune_id=form.commune_id.data, note=form.note.data or "")
    return "Đã gửi nơi đến. Hộ vẫn ở đây cho tới khi cán bộ nơi đến nhận."


@bp.route("/<uuid:household_id>/cat", methods=["GET", "POST"])
@requires(Permission.CHANGE_HOUSEHOLDS)
def archive(household_id: UUID) -> ResponseReturnValue:
    household, form = household_of(household_id), ArchiveForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            moving.archive(by=current_viewer(), household_id=str(household_id), reason=form.reason.data)
        if not form.errors:
            flash("Đã cất hộ vào kho lưu. Có thể đưa trở lại bất cứ lúc nào.")
            return redirect(url_for(".index"), 303)
    page = render_template(
        "changes/archive.html", form=form, household=household, old=affected.affected(household)
    )
    return page, form.status


@bp.post("/<uuid:household_id>/dua-tro-lai")
@requires(Permission.CHANGE_HOUSEHOLDS)
def restore(household_id: UUID) -> ResponseReturnValue:
    try:
        with transaction():
            moving.restore(by=current_viewer(), household_id=str(household_id))
    except Conflict as error:
        flash(error.message, "error")
        return redirect(url_for(".index"), 303)
    flash("Đã đưa hộ trở lại danh sách.")
    return redirect(url_for("households.show", household_id=household_id), 303)
