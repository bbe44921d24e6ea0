"""`/so-tay/`: the field notebook's shell. It holds nobody's data and draws from the phone's own store."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.lessons import catalog
from webapp.web.access import public
from webapp.web.assets import MODULES, STATIC, static_url
from webapp.web.kept_pages import keep

bp = Blueprint("fieldbook", __name__, url_prefix="/so-tay")
ENTRY = f"{MODULES}main.js"
ELSEWHERE = {"main.js", "leaving.js"}
ICONS = (
    "alert-triangle", "arrow-back-up", "arrow-left", "arrow-right", "book-2", "calendar",
    "calendar-plus", "check", "circle-check", "clock", "cloud-off", "copy", "device-mobile", "download",
    "hand-stop", "heart-handshake", "home", "info-circle", "key", "lock", "logout", "map-pin",
    "message", "pencil", "phone", "plus", "refresh", "search", "send", "user", "users", "world",
)  # fmt: skip


@bp.get("/")
@public
def show() -> ResponseReturnValue:
    """The same for everyone, so that a phone may keep it: who looks is asked by its scripts."""
    items = {item.icon for item in catalog().items}
    return keep(
        render_template(
            "fieldbook/show.html",
            here=url_for(".show"),
            entry=static_url(ENTRY),
            modules=[static_url(path) for path in _modules()],
            icons=sorted(items | set(ICONS)),
        )
    )


def _modules() -> list[str]:
    """What the entry imports, named on the page so that a browser need not find one after another."""
    files = sorted((STATIC / MODULES).glob("*.js"))
    return [f"{MODULES}{file.name}" for file in files if file.name not in ELSEWHERE]
