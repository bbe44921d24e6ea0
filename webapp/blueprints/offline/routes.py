"""Lessons without a network: the service worker, the packs it keeps, and the page to keep everything."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.offline import worker as workers
from webapp.blueprints.offline.app_icons import SIZES, app_icon
from webapp.blueprints.offline.packs_index import index_of
from webapp.web.access import public
from webapp.web.kept_pages import keep
from webapp.web.packs import NotPublic, find_plan, pack_of
from webapp.web.visitor_commune import visitor_commune

bp = Blueprint("offline", __name__)
PAPER, INDIGO = "#FBF8F2", "#1A2B66"
WEEK = 604_800


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    script = workers.script() if current_app.config["SETTINGS"].offline else workers.leaving_script()
    return _checked(_zipped(script.body, "text/javascript; charset=utf-8"), script.version)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """How the site stands on a phone's home screen."""
    icons = [_icon_entry(size, purpose) for size in SIZES for purpose in ("any", "maskable")]
    words = {
        "id": "/",
        "name": "Gia đình số: bài học từng bước",
        "short_name": "Gia đình số",
        "description": "Học việc trên điện thoại, từng bước có hình, cùng Tổ công nghệ số.",
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INDIGO,
        "icons": icons,
    }
    response = jsonify(words)
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = f"public, max-age={WEEK}"
    return response


def _icon_entry(size: int, purpose: str) -> dict[str, str]:
    address = url_for("offline.icon", size=size)
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@bp.get("/bieu-tuong-<int:size>.png")
@public
def icon(size: int) -> ResponseReturnValue:
    if size not in SIZES:
        abort(404)
    response = Response(app_icon(size), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={WEEK}"
    return response


@bp.get("/goi/")
@public
def index() -> ResponseReturnValue:
    """Every pack with its version and size; `?xa=` adds the commune's own."""
    found = index_of(visitor_commune())
    return _checked(jsonify(found), found["version"])


@bp.get("/goi/<kind>/<slug>.json")
@public
def pack(kind: str, slug: str) -> ResponseReturnValue:
    plan = find_plan(kind, slug)
    if plan is None:
        abort(404)
    try:
        made = pack_of(plan, visitor_commune())
    except NotPublic as problem:
        current_app.logger.error("no pack: %s", problem)
        abort(404)
    return _checked(_zipped(made.body, "application/json; charset=utf-8"), made.version)


@bp.get("/tai-ve/")
@public
def show() -> ResponseReturnValue:
    return keep(render_template("offline/show.html", here=url_for("offline.show")))


@bp.get("/tai-ve/chua-co")
@public
def not_kept() -> ResponseReturnValue:
    """What the worker shows for a lesson that this phone has not kept, when there is no network."""
    return keep(_without_network("lesson", "Bài này chưa tải về máy", "Có mạng thì bài tự mở."))


@bp.get("/tai-ve/mat-mang")
@public
def no_network() -> ResponseReturnValue:
    """What the worker shows for any other page."""
    return keep(_without_network("network", "Mất mạng", "Trang này cần có mạng mới mở được."))


def _without_network(waits_for: str, title: str, hint: str) -> str:
    words = {"waits_for": waits_for, "title": title, "hint": hint}
    return render_template("offline/without_network.html", **words, here=url_for("offline.show"))


def _zipped(body: bytes, kind: str) -> Response:
    """A body that is compressed already, unpacked for whoever doesn't take that."""
    response = Response(body, content_type=kind, headers={"Content-Encoding": "gzip"})
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        response = Response(gzip.decompress(body), content_type=kind)
    response.vary.add("Accept-Encoding")
    return response


def _checked(response: Response, version: str) -> Response:
    """Always asked for again, and not sent again while it is the same."""
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(version)
    return response.make_conditional(request)
