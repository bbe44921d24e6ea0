"""The commune's accounts: list, add, change, disable, and the slips that let people sign in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.users.forms import WHOLE_COMMUNE, AccountForm, NewAccountForm
from webapp.models.user import Role, User
from webapp.services import accounts, communes, seats
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.fragments import render
from webapp.web.transaction import transaction

bp = Blueprint("users", __name__, url_prefix="/quan-tri/tai-khoan")


@bp.get("/")
@requires(Permission.PRINT_SLIP)
def index() -> ResponseReturnValue:
    viewer, asked = current_viewer(), request.args
    handled = accounts.HANDLED_BY[viewer.role]
    role = next((each for each in handled if each.value == asked.get("vai")), None)
    return render(
        "users/index.html",
        "users/_list.html",
        rows=accounts.listing(viewer, asked.get("tim", ""), role, today()),
        words=asked.get("tim", ""),
        role=role,
        roles=[each for each in Role if each in handled],
    )


@bp.route("/them", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    form = NewAccountForm(role=Role.MEMBER.value)
    form.offer(communes.hamlets(current_viewer(), today()))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            user = _add(form)
        if not form.errors:
            flash(f"Đã thêm {user.display_name}. In phiếu để người ấy đăng nhập lần đầu.")
            return redirect(url_for(".slips", chon=user.id), 303)
    return render_template("users/new.html", form=form), form.status


@bp.route("/<uuid:user_id>/sua", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def edit(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    sits_in = seats.hamlets_of(user, today())
    chosen = [hamlet or WHOLE_COMMUNE for hamlet in sits_in]
    form = AccountForm(name=user.display_name, role=user.role.value, seats=chosen)
    form.offer(communes.hamlets(current_viewer(), today()))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            _edit(user_id, form)
        if not form.errors:
            flash("Đã lưu tài khoản.")
            return redirect(url_for(".index"), 303)
    own = user.id == current_viewer().user_id
    return render_template("users/edit.html", form=form, user=user, own=own), form.status


@bp.route("/<uuid:user_id>/khoa", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def disable(user_id: UUID) -> ResponseReturnValue:
    form = PressForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            accounts.set_active(by=current_viewer(), user=_user(user_id), active=False)
        if not form.errors:
            flash("Đã khóa. Tài khoản này thoát khỏi mọi máy.")
            return redirect(url_for(".index"), 303)
    return render_template("users/disable.html", user=_user(user_id), form=form), form.status


@bp.post("/<uuid:user_id>/mo")
@requires(Permission.MANAGE_ACCOUNTS)
def enable(user_id: UUID) -> ResponseReturnValue:
    with transaction():
        accounts.set_active(by=current_viewer(), user=_user(user_id), active=True)
    flash("Đã mở khóa. In phiếu nếu người ấy quên mật khẩu.")
    return redirect(url_for(".edit", user_id=user_id), 303)


def _user(user_id: UUID) -> User:
    return accounts.get(current_viewer(), str(user_id))


def _add(form: NewAccountForm) -> User:
    viewer = current_viewer()
    return accounts.add(
        by=viewer,
        commune=communes.get(viewer.commune_id),
        role=Role(form.role.data),
        name=form.name.data,
        today=today(),
        hamlet_ids=form.hamlet_ids(),
        username=form.username.data,
    )


def _edit(user_id: UUID, form: AccountForm) -> None:
    accounts.edit(
        by=current_viewer(),
        user_id=str(user_id),
        name=form.name.data,
        role=Role(form.role.data),
        hamlet_ids=form.hamlet_ids(),
        today=today(),
    )
