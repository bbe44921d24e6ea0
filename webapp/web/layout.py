"""Which frame a shared page stands in: the phone's shell for the team, the desk for the commune's office."""

from __future__ import annotations

from flask import Flask, g, request, url_for
from flask_login import current_user

from webapp.models.user import Role

ON_THE_PHONE = {Role.MEMBER, Role.LEADER}


def at_desk() -> bool:
    """Whether the signed-in account works at a desk."""
    return bool(current_user.is_authenticated) and current_user.role not in ON_THE_PHONE


def layout() -> str:
    """The template that a page of both worlds extends."""
    return "desk.html" if at_desk() else "shell.html"


def frame() -> str:
    """The template that a lesson's page extends: the phone's shell, or what `stand_in` said."""
    return str(g.get("frame", "shell.html"))


def stand_in(template: str) -> None:
    """Lesson pages drawn for this request from here on stand in that template, as in an author's preview."""
    g.frame = template


def page_url(number: int) -> str:
    """This same address with another page number. Names that url_for itself understands are left out."""
    asked = {name: value for name, value in request.args.items() if not name.startswith("_")}
    known = request.view_args or {}
    return url_for(str(request.endpoint), **{**asked, **known, "trang": str(number)})


def install(app: Flask) -> None:
    app.jinja_env.globals.update(layout=layout, frame=frame, at_desk=at_desk, page_url=page_url)
