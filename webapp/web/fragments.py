"""One view, one URL: the whole page, or its fragment when htmx asks for it."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response, render_template, request


def wants_fragment() -> bool:
    """htmx asks for a fragment: not boosted, and not to restore a page from history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """Render the page or the fragment that stands in it, and say that the answer depends on who asks."""
    response = make_response(render_template(fragment if wants_fragment() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def install(app: Flask) -> None:
    app.jinja_env.globals["wants_fragment"] = wants_fragment
