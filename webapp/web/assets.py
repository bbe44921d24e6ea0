"""Static files under an address that changes with their content, so that browsers keep them for a year."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

STATIC = Path(__file__).parents[1] / "static"
YEAR = 31_536_000
TEXT = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a static file with its content's hash. FileNotFoundError if there is none."""
    return url_for("static", filename=path, v=_digest(path))


def install(app: Flask) -> None:
    app.jinja_env.globals["static_url"] = static_url
    app.after_request(_keep_long)
    app.view_functions["static"] = lambda filename: _send(app, filename)


def _keep_long(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in {200, 304}:
        age = YEAR if request.args.get("v") else 300
        response.headers["Cache-Control"] = f"public, max-age={age}" + (", immutable" if age == YEAR else "")
    return response


def _send(app: Flask, filename: str) -> ResponseReturnValue:
    """The file; styles, scripts and drawings compressed where that is taken: phones pay by the byte."""
    kind = TEXT.get(Path(filename).suffix)
    path = safe_join(str(STATIC), filename) if kind else None
    if path is None or not Path(path).is_file():
        return app.send_static_file(filename)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(_zipped(path)) if zipped else app.send_static_file(filename)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
        response.content_type = f"{kind}; charset=utf-8"
    response.vary.add("Accept-Encoding")
    return response


@cache
def _zipped(path: str) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)
