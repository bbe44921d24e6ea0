"""The tables, one noun a file; importing the package registers them all."""

from webapp.models import (
    audit,
    certificate,
    commune,
    consent,
    event,
    household,
    job,
    recognition,
    teaching,
    user,
)

__all__ = [
    "audit",
    "certificate",
    "commune",
    "consent",
    "event",
    "household",
    "job",
    "recognition",
    "teaching",
    "user",
]
