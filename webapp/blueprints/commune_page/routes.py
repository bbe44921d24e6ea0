"""The public page of a commune, and what the desk hands it on with."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.sharing.links import qr_drawing
from webapp.models.commune import Commune
from webapp.rules.events import is_uuid
from webapp.services import communes, gallery
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, public, requires
from webapp.web.addresses import whole_url
from webapp.web.visitor_commune import visitor_commune

bp = Blueprint("commune_page", __name__)


@bp.get("/x/")
@public
def index() -> ResponseReturnValue:
    """The visitor's own commune, where it is known; else all of them to choose from."""
    own = visitor_commune()
    if own is not None:
        return redirect(url_for(".show", code=own.id), 302)
    return render_template("commune_page/index.html", communes=communes.every())


@bp.get("/x/<code>/")
@public
def show(code: str) -> ResponseReturnValue:
    """Kept by no cache and no browser: who takes the consent back is gone at the next look."""
    commune = communes.find(code) or abort(404)
    indexed = communes.settings_of(commune.id).public_page_indexed
    page = render_template(
        "commune_page/show.html",
        commune=commune,
        gallery=gallery.gallery(commune, _asked(), today()),
        words=request.args.get("tim", ""),
        hamlet_id=request.args.get("thon", ""),
        indexed=indexed,
    )
    return _unkept(page, indexed=indexed)


@bp.get("/cong-nhan/trang-cong-khai")
@requires(Permission.READ_RECOGNITIONS)
def share() -> ResponseReturnValue:
    """The address of the page, its code to print and words to send."""
    commune = communes.get(current_viewer().commune_id)
    link = _link(commune)
    return render_template(
        "commune_page/share.html",
        commune=commune,
        link=link,
        qr=qr_drawing(link),
        message=f"{commune.name} mời bà con xem các gia đình được công nhận: {link}",
        named=gallery.consenting(commune, today()),
    )


def _link(commune: Commune) -> str:
    return whole_url(url_for(".show", code=commune.id))


def _asked() -> gallery.Asked:
    """What can't be read is left aside."""
    asked = request.args
    hamlet = asked.get("thon", "")
    return gallery.Asked(
        asked.get("nam", ""),
        hamlet.lower() if is_uuid(hamlet) else None,
        asked.get("tim", "")[:100],
        asked.get("trang", 1, type=int),
    )


def _unkept(page: str, *, indexed: bool) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    if not indexed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
