"""How a visitor wants pages to look: text size and theme, from two cookies, drawn by the server."""

from __future__ import annotations

from flask import Flask, request

SIZES = ("1", "2", "3")
THEMES = {"sang": "light", "toi": "dark", "nang": "sun"}
SIZE_COOKIE, THEME_COOKIE = "co-chu", "nen"


def text_size() -> str:
    """One of 1, 2 and 3: 100, 118.75 or 137.5 %."""
    size = request.cookies.get(SIZE_COOKIE, "1")
    return size if size in SIZES else "1"


def theme() -> str | None:
    """Light, dark or sun; None to follow the system."""
    return THEMES.get(request.cookies.get(THEME_COOKIE, ""))


def install(app: Flask) -> None:
    app.jinja_env.globals.update(text_size=text_size, theme=theme)
