"""Room for files: what a route may be sent beyond the site's own limit."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request


def allow_bodies(bp: Blueprint, most: Mapping[str, int]) -> None:
    """The most bytes that these endpoints take, said before anything reads the form."""

    @bp.url_value_preprocessor
    def set_room(endpoint: str | None, _values: object) -> None:
        if endpoint is not None and endpoint in most:
            request.max_content_length = most[endpoint]
