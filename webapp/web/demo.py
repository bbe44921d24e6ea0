"""Whether this installation shows the demo: every page of it says so."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from webapp.services import places

ASK_AGAIN_SECONDS = 60.0


@dataclass
class _Answer:
    """The last answer; a demo stays one, so only a no is asked again."""

    demo: bool = False
    asked_at: float = float("-inf")


def is_demo() -> bool:
    """True when a commune here is invented. Asks at most once a minute, and never after a yes."""
    answer: _Answer = current_app.extensions["demo"]
    if not answer.demo and time.monotonic() - answer.asked_at > ASK_AGAIN_SECONDS:
        answer.asked_at = time.monotonic()
        # A page that says "the database is away" must not need it.
        with suppress(SQLAlchemyError):
            answer.demo = places.has_demo()
    return answer.demo


def install(app: Flask) -> None:
    app.extensions["demo"] = _Answer()
    app.jinja_env.globals["is_demo"] = is_demo
    app.context_processor(lambda: {"demo": is_demo()})
