"""The site after an upgrade: one lesson says something else, and its style sheet is another one."""

from __future__ import annotations

from dataclasses import replace

from webapp.lessons import catalog
from webapp.web import assets
from webapp.wsgi import app

SLUG = "quet-ma-qr"
SAYS = "Câu này là của bản mới."
LOOKS = b"\n:root { --ban-moi: 1; }\n"

_read = assets.content


def _restyled(path: str) -> bytes:
    return _read(path) + (LOOKS if path == "css/base.css" else b"")


def _rewrite() -> None:
    lessons = catalog()._lessons
    old = lessons[SLUG]
    lessons[SLUG] = replace(old, steps=tuple(replace(step, say=SAYS) for step in old.steps[:-1]))
    both = tuple(lessons[each.slug] for each in catalog().lessons)
    object.__setattr__(catalog(), "lessons", both)
    assets.content = _restyled  # type: ignore[assignment]


_rewrite()
__all__ = ["app"]
