"""Static files under an address that changes with their content, so that browsers keep them for a year."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

STATIC = Path(__file__).parents[1] / "static"
YEAR = 31_536_000
BUNDLE = "js/page.js"
MODULES = "js/fieldbook/"
IMPORT = re.compile(rb'(from ")\./(\w+\.js)"')
TEXT = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def content(path: str) -> bytes:
    """A static file. `js/page.js` is all scripts of `js/page/` in a row, so that a page asks once.

    A module names the modules that it imports with the hash of their content, as a page does.
    FileNotFoundError if there is none.
    """
    if path == BUNDLE:
        parts = sorted((STATIC / BUNDLE).with_suffix("").glob("*.js"))
        return b"".join(part.read_bytes() for part in parts)
    if path.startswith(MODULES):
        return IMPORT.sub(_with_hash, (STATIC / path).read_bytes())
    return (STATIC / path).read_bytes()


def _with_hash(found: re.Match[bytes]) -> bytes:
    name = found[2].decode()
    return found[1] + f'./{name}?v={_digest(MODULES + name)}"'.encode()


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(content(path)).hexdigest()[:10]


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
    inside = safe_join(str(STATIC), filename) if kind else None
    if inside is None or not (filename == BUNDLE or Path(inside).is_file()):
        return app.send_static_file(filename)
    response = _text(filename, f"{kind}; charset=utf-8")
    response.vary.add("Accept-Encoding")
    return response


def _text(filename: str, kind: str) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(content(filename), content_type=kind)
    return Response(_zipped(filename), content_type=kind, headers={"Content-Encoding": "gzip"})


@cache
def _zipped(filename: str) -> bytes:
    return gzip.compress(content(filename), 9, mtime=0)
