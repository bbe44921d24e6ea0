"""The server's clock."""

from datetime import UTC, datetime


def received_now() -> datetime:
    return datetime.now(UTC)
