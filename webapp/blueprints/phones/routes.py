"""Phones of a team: what waits on each, revoking a lost one, and a phone that several people share."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.blueprints.phones.forms import EnrolForm, PickNameForm, PinForm
from webapp.services import phones, sign_in, team_phones, teams
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web import signing_in
from webapp.web.access import current_viewer, public, requires
from webapp.web.forms import PressForm
from webapp.web.headers import keep_nowhere
from webapp.web.shared_phone import SHARED_PHONE, shared_phone_here
from webapp.web.transaction import transaction

bp = Blueprint("phones", __name__)
YEAR = 31_536_000

bp.after_request(keep_nowhere)


@bp.get("/to/may/")
@requires(Permission.MANAGE_PHONES)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    return render_template(
        "phones/index.html",
        phones=phones.listing(viewer),
        shared=team_phones.listing(viewer),
        here=shared_phone_here(),
    )


@bp.route("/to/may/<uuid:device_id>/<uuid:user_id>/thu-hoi", methods=["GET", "POST"])
@requires(Permission.MANAGE_PHONES)
def revoke(device_id: UUID, user_id: UUID) -> ResponseReturnValue:
    phone, form = phones.get(current_viewer(), str(device_id), str(user_id)), PressForm()
    if form.validate_on_submit():
        with transaction():
            phones.revoke(by=current_viewer(), device_id=str(device_id), user_id=str(user_id))
        flash("Đã thu hồi cả máy. Máy tự xóa dữ liệu khi có mạng lần tới.")
        return redirect(url_for(".index"), 303)
    together = phones.in_use_on(current_viewer(), str(device_id)) or [phone]
    others = phones.others_on(current_viewer(), str(device_id))
    return render_template("phones/revoke.html", phone=phone, together=together, others=others, form=form)


@bp.route("/to/may/dung-chung", methods=["GET", "POST"])
@requires(Permission.MANAGE_PHONES)
def enrol() -> ResponseReturnValue:
    form = EnrolForm()
    form.offer(teams.listing(current_viewer(), today()))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            token = team_phones.enrol(by=current_viewer(), **form.values())
        if not form.errors:
            flash("Máy này đã thành máy chung. Thoát ra để tổ viên chọn tên và gõ mã PIN.")
            response = redirect(url_for(".index"), 303)
            response.set_cookie(SHARED_PHONE, token, max_age=YEAR, secure=True, httponly=True, samesite="Lax")
            return response
    return render_template("phones/enrol.html", form=form), form.status


@bp.post("/to/may/dung-chung/<uuid:phone_id>/thu-hoi")
@requires(Permission.MANAGE_PHONES)
def revoke_shared(phone_id: UUID) -> ResponseReturnValue:
    with transaction():
        team_phones.revoke(by=current_viewer(), phone_id=str(phone_id))
    flash("Đã thôi dùng chung máy ấy. Không ai vào bằng mã PIN ở đó được nữa.")
    return redirect(url_for(".index"), 303)


@bp.route("/dang-nhap/chon-ten", methods=["GET", "POST"])
@public
def pick_name() -> ResponseReturnValue:
    """On a shared phone only: a name and six digits. Elsewhere it leads to the password."""
    phone = shared_phone_here()
    if phone is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = PickNameForm()
    form.offer(team_phones.names_on(phone, today()))
    if form.validate_on_submit():
        with form.catching_refusals():
            user = team_phones.enter(phone=phone, **form.values(), today=today())
            with transaction():
                team_phones.note_use(phone)
            signing_in.start(user)
            return redirect(url_for("households.index"), 303)
    return render_template("phones/pick_name.html", form=form, phone=phone), form.status


@bp.route("/tai-khoan/ma-pin", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def set_pin() -> ResponseReturnValue:
    form = PinForm()
    if form.validate_on_submit():
        with form.catching_refusals():
            sign_in.confirm_own(current_user, form.password.data)
            hashed = team_phones.pin_hash(form.pin.data)
            with transaction():
                team_phones.set_own_pin(by=current_viewer(), hashed=hashed)
            flash("Đã đặt mã PIN. Dùng được trên máy chung của tổ.")
            return redirect(url_for("accounts.show"), 303)
    has_one = team_phones.has_pin(current_viewer().user_id)
    return render_template("phones/set_pin.html", form=form, has_one=has_one), form.status
