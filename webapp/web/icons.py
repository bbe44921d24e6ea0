"""Icons: tabler outlines installed by `make assets`, drawn through one sprite of those a page really uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask, g
from markupsafe import Markup, escape

from webapp.web.fragments import wants_fragment

FOLDER = Path(__file__).parents[1] / "static" / "vendor" / "icons"
BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


class IconMissing(LookupError):
    """A template names an icon that the build did not install."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no icon {name!r}: add it to webapp/web/icons.txt, then run `make assets`")


@cache
def icon_paths(name: str) -> Markup:
    """The lines of one icon on a 24 x 24 board, without the <svg> around them."""
    try:
        text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise IconMissing(name) from None
    inside = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    inside = BOX.sub("", re.sub(r"\s+", " ", inside))
    return Markup(re.sub(r" ?/>", "/>", re.sub(r"> <", "><", inside)).strip())  # noqa: S704


def icon(name: str, label: str | None = None) -> Markup:
    """`<svg class="i">` for a page; with `label` it is read aloud, without it is decoration.

    A page's icons share the sprite that `icon_sprite` writes at its end; a fragment has no such end,
    so there the icon carries its own lines.
    """
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    if wants_fragment():
        return Markup('<svg class="i" viewBox="0 0 24 24" {}>{}</svg>').format(voice, icon_paths(name))
    icon_paths(name)
    _used()[name] = None
    return Markup('<svg class="i" {}><use href="#i-{}"/></svg>').format(voice, name)


def icon_sprite() -> Markup:
    """The symbols of every icon drawn so far; the page's last line inside <body>."""
    symbols = Markup("").join(
        Markup('<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>').format(escape(name), icon_paths(name))
        for name in _used()
    )
    return (
        Markup('<svg class="sprite" aria-hidden="true">{}</svg>').format(symbols) if symbols else Markup("")
    )


def install(app: Flask) -> None:
    app.jinja_env.globals.update(icon=icon, icon_sprite=icon_sprite, icon_paths=icon_paths)


def _used() -> dict[str, None]:
    if "icons_used" not in g:
        g.icons_used = {}
    used: dict[str, None] = g.icons_used
    return used
