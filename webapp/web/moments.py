"""The server's clock."""

from webapp.models.base import now as received_now

__all__ = ["received_now"]
