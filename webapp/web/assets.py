"""Static files under an address that changes with their content, so that browsers keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parents[1] / "static"
YEAR = 31_536_000


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a static file with its content's hash. FileNotFoundError if there is none."""
    return url_for("static", filename=path, v=_digest(path))


def install(app: Flask) -> None:
    app.jinja_env.globals["static_url"] = static_url
    app.after_request(_keep_long)


def _keep_long(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in {200, 304}:
        age = YEAR if request.args.get("v") else 300
        response.headers["Cache-Control"] = f"public, max-age={age}" + (", immutable" if age == YEAR else "")
    return response
