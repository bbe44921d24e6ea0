"""Anyone checks a certificate: by its QR, or by typing its number and check code."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.verify.forms import VerifyForm
from webapp.rules.certificates import CertificateFields, fields_from_json
from webapp.services import certificate_checks, throttle
from webapp.services.certificate_checks import Standing
from webapp.web.access import public
from webapp.web.addresses import whole_url
from webapp.web.pdf.certificate_pictures import certificate_picture

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
    found = certificate_checks.check(token)
    if found is None:
        return private(render_template("verify/unknown.html"), 404)
    words = fields_from_json(found.paper.frozen)
    link = whole_url(url_for(".show", token=found.paper.token))
    valid = found.standing is Standing.VALID
    named = valid and certificate_checks.may_be_pictured(found.paper)
    page = render_template(
        "verify/show.html",
        paper=found.paper,
        standing=found.standing,
        newer=found.newer,
        words=words,
        link=link,
        share=_words_to_share(words, named=named) if valid else "",
        picture=whole_url(url_for(".picture", token=found.paper.token)) if named else "",
    )
    return private(page, 200)


@bp.get("/<token>/hinh.png")
@public
def picture(token: str) -> ResponseReturnValue:
    """The link's picture, where the family lets its name be public and the certificate is valid."""
    found = certificate_checks.check(token)
    if found is None or not certificate_checks.may_be_pictured(found.paper):
        return abort(404)
    host = urlsplit(whole_url("/")).netloc
    response = private("", 200)
    response.data = certificate_picture(fields_from_json(found.paper.frozen), host)
    response.content_type = "image/png"
    return response


def private(text: str, status: int) -> Response:
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _words_to_share(words: CertificateFields, *, named: bool) -> str:
    """One sentence for a message; the family is named only where it lets its name be public."""
    who = f"{words.prefix} {words.recipient}".strip() if named else f"Giấy số {words.number}"
    if not named:
        return f"{who}: {words.verb.lower()} “{words.honour}” năm {words.year}."
    return f"{who} {words.achieves} “{words.honour}” năm {words.year}."
