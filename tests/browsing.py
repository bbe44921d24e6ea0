"""A browser without JavaScript: signs in, follows forms with their tokens."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD
from webapp.models.user import User
from webapp.services import sessions

HTTPS = "https://localhost"


def csrf_of(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found, f"no form with a token on {response.request.path}"
    return found[1]


def sign_in(client: FlaskClient, user: User) -> None:
    """Give the browser the session that signing in gives: tests of the form itself fill it in."""
    with client.session_transaction(base_url=HTTPS) as session:
        session["_user_id"], session["_fresh"] = sessions.start(user), True
        session.permanent = True


def fill_in_sign_in(client: FlaskClient, user: User, password: str = PASSWORD) -> TestResponse:
    token = csrf_of(client.get("/dang-nhap", base_url=HTTPS))
    form = {"username": user.username, "password": password, "csrf_token": token}
    return client.post("/dang-nhap", data=form, base_url=HTTPS)


def get(client: FlaskClient, path: str, **options: Any) -> TestResponse:
    return client.get(path, base_url=HTTPS, **options)


def post(client: FlaskClient, path: str, form: dict[str, Any], page: str | None = None) -> TestResponse:
    """Post a form as a browser does: with the token of the page it stands on."""
    token = csrf_of(get(client, page or path))
    return client.post(path, data={"csrf_token": token, **form}, base_url=HTTPS)
