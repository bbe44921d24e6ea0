"""Whole addresses of this site, as they stand on paper, in messages and in link previews."""

from __future__ import annotations

from flask import Flask, current_app


def whole_url(path: str) -> str:
    """BASE_URL and a path of ours."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + path


def install(app: Flask) -> None:
    app.jinja_env.globals["whole_url"] = whole_url
