"""Text size and theme: a page to choose them, and the same address with a choice in it sets the cookie."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.web.access import public
from webapp.web.display import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES
from webapp.web.redirects import local_path

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


def _remember(response: Response, name: str, value: str) -> None:
    """Readable by the page's script, which changes the look without asking the server."""
    response.set_cookie(name, value, max_age=YEAR, secure=True, samesite="Lax")
