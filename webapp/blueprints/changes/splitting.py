"""Some people of a household found one of their own."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.changes.forms import SplitForm
from webapp.blueprints.changes.routes import bp, confirmed, household_of, sent
from webapp.models.household import Household
from webapp.services import communes, households
from webapp.services.access import Permission
from webapp.services.changes import splitting
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.labels import label
from webapp.web.transaction import transaction


@bp.route("/<uuid:household_id>/tach", methods=["GET", "POST"])
@requires(Permission.CHANGE_HOUSEHOLDS)
def split(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form, preview = _form(household), None
    if form.validate_on_submit():
        new = splitting.NewHome(
            tuple(form.person_ids.data), form.head_id.data, form.hamlet_id.data, form.address.data
        )
        with form.catching_refusals():
            if confirmed():
                with transaction():
                    change = splitting.split(by=current_viewer(), household_id=str(household_id), new=new)
            else:
                preview = splitting.preview(current_viewer(), str(household_id), new)
        if not form.errors and confirmed():
            flash("Đã tách hộ. Trong 30 ngày có thể hoàn tác.")
            return redirect(url_for("households.show", household_id=change.into_id), 303)
    page = render_template("changes/split.html", form=form, household=household, preview=preview, sent=sent())
    return page, form.status


def _form(household: Household) -> SplitForm:
    form, people = SplitForm(hamlet_id=household.hamlet_id), households.people(household)
    form.person_ids.choices = [
        SelectChoice(each.id, each.name or (label(each.band) if each.band else "Người khác trong nhà"))
        for each in people
    ]
    named = (SelectChoice(each.id, each.name) for each in people if each.name)
    form.head_id.choices = [SelectChoice("", "Chọn"), *named]
    form.hamlet_id.choices = [
        SelectChoice(each.id, each.label) for each in communes.hamlets(current_viewer(), today())
    ]
    return form
