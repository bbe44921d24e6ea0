"""Teams: who sits in them, how far they are, a member reset face to face."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.teams.forms import JoinForm
from webapp.models.user import User
from webapp.services import accounts, assignment, passwords, teams, waiting
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.transaction import transaction

bp = Blueprint("teams", __name__, url_prefix="/to")


@bp.get("/")
@requires(Permission.READ_TEAM)
def index() -> ResponseReturnValue:
    rows = teams.listing(current_viewer(), today())
    if len(rows) == 1:
        return redirect(url_for(".show", team_id=rows[0].team.id), 303)
    return render_template("teams/index.html", rows=rows, waiting=_waiting())


@bp.get("/<uuid:team_id>/")
@requires(Permission.READ_TEAM)
def show(team_id: UUID) -> ResponseReturnValue:
    return _page(str(team_id), JoinForm())


@bp.post("/<uuid:team_id>/them")
@requires(Permission.MANAGE_TEAMS)
def join(team_id: UUID) -> ResponseReturnValue:
    form = JoinForm()
    row = teams.show(current_viewer(), str(team_id), today())
    form.offer(teams.candidates(current_viewer(), row))
    if form.validate():
        with form.catching_refusals(), transaction():
            teams.add_member(
                by=current_viewer(), team_id=row.team.id, user_id=form.user_id.data, today=today()
            )
        if not form.errors:
            flash("Đã thêm người vào tổ.")
            return redirect(url_for(".show", team_id=team_id), 303)
    return _page(str(team_id), form)


@bp.route("/<uuid:team_id>/roi/<uuid:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAMS)
def leave(team_id: UUID, user_id: UUID) -> ResponseReturnValue:
    row = teams.show(current_viewer(), str(team_id), today())
    user = accounts.get(current_viewer(), str(user_id))
    form = PressForm()
    if form.validate_on_submit():
        with transaction():
            teams.remove_member(by=current_viewer(), team_id=row.team.id, user_id=user.id, today=today())
        flash("Đã cho rời tổ.")
        return redirect(url_for(".show", team_id=team_id), 303)
    member = next((each for each in row.members if each.user.id == user.id), None)
    return render_template("teams/leave.html", row=row, user=user, member=member, form=form)


@bp.route("/nguoi/<uuid:user_id>/dat-lai", methods=["GET", "POST"])
@requires(Permission.RESET_MEMBER)
def reset(user_id: UUID) -> ResponseReturnValue:
    user = _resettable(user_id)
    form = PressForm()
    if form.validate_on_submit():
        said = passwords.one_time()
        hashed = passwords.hash_password(said)
        with transaction():
            accounts.reset(by=current_viewer(), user=_resettable(user_id), password_hash=hashed)
        return _said_once(user, said)
    return render_template("teams/reset.html", user=user, form=form)


def _resettable(user_id: UUID) -> User:
    return accounts.resettable(current_viewer(), str(user_id), today())


def _said_once(user: User, said: str) -> Response:
    """The one-time password stands on this answer alone: not in the session's cookie, so no redirect."""
    response = make_response(render_template("teams/said.html", user=user, said=said))
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _page(team_id: str, form: JoinForm) -> ResponseReturnValue:
    viewer = current_viewer()
    row = teams.show(viewer, team_id, today())
    if viewer.may(Permission.MANAGE_TEAMS):
        form.offer(teams.candidates(viewer, row))
    left = assignment.left_behind(viewer, team_id) if viewer.may(Permission.ASSIGN_HOUSEHOLDS) else 0
    return render_template("teams/show.html", row=row, form=form, waiting=_waiting(), left=left), form.status


def _waiting() -> int:
    """How many things wait for this viewer's choice."""
    viewer = current_viewer()
    return waiting.count(viewer) if viewer.may(Permission.SETTLE_EVENTS) else 0
