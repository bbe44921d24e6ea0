"""Households: the list, one household, its people, a visit."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.households.forms import (
    AssignForm,
    EditHouseholdForm,
    NewHouseholdForm,
    NewPersonForm,
    PersonForm,
    VisitForm,
)
from webapp.models.household import AgeBand, Household
from webapp.rules.events import is_uuid
from webapp.rules.phones import normalize_phone
from webapp.services import (
    checklist,
    communes,
    consents,
    household_lists,
    households,
    priority,
    proposal_reviews,
    seats,
    spot_checks,
)
from webapp.services.access import Permission
from webapp.services.household_lists import Chosen, Lane, Mark
from webapp.services.progress import today
from webapp.web import household_page, household_sheet
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import render
from webapp.web.transaction import transaction

bp = Blueprint("households", __name__, url_prefix="/ho")


@bp.get("/")
@requires(Permission.READ_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    viewer, chosen = current_viewer(), _chosen()
    return render(
        "households/index.html",
        "households/_list.html",
        listing=household_lists.listing(viewer, chosen, request.args.get("trang", 1, type=int)),
        lane=chosen.lane,
        lanes=_lanes(),
        mark=chosen.mark,
        marks=list(Mark),
        words=chosen.words,
        hamlet_id=request.args.get("thon", ""),
        hamlets=communes.hamlets(viewer, today()),
        to_ask=spot_checks.count_mine(viewer),
        came_back=_came_back(),
    )


def _came_back() -> int:
    """Returned proposals that the viewer is to mend; who reviews them sent them back himself."""
    viewer = current_viewer()
    mends = viewer.may(Permission.PROPOSE) and not viewer.may(Permission.REVIEW_PROPOSALS)
    return proposal_reviews.count_returned(viewer) if mends else 0


@bp.get("/phieu.pdf")
@requires(Permission.READ_HOUSEHOLDS)
def sheet() -> ResponseReturnValue:
    """The page of the list that is being looked at, on paper."""
    asked = request.args
    listing = household_lists.listing(current_viewer(), _chosen(), asked.get("trang", 1, type=int))
    rows = household_sheet.printable(listing.rows)
    if not rows:
        flash("Không có hộ nào trong danh sách này để in.", "warning")
        return redirect(url_for(".index", loc=asked.get("loc")), 303)
    content = io.BytesIO(household_sheet.pdf_of(current_viewer(), rows))
    return send_file(content, mimetype="application/pdf", download_name="phieu-theo-doi-ho.pdf", max_age=0)


@bp.get("/<uuid:household_id>/")
@requires(Permission.READ_HOUSEHOLDS)
def show(household_id: UUID) -> ResponseReturnValue:
    return household_page.render_page(
        current_viewer(), str(household_id), request.args.getlist("ai"), request.args.get("vua_ghi")
    )


@bp.route("/them", methods=["GET", "POST"])
@requires(Permission.EDIT_HOUSEHOLDS)
def new() -> ResponseReturnValue:
    form = NewHouseholdForm()
    shown = (SelectChoice(each.id, each.label) for each in communes.hamlets(current_viewer(), today()))
    form.hamlet_id.choices = [SelectChoice("", "Chọn"), *shown]
    if form.validate_on_submit():
        values = form.values()
        with form.catching_refusals(), transaction():
            household = households.add(by=current_viewer(), **values)
        if not form.errors:
            return redirect(url_for(".show", household_id=household.id), 303)
    return render_template("households/new.html", form=form), form.status


@bp.route("/<uuid:household_id>/sua", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def edit(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form = EditHouseholdForm(obj=household)
    if households.named_as_head(household) is None:
        del form.along
    if form.validate_on_submit():
        values = form.values()
        flags = {name: values.pop(name) for name in priority.SETTABLE}
        values["phone"] = normalize_phone(values["phone"] or "")
        with form.catching_refusals(), transaction():
            _save(household_of(household_id), values, flags, along=values.pop("along", False))
        if not form.errors:
            return back_to_household(household_id, "Đã lưu")
    return render_template("households/edit.html", form=form, household=household), form.status


@bp.route("/<uuid:household_id>/nguoi", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def add_person(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form = NewPersonForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            _add_person(household_of(household_id), form)
        if not form.errors:
            return back_to_household(household_id, "Đã thêm người trong nhà")
    return render_template("households/person.html", form=form, household=household, person=None), form.status


@bp.route("/<uuid:household_id>/nguoi/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def edit_person(household_id: UUID, person_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    person = households.person(household, str(person_id))
    form = PersonForm(obj=person)
    if form.validate_on_submit():
        year = form.birth_year.data
        values = {"name": form.name.data, "birth_year": str(year) if year else None}
        with form.catching_refusals(), transaction():
            households.edit(
                by=current_viewer(),
                household=household_of(household_id),
                values=values,
                person_id=str(person_id),
            )
        if not form.errors:
            return back_to_household(household_id, "Đã lưu")
    return render_template(
        "households/person.html", form=form, household=household, person=person
    ), form.status


@bp.route("/<uuid:household_id>/lan-huong-dan", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def visit(household_id: UUID) -> ResponseReturnValue:
    form = VisitForm()
    sheet = checklist.sheet(current_viewer(), str(household_id))
    me = SelectChoice("", "Tôi")
    others = (each for each in seats.helpers_of(sheet.household) if each.id != current_viewer().user_id)
    form.helper_id.choices = [me, *(SelectChoice(each.id, each.display_name) for each in others)]
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            checklist.visit(
                by=current_viewer(),
                household_id=str(household_id),
                result=form.result.data,
                next_on=form.next_on.data,
                note=form.note.data or "",
                helper_id=form.helper_id.data or None,
            )
        if not form.errors:
            return back_to_household(household_id, "Đã lưu lần hướng dẫn")
    page = render_template(
        "households/visit.html", form=form, sheet=sheet, household=sheet.household, today=today()
    )
    return page, form.status


@bp.route("/<uuid:household_id>/phu-trach", methods=["GET", "POST"])
@requires(Permission.ASSIGN_HOUSEHOLDS)
def assign(household_id: UUID) -> ResponseReturnValue:
    household = household_of(household_id)
    form = AssignForm(user_id=household.assigned_to or "")
    shown = (SelectChoice(user.id, user.display_name) for user in seats.helpers_of(household))
    form.user_id.choices = [SelectChoice("", "Chưa giao cho ai"), *shown]
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            households.assign(
                by=current_viewer(), household=household_of(household_id), user_id=form.user_id.data or None
            )
        if not form.errors:
            return back_to_household(household_id, "Đã giao hộ")
    return render_template("households/assign.html", form=form, household=household), form.status


def _chosen() -> Chosen:
    """What the address of a list asks for; what can't be read is left aside."""
    asked = request.args
    mark, hamlet = asked.get("nhan"), asked.get("thon")
    return Chosen(
        _lane(asked.get("loc")),
        Mark(mark) if mark in set(Mark) else None,
        asked.get("tim", ""),
        hamlet.lower() if hamlet and is_uuid(hamlet) else None,
    )


