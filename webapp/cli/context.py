"""Running a command inside the application, with one clear line on a known error."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from webapp import create_app
from webapp.config import SettingsError
from webapp.models.base import db
from webapp.services.errors import DomainError


def in_app(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command an application context; a domain error becomes one line and exit status 1."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            app = create_app()
        except SettingsError as error:
            raise click.ClickException(str(error)) from None
        with app.app_context():
            try:
                return function(*args, **kwargs)
            except DomainError as error:
                raise click.ClickException(error.message) from None
            finally:
                _close()

    return run


def _close() -> None:
    """Give every connection back: a command may run inside a process that lives on."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
