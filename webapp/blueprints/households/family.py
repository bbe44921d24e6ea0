"""What a family says about its data, and who helps it for good."""

from __future__ import annotations

import io
from uuid import UUID

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.households.forms import ConsentForm, HelperForm
from webapp.blueprints.households.routes import back_to_household, bp, household_of
from webapp.models.consent import ConsentPurpose, ConsentWay
from webapp.rules.notices import CURRENT
from webapp.services import consents, first_refusals, households, seats, standing_helpers
from webapp.services.access import Permission
from webapp.web import consent_paper
from webapp.web.access import current_viewer, requires
from webapp.web.forms import Form
from webapp.web.transaction import transaction


@bp.route("/<uuid:household_id>/dong-y", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def consent(household_id: UUID) -> ResponseReturnValue:
    """Nothing is ticked beforehand but what the family agreed to already, so that it can take that back."""
    household = household_of(household_id)
    form = ConsentForm(purpose=[each.value for each in consents.given(household)])
    form.offer(person.name for person in households.people(household) if person.name)
    if form.validate_on_submit():
        said = consents.Said(form.agreed, ConsentWay(form.way.data), form.said_by.data or None)
        with form.catching_refusals(), transaction():
            gone = first_refusals.hear(by=current_viewer(), household=household_of(household_id), said=said)
        if not form.errors:
            erased = f". Đã xóa {gone.words}." if gone.words else ""
            return back_to_household(household_id, f"Đã lưu ý kiến của gia đình{erased}")
    page = render_template(
        "households/consent.html",
        household=household,
        form=form,
        notice=CURRENT,
        purposes=list(ConsentPurpose),
        answers=consents.answers(household),
        refuses=bool(consents.declining({household.id})),
        at_stake=first_refusals.at_stake(household),
    )
    return page, form.status


@bp.get("/<uuid:household_id>/dong-y.pdf")
@requires(Permission.RECORD_CHECKLIST)
def consent_sheet(household_id: UUID) -> ResponseReturnValue:
    """The notice with boxes to tick and a line to sign, one family's name filled in."""
    content = io.BytesIO(consent_paper.pdf_of(current_viewer(), [household_of(household_id)]))
    return send_file(content, mimetype="application/pdf", download_name="phieu-y-kien.pdf", max_age=0)


@bp.get("/y-kien.pdf")
@requires(Permission.RECORD_CHECKLIST)
def blank_consent_sheet() -> ResponseReturnValue:
    """The same sheet without a name, for copying."""
    content = io.BytesIO(consent_paper.pdf_of(current_viewer(), []))
    return send_file(content, mimetype="application/pdf", download_name="phieu-y-kien.pdf", max_age=0)


@bp.get("/y-kien/")
@requires(Permission.EDIT_HOUSEHOLDS)
def consent_totals() -> ResponseReturnValue:
    """How many families were asked, and what they said; each number leads to its list."""
    return render_template(
        "households/consents.html", totals=consents.totals(current_viewer()), purposes=list(ConsentPurpose)
    )


@bp.route("/<uuid:household_id>/nguoi-giup", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def helper(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form = HelperForm(user_id=household.standing_helper_id or "", name=household.standing_helper)
    shown = (SelectChoice(user.id, user.display_name) for user in seats.neighbours_of(household))
    form.user_id.choices = [SelectChoice("", "Không, người nhà giúp"), *shown]
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            standing_helpers.appoint(
                by=current_viewer(), household=household_of(household_id), user_id=form.user_id.data,
                name=form.name.data,
            )  # fmt: skip
        if not form.errors:
            return back_to_household(household_id, "Đã ghi người giúp cố định")
    page = render_template(
        "households/helper.html", form=form, household=household, helper=standing_helpers.of(household)
    )
    return page, form.status


@bp.post("/<uuid:household_id>/thoi-giup")
@requires(Permission.RECORD_CHECKLIST)
def end_help(household_id: UUID) -> ResponseReturnValue:
    if Form().validate():
        with transaction():
            standing_helpers.end(by=current_viewer(), household=household_of(household_id))
    return back_to_household(household_id, "Nhà này không còn người giúp cố định")