def _save(household: Household, values: dict[str, Any], flags: dict[str, bool], *, along: bool) -> None:
    """`along`: whoever bears the head's name is named as the head from now on."""
    consents.may_keep_phone(household, values["phone"])
    same = households.named_as_head(household) if along else None
    households.edit(by=current_viewer(), household=household, values=values)
    if same is not None:
        name = {"name": values["head"]}
        households.edit(by=current_viewer(), household=household, values=name, person_id=same.id)
    priority.set_flags(by=current_viewer(), household=household, values=flags)


def household_of(household_id: UUID) -> Household:
    return households.get(current_viewer(), str(household_id))


def back_to_household(household_id: UUID, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".show", household_id=household_id), 303)


def _add_person(household: Household, form: NewPersonForm) -> None:
    if form.name.data:
        households.add_person(
            by=current_viewer(), household=household, name=form.name.data, birth_year=form.birth_year.data
        )
    else:
        households.add_unnamed(by=current_viewer(), household=household, band=AgeBand(form.band.data))


def _lanes() -> list[tuple[Lane, str]]:
    lanes = [
        (Lane.UNDONE, "Chưa đủ tiêu chí"),
        (Lane.NEVER_MET, "Chưa đến"),
        (Lane.ELIGIBLE, "Đủ tiêu chí"),
        (Lane.ALL, "Tất cả"),
    ]
    if household_lists.has_own(current_viewer()):
        lanes.insert(0, (Lane.MINE, "Hộ của tôi"))
    return lanes


def _lane(asked: str | None) -> Lane:
    if asked in set(Lane):
        return Lane(asked)
    return _lanes()[0][0]
