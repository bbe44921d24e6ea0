"""Printing sign-in slips: first who and what it means, then the paper."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.users.routes import bp
from webapp.models.user import User
from webapp.rules.events import VIETNAM, is_uuid
from webapp.services import accounts, communes, slips
from webapp.services.access import Permission
from webapp.services.errors import NotFound
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.labels import label
from webapp.web.pdf.slips import SlipPage, render_slips
from webapp.web.transaction import transaction


@bp.route("/phieu", methods=["GET", "POST"], endpoint="slips")
@requires(Permission.PRINT_SLIP)
def print_slips() -> ResponseReturnValue:
    """The paper is the answer itself: its tokens are kept nowhere, so there is nothing to redirect to."""
    users, form = _chosen(), PressForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            made = slips.make_for(by=current_viewer(), user_ids=[user.id for user in users])
        if not form.errors:
            return _paper(made)
    return render_template("users/slips.html", users=users, form=form, most=slips.MOST_AT_ONCE), form.status


def _chosen() -> list[User]:
    """The accounts named in the request. Raises NotFound for a malformed or foreign id."""
    ids = request.values.getlist("chon")
    if not all(is_uuid(each) for each in ids):
        raise NotFound
    return list(accounts.some(current_viewer(), {each.lower() for each in ids}))


def _paper(made: Iterable[slips.Slip]) -> Response:
    commune = communes.get(current_viewer().commune_id).name
    base: str = current_app.config["SETTINGS"].base_url
    pages = [
        SlipPage(
            name=slip.user.display_name,
            username=slip.user.username,
            role=label(slip.user.role),
            commune=commune,
            url=base + url_for("accounts.slip", token=slip.token),
            valid_until=slip.expires_at.astimezone(VIETNAM).date(),
        )
        for slip in made
    ]
    response = Response(render_slips(pages), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="phieu-dang-nhap.pdf"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
