"""Signed-in browsers: a signed cookie carries a random token, the database knows whom it stands for.

A second cookie tells the field notebook, without a network, which account this browser was signed in with
last, so that it opens that account's own store. It holds the account's id, opens nothing, and goes with
signing out; it outlives the session, whose end must not hide the work that waits in the phone.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import login_user, logout_user

from webapp.extensions import login
from webapp.models.user import User
from webapp.services import sessions

WHOSE_COOKIE = "so-tay"
SIGNS_OUT = ("accounts.sign_out", "accounts.sign_out_everywhere")
YEAR = 31_536_000


def install(app: Flask) -> None:
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=12)
    login.session_protection = None
    login.user_loader(_load)
    app.session_interface = Sessions()
    app.after_request(_no_store_when_signed_in)


def start(user: User) -> None:
    """Sign this browser in under a new token; whatever the old session held is dropped and worthless."""
    end()
    session.permanent = True
    token = sessions.start(user)
    user.session_token = token
    login_user(user)


def end() -> None:
    """Sign this browser out; its token is worthless from now on."""
    token = session.get("_user_id")
    if token:
        sessions.end(token)
    logout_user()
    session.clear()


class Sessions(SecureCookieSessionInterface):
    """The session's cookie, and after it the notebook's."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        user = g.get("_login_user")
        if request.endpoint in SIGNS_OUT and request.method == "POST":
            response.delete_cookie(WHOSE_COOKIE, secure=True, samesite="Lax")
        elif isinstance(user, User) and request.cookies.get(WHOSE_COOKIE) != user.id:
            response.set_cookie(WHOSE_COOKIE, user.id, max_age=YEAR, secure=True, samesite="Lax")


def _load(token: str) -> User | None:
    user = sessions.user_of(token)
    if user is not None:
        user.session_token = token
    return user


def _no_store_when_signed_in(response: Response) -> Response:
    if "_user_id" in session and not response.headers.get("Cache-Control"):
        response.headers["Cache-Control"] = "no-store, private"
    return response
