"""Anyone checks a certificate: by its QR, or by typing its number and check code."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.verify.forms import VerifyForm
from webapp.rules.certificates import fields_from_json
from webapp.services import certificate_checks, throttle
from webapp.web.access import public

bp = Blueprint("verify", __name__, url_prefix="/xac-minh")

TYPED = throttle.Limit("verify", most=20, minutes=15)
NOT_FOUND = "Không có giấy nào mang số và mã này. Xem lại từng chữ trên giấy rồi gõ lại."
TOO_MANY = "Đã thử quá nhiều lần. Chờ 15 phút, hoặc quét mã QR."


@bp.route("/", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    form = VerifyForm()
    status = 200
    if form.validate_on_submit():
        address = request.remote_addr or ""
        if not throttle.count(TYPED, address):
            form.form_errors.append(TOO_MANY)
            status = 429
        elif paper := certificate_checks.by_number(form.number.data, form.code.data):
            throttle.forget(TYPED, address)
            return redirect(url_for(".show", token=paper.token), 303)
        else:
            form.form_errors.append(NOT_FOUND)
    return private(render_template("verify/index.html", form=form), max(status, form.status))


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """The same page, whatever is wrong with a token."""
    paper = certificate_checks.by_token(token)
    if paper is None:
        return private(render_template("verify/unknown.html"), 404)
    return private(
        render_template("verify/show.html", paper=paper, words=fields_from_json(paper.frozen)), 200
    )


def private(text: str, status: int) -> Response:
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
