"""Lesson drawings: Jinja templates beside the lesson's text, rendered to inline SVG once a process."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from webapp.lessons.loader import CONTENT, PICTURES, drawing_path
from webapp.web.icons import icon_paths

TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([CONTENT, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon_paths"] = icon_paths
    return environment


@cache
def drawing(slug: str, name: str) -> Markup:
    """The SVG of a lesson's drawing, or of the shared picture of that name. KeyError if there is none."""
    path = drawing_path(CONTENT / slug, name)
    if path is None:
        raise KeyError(f"{slug}: no drawing {name!r} there nor in {PICTURES}/")
    svg = _environment().get_template(path.relative_to(CONTENT).as_posix()).render()
    return Markup(re.sub(r"\s+", " ", re.sub(r">\s+<", "><", svg)).strip())  # noqa: S704


def install(app: Flask) -> None:
    app.jinja_env.globals["drawing"] = drawing
