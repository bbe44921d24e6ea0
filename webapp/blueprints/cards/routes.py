"""A team's cards for the door: issued, printed and withdrawn by its leader."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.cards.forms import IssueForm
from webapp.services import member_cards
from webapp.services.access import Permission
from webapp.services.member_cards import Shown, usual_end
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.forms import PressForm
from webapp.web.pdf.cards import CardPage, render_cards
from webapp.web.transaction import transaction

bp = Blueprint("cards", __name__, url_prefix="/to/<uuid:team_id>/the")


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.MANAGE_CARDS)
def index(team_id: UUID) -> ResponseReturnValue:
    """Nobody is chosen beforehand; with `ca-to` those without a card are, or all where each has one."""
    team, holders = member_cards.holders(current_viewer(), str(team_id))
    without = [each.user.id for each in holders if each.card is None]
    chosen = (without or [each.user.id for each in holders]) if "ca-to" in request.args else []
    form = IssueForm(user_ids=chosen, valid_until=usual_end(today()))
    form.offer(holders)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            made = member_cards.issue(
                by=current_viewer(),
                team_id=str(team_id),
                user_ids=form.user_ids.data or [],
                valid_until=form.valid_until.data,
                loopback=current_app.config["SETTINGS"].base_url_is_loopback,
            )
        if not form.errors:
            flash(f"Đã cấp {len(made)} thẻ. In ra, dán ảnh rồi đưa cho tổ viên.")
            return redirect(url_for(".index", team_id=team_id), 303)
    return render_template("cards/index.html", team=team, holders=holders, form=form), form.status


@bp.get("/in.pdf")
@requires(Permission.MANAGE_CARDS)
def sheet(team_id: UUID) -> ResponseReturnValue:
    """The valid cards of the team, or those named by `the`."""
    asked = chosen_ids("the", request.args)
    cards = member_cards.printable(current_viewer(), str(team_id), asked)
    if not cards:
        flash("Chưa có thẻ nào còn hiệu lực để in.", "warning")
        return redirect(url_for(".index", team_id=team_id), 303)
    content = io.BytesIO(render_cards([_page(each) for each in cards]))
    return send_file(content, mimetype="application/pdf", download_name="the-to-vien.pdf", max_age=0)


@bp.route("/<uuid:card_id>/thu-hoi", methods=["GET", "POST"])
@requires(Permission.MANAGE_CARDS)
def withdraw(team_id: UUID, card_id: UUID) -> ResponseReturnValue:
    card, form = member_cards.get(current_viewer(), str(team_id), str(card_id)), PressForm()
    if form.validate_on_submit():
        with transaction():
            member_cards.withdraw(by=current_viewer(), team_id=str(team_id), card_id=str(card_id))
        flash("Đã thu hồi thẻ. Ai quét mã sẽ thấy thẻ không còn hiệu lực.")
        return redirect(url_for(".index", team_id=team_id), 303)
    return render_template("cards/withdraw.html", card=card, team_id=team_id, form=form)


def _page(shown: Shown) -> CardPage:
    site = current_app.config["SETTINGS"].base_url
    return CardPage(
        name=shown.card.name,
        team=shown.team,
        commune=f"{shown.commune.name}, {shown.commune.province_name}",
        url=f"{site}/xac-minh/to-vien/{shown.card.token}",
        site=f"{site.split('://')[-1]}/xac-minh/to-vien",
        code=shown.card.code,
        valid_until=shown.card.valid_until,
    )
