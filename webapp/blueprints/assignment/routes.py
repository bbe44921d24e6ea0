"""A team's households given to its members: ticked by hand or by lane, or divided evenly after a preview."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.assignment.forms import TO_NOBODY, DivideForm, GiveForm
from webapp.rules.events import is_uuid
from webapp.services import assignment
from webapp.services.access import Permission
from webapp.services.assignment import Roster, Whose
from webapp.services.errors import Conflict, NotFound
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

bp = Blueprint("assignment", __name__, url_prefix="/to/<uuid:team_id>/giao")

PAGE = 100


@bp.get("/")
@requires(Permission.ASSIGN_HOUSEHOLDS)
def index(team_id: UUID) -> ResponseReturnValue:
    return _page(assignment.roster(current_viewer(), str(team_id)), None)


@bp.post("/")
@requires(Permission.ASSIGN_HOUSEHOLDS)
def give(team_id: UUID) -> ResponseReturnValue:
    """The ticked households (`ho`) to a member or to nobody; back to the same list."""
    roster, form = assignment.roster(current_viewer(), str(team_id)), GiveForm()
    form.offer(roster.members)
    asked = [each.lower() for each in request.form.getlist("ho")]
    if any(not is_uuid(each) for each in asked):
        raise NotFound
    if form.validate():
        to = None if form.user_id.data == TO_NOBODY else form.user_id.data
        with form.catching_refusals(), transaction():
            count = assignment.give(
                by=current_viewer(), team_id=str(team_id), household_ids=asked, user_id=to
            )
        if not form.errors:
            flash(f"Đã giao {count} hộ." if to else f"Đã bỏ giao {count} hộ.")
            return redirect(url_for(".index", team_id=team_id, **_filters()), 303)
    return _page(roster, form, frozenset(asked))


@bp.route("/deu", methods=["GET", "POST"])
@requires(Permission.ASSIGN_HOUSEHOLDS)
def divide(team_id: UUID) -> ResponseReturnValue:
    """GET shows how the households would be divided; POST carries out what was shown."""
    roster = assignment.roster(current_viewer(), str(team_id))
    form = DivideForm() if request.method == "POST" else _asked(roster)
    form.offer(roster.members, roster.ungiven, len(roster.homes))
    whose = Whose.ALL if form.whose.data == Whose.ALL else Whose.UNGIVEN
    chosen = form.user_ids.data or []
    if form.validate_on_submit():
        try:
            with form.catching_refusals(), transaction():
                count = assignment.give_evenly(
                    by=current_viewer(), team_id=str(team_id), whose=whose, user_ids=chosen,
                    key=form.key.data or "",
                )  # fmt: skip
        except Conflict as changed:
            form.form_errors.append(changed.message)
        if not form.errors:
            flash(f"Đã chia xong, {count} hộ đổi người phụ trách.")
            return redirect(url_for(".index", team_id=team_id, hien=Whose.ALL.value), 303)
    plan, settled = None, whose is Whose.UNGIVEN and bool(roster.homes) and not roster.ungiven
    if not settled:
        with form.catching_refusals():
            plan = assignment.even_plan(current_viewer(), str(team_id), whose, chosen)
    status = form.status if request.method == "POST" else 200
    return render_template(
        "assignment/divide.html", roster=roster, form=form, plan=plan, settled=settled
    ), status


def _asked(roster: Roster) -> DivideForm:
    """The form of a GET: what its address asks for, else everybody and what nobody has.

    To divide again what is given already is asked for, never proposed.
    """
    known = [load.user.id for load in roster.members]
    named = [each for each in request.args.getlist("user_ids") if each in known]
    whose = request.args.get("whose")
    return DivideForm(
        formdata=None,
        whose=whose if whose in (Whose.UNGIVEN, Whose.ALL) else Whose.UNGIVEN.value,
        user_ids=named or known,
    )


def _filters() -> dict[str, str]:
    asked = {name: request.values.get(name, "") for name in ("hien", "tim", "ngo")}
    return {name: value for name, value in asked.items() if value}


def _page(roster: Roster, form: GiveForm | None, ticked: frozenset[str] = frozenset()) -> ResponseReturnValue:
    if form is None:
        form = GiveForm(formdata=None)
        form.offer(roster.members)
    filters = _filters()
    whose = filters.get("hien") or (Whose.LEFT if roster.left else Whose.UNGIVEN)
    found = roster.chosen(whose, filters.get("tim", ""), filters.get("ngo", ""))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(request.args.get("trang", 1, type=int), 1), pages)
    return render_template(
        "assignment/index.html",
        roster=roster,
        form=form,
        whose=whose,
        words=filters.get("tim", ""),
        lane=filters.get("ngo", ""),
        found=len(found),
        homes=found[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=pages,
        ticked=ticked,
    ), form.status
