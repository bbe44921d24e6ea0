"""What the domain refuses where a button was pressed and no form can show it: said on the next page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash

from webapp.services.errors import DomainError


@contextmanager
def telling_refusals(*kinds: type[DomainError], tone: str = "error") -> Iterator[None]:
    """Errors of these kinds end the block and are flashed. Put what tells of success last in the block."""
    try:
        yield
    except kinds as error:
        flash(error.message, tone)
