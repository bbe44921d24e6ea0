"""Signing in and out, one's own account and password, and the printed slip that signs in once."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.blueprints.accounts.forms import ChangePasswordForm, FirstPasswordForm, SignInForm
from webapp.models.user import Role, User
from webapp.rules.events import is_uuid
from webapp.services import accounts, helped, phones, seats, sessions, sign_in, slips
from webapp.services.access import Permission
from webapp.services.errors import NotFound
from webapp.services.progress import today
from webapp.web import signing_in
from webapp.web.access import current_viewer, public, requires
from webapp.web.forms import Form
from webapp.web.headers import keep_nowhere
from webapp.web.redirects import local_path
from webapp.web.transaction import transaction

bp = Blueprint("accounts", __name__)

LANDING = {
    Role.MEMBER: "households.index",
    Role.LEADER: "households.index",
    Role.OFFICER: "recognition.index",
    Role.APPROVER: "recognition.index",
    Role.ADMIN: "admin.index",
    Role.PROVINCE: "figures.index",
}


bp.after_request(keep_nowhere)


@bp.route("/dang-nhap", methods=["GET", "POST"], endpoint="sign_in")
@public
def enter() -> ResponseReturnValue:
    form = SignInForm(ve=request.args.get("ve"))
    if form.validate_on_submit():
        with form.catching_refusals():
            user = sign_in.authenticate(form.username.data, form.password.data, request.remote_addr or "")
            return _enter_as(user, form.ve.data)
    return render_template("accounts/sign_in.html", form=form), form.status


@bp.route("/dang-xuat", methods=["GET", "POST"])
@public
def sign_out() -> ResponseReturnValue:
    """Ends this browser's session only. A notebook that emptied its store names its phone as `may`."""
    if request.method == "POST":
        device = request.form.get("may", "")
        if current_user.is_authenticated and is_uuid(device):
            with transaction():
                phones.leave(by=current_viewer(), device_id=device.lower())
        signing_in.end()
        flash("Đã thoát khỏi tài khoản trên máy này.")
        return redirect(url_for(".sign_in"), 303)
    return render_template("accounts/sign_out.html")


@bp.post("/dang-xuat/moi-may")
@requires(Permission.OWN_ACCOUNT)
def sign_out_everywhere() -> ResponseReturnValue:
    """For a phone or computer that is in other hands; what waits in a notebook can still be sent."""
    if Form().validate():
        with transaction():
            sessions.end_all(current_viewer().user_id)
        signing_in.end()
        flash("Đã thoát khỏi tài khoản trên mọi máy.")
        return redirect(url_for(".sign_in"), 303)
    return redirect(url_for(".show"), 303)


@bp.get("/tai-khoan/")
@requires(Permission.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    labels = seats.labels_by_user(current_user.commune_id or "", today())
    viewer = current_viewer()
    helps = viewer.may(Permission.RECORD_CHECKLIST)
    return render_template(
        "accounts/show.html",
        user=current_user,
        teams=labels.get(current_user.id, []),
        week=helped.this_week(viewer, today()) if helps else None,
        lost=phones.lost_lately(viewer),
    )


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    first = current_user.must_change_password
    form = FirstPasswordForm() if first else ChangePasswordForm()
    if form.validate_on_submit():
        with form.catching_refusals():
            if not first:
                sign_in.confirm_own(current_user, form.password.data)
            hashed = accounts.new_password_hash(form.new_password.data, current_user)
            with transaction():
                user = accounts.change_own_password(by=current_viewer(), password_hash=hashed)
            signing_in.start(user)
            flash("Đã đổi mật khẩu. Máy khác phải đăng nhập lại.")
            return redirect(_landing(user) if first else url_for(".show"), 303)
    return render_template("accounts/change_password.html", form=form, first=first), form.status


@bp.route("/dang-nhap/phieu/<token>", methods=["GET", "POST"])
@public
def slip(token: str) -> ResponseReturnValue:
    if request.method == "POST":
        try:
            with transaction():
                user = slips.redeem(token=token)
        except NotFound:
            return _dead_slip()
        return _enter_as(user, None)
    holder = slips.holder(token)
    return render_template("accounts/slip.html", holder=holder) if holder else _dead_slip()


def _dead_slip() -> ResponseReturnValue:
    """The same page for a used, expired, unknown or malformed slip."""
    return render_template("accounts/slip_dead.html"), 404


def _enter_as(user: User, following: str | None) -> ResponseReturnValue:
    signing_in.start(user)
    if user.must_change_password:
        return redirect(url_for(".change_password"), 303)
    return redirect(local_path(following, _landing(user)), 303)


def _landing(user: User) -> str:
    """Where a role's work begins; its own account where that part is not installed."""
    endpoint = LANDING[user.role]
    return url_for(endpoint if endpoint in current_app.view_functions else ".show")
