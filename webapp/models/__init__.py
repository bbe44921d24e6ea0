"""The tables, one noun a file; importing the package registers them all."""

from webapp.models import (
    audit,
    authored,
    certificate,
    change,
    commune,
    consent,
    count,
    event,
    household,
    job,
    phone,
    recognition,
    teaching,
    user,
    voice,
)

__all__ = [
    "audit",
    "authored",
    "certificate",
    "change",
    "commune",
    "consent",
    "count",
    "event",
    "household",
    "job",
    "phone",
    "recognition",
    "teaching",
    "user",
    "voice",
]
