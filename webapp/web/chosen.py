"""Rows that somebody ticked."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict

from webapp.rules.events import is_uuid


def chosen_ids(field: str, sent: MultiDict[str, str] | None = None) -> list[str]:
    """What a form, or `sent`, has under this name; what is no id is left aside."""
    values = request.form if sent is None else sent
    return [each.lower() for each in values.getlist(field) if is_uuid(each)]
