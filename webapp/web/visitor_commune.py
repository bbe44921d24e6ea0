"""Which commune a visitor without an account is of: the address says, else a cookie, else the only one."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_login import current_user

from webapp.models.commune import Commune
from webapp.services import communes

COMMUNE_COOKIE = "xa"
YEAR = 31_536_000


def visitor_commune() -> Commune | None:
    """By `?xa=<code>`, the account, the cookie, or as the only one served; None if nothing says."""
    if "visitor_commune" not in g:
        g.visitor_commune = _asked() or communes.only()
    found: Commune | None = g.visitor_commune
    return found


def install(app: Flask) -> None:
    app.after_request(_remember)
    app.jinja_env.globals["visitor_commune"] = visitor_commune


def _asked() -> Commune | None:
    own = current_user.commune_id if current_user.is_authenticated else None
    codes = (request.args.get(COMMUNE_COOKIE), own, request.cookies.get(COMMUNE_COOKIE))
    return next((found for code in codes if code and (found := communes.find(code))), None)


def _remember(response: Response) -> Response:
    code = request.args.get(COMMUNE_COOKIE)
    if code and code != request.cookies.get(COMMUNE_COOKIE) and communes.find(code):
        response.set_cookie(COMMUNE_COOKIE, code, max_age=YEAR, secure=True, samesite="Lax")
    return response
