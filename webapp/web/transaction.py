"""The one write transaction of a POST view."""

from webapp.models.base import writing as transaction

__all__ = ["transaction"]
