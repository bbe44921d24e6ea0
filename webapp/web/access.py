"""Who may call an endpoint: every view carries `@requires(...)` or `@public`, and one hook enforces it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.models.user import User
from webapp.services.access import Permission, Viewer, viewer_of
from webapp.services.progress import today

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
MARK = "__access__"


def requires(permission: Permission) -> Callable[[View], View]:
    """Only roles with this permission; a role's 403 is the same for any id."""

    def mark(view: View) -> View:
        setattr(view, MARK, permission)
        return view

    return mark


def public(view: View) -> View:
    """Anyone, signed in or not."""
    setattr(view, MARK, PUBLIC)
    return view


def access_of(endpoint: str) -> Permission | str | None:
    """The mark of an endpoint: a permission, PUBLIC, or None where it was forgotten."""
    if endpoint == "static":
        return PUBLIC
    return cast("Permission | str | None", getattr(current_app.view_functions[endpoint], MARK, None))


def current_viewer() -> Viewer:
    """The signed-in account as a viewer, once a request."""
    if "viewer" not in g:
        g.viewer = viewer_of(cast(User, current_user), today())
    return cast(Viewer, g.viewer)


def install(app: Flask) -> None:
    app.before_request(_enforce)
    app.jinja_env.globals["may"] = _may
    app.jinja_env.globals["Permission"] = Permission


def _may(permission: Permission) -> bool:
    return bool(current_user.is_authenticated) and current_viewer().may(permission)


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    mark = access_of(request.endpoint)
    if mark == PUBLIC:
        return None
    if mark is None:
        abort(500)
    if not current_user.is_authenticated:
        return _to_sign_in()
    if not current_viewer().may(Permission(mark)):
        abort(403)
    return _change_password_first()


def _to_sign_in() -> ResponseReturnValue:
    if request.headers.get("HX-Request") == "true":
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in")}
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", ve=following), 303)


def _change_password_first() -> ResponseReturnValue | None:
    if current_user.must_change_password and request.blueprint != "accounts":
        return redirect(url_for("accounts.change_password"), 303)
    return None
