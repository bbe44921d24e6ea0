"""Text size, theme and commune: pages to choose them, and the same address with a choice sets the cookie."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.services import communes
from webapp.web.access import public
from webapp.web.display import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES
from webapp.web.redirects import local_path
from webapp.web.visitor_commune import COMMUNE_COOKIE, visitor_commune

bp = Blueprint("display", __name__)
YEAR = 31_536_000
FOLLOW_SYSTEM = "may"


@bp.get("/hien-thi")
@public
def show() -> ResponseReturnValue:
    back = local_path(request.args.get("ve"), request.path)
    size, theme = request.args.get(SIZE_COOKIE), request.args.get(THEME_COOKIE)
    if size is None and theme is None:
        return render_template("display/show.html", back=back, here=request.path)
    response = redirect(back, 303)
    if size in SIZES:
        _remember(response, SIZE_COOKIE, size)
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    elif theme == FOLLOW_SYSTEM:
        response.delete_cookie(THEME_COOKIE, secure=True, samesite="Lax")
    return response


@bp.get("/chon-xa")
@public
def choose_commune() -> ResponseReturnValue:
    """Where the visitor lives: `?xa=` chooses, and is remembered as on every page."""
    back = local_path(request.args.get("ve"), url_for("home.index"))
    code = request.args.get(COMMUNE_COOKIE)
    if code is not None and communes.find(code):
        return redirect(back, 303)
    return render_template(
        "display/commune.html", communes=communes.every(), chosen=visitor_commune(), back=back
    )


def _remember(response: Response, name: str, value: str) -> None:
    """Readable by the page's script, which changes the look without asking the server."""
    response.set_cookie(name, value, max_age=YEAR, secure=True, samesite="Lax")
