"""Named errors of the domain. `message` is plain Vietnamese and may be shown to the user."""

from __future__ import annotations


class DomainError(Exception):
    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(DomainError):
    """Outside the viewer's scope, or not there at all: the two look the same."""

    def __init__(self, message: str = "Không tìm thấy, hoặc việc này ở ngoài địa bàn được giao.") -> None:
        super().__init__(message)


class Conflict(DomainError):
    """The state of things does not allow it (any more)."""


class Refused(DomainError):
    """The input is understood and not acceptable; `field` names where."""


class TooMany(DomainError):
    """Too many failed attempts; `message` says how long to wait."""
