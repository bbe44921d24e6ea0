"""Signed-in browsers: a signed cookie carries a random token, the database knows whom it stands for."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, session
from flask_login import login_user, logout_user

from webapp.extensions import login
from webapp.models.user import User
from webapp.services import sessions


def install(app: Flask) -> None:
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=12)
    login.session_protection = None
    login.user_loader(_load)
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


def _load(token: str) -> User | None:
    user = sessions.user_of(token)
    if user is not None:
        user.session_token = token
    return user


def _no_store_when_signed_in(response: Response) -> Response:
    if "_user_id" in session and not response.headers.get("Cache-Control"):
        response.headers["Cache-Control"] = "no-store, private"
    return response
