"""Lesson drawings: Jinja templates beside the lesson's text, rendered to inline SVG once a process."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from webapp.lessons.authored import is_authored, site_has
from webapp.lessons.composition import Composition, Part
from webapp.lessons.layout import layout_of
from webapp.lessons.loader import CONTENT, PICTURES, drawing_path
from webapp.lessons.parts import Frame
from webapp.web.authored import is_draft, own_lesson
from webapp.web.icons import icon_paths

TEMPLATES = Path(__file__).parents[1] / "templates"
NOT_YET = Composition(
    Frame.PHONE, (Part("words", "Chưa có hình"), Part("bars"), Part("bars")), "Chưa có hình"
)


@cache
def environment() -> Environment:
    """Where drawings and their parts are found: lessons by `<slug>/`, practices by `practices/<slug>/`."""
    environment = Environment(
        loader=FileSystemLoader([CONTENT, TEMPLATES, CONTENT.parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon_paths"] = icon_paths
    return environment


def drawing(slug: str, name: str) -> Markup:
    """The SVG of a lesson's drawing, or of the shared picture of that name. KeyError if there is none.

    A commune's own lesson may compose drawings, and takes others from the site as "lesson/drawing".
    """
    if not is_authored(slug):
        return _shipped(slug, name)
    own = own_lesson(slug)
    if own is not None and name in own.drawings:
        return composed(own.drawings[name])
    if is_draft(slug) and not site_has(name):
        return composed(NOT_YET)
    lesson, _, inside = name.rpartition("/")
    return _shipped(lesson or PICTURES, inside)


@lru_cache(maxsize=512)
def composed(drawing: Composition) -> Markup:
    """The SVG of a drawing that `composition_of` found sound; an author's words stay words."""
    macros: Any = environment().get_template("macros/composed.html").module
    return squeezed(str(macros.composed(drawing, layout_of(drawing))))


@cache
def _shipped(slug: str, name: str) -> Markup:
    path = drawing_path(CONTENT / slug, name)
    if path is None:
        raise KeyError(f"{slug}: no drawing {name!r} there nor in {PICTURES}/")
    return squeezed(environment().get_template(path.relative_to(CONTENT).as_posix()).render())


def squeezed(svg: str) -> Markup:
    """A drawing of ours without the white space between its elements."""
    return Markup(re.sub(r"\s+", " ", re.sub(r">\s+<", "><", svg)).strip())  # noqa: S704


def install(app: Flask) -> None:
    app.jinja_env.globals["drawing"] = drawing
