"""Anyone checks the card of a member at the door: by its QR, or by typing its code."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.verify.forms import CardForm
from webapp.blueprints.verify.routes import TOO_MANY, bp, private
from webapp.services import member_cards, throttle
from webapp.web.access import public

TYPED = throttle.Limit("member-card", most=20, minutes=15)
NOT_FOUND = "Không có thẻ nào mang mã này. Xem lại từng chữ trên thẻ rồi gõ lại."


@bp.route("/to-vien/", methods=["GET", "POST"])
@public
def members() -> ResponseReturnValue:
    form, status = CardForm(), 200
    if form.validate_on_submit():
        address = request.remote_addr or ""
        if not throttle.count(TYPED, address):
            form.form_errors.append(TOO_MANY)
            status = 429
        elif card := member_cards.by_code(form.code.data):
            throttle.take_back(TYPED, address)
            return redirect(url_for(".member", card_token=card.token), 303)
        else:
            form.form_errors.append(NOT_FOUND)
    return private(render_template("verify/members.html", form=form), max(status, form.status))


@bp.get("/to-vien/<card_token>")
@public
def member(card_token: str) -> ResponseReturnValue:
    """The same page, whatever is wrong with a token."""
    shown = member_cards.by_token(card_token)
    return private(render_template("verify/member.html", shown=shown), 200 if shown else 404)
