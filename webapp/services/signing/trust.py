"""Certificates: whom they name, what they may do, and whether a commune's roots stand behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from asn1crypto import pem, x509
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

MOST_ROOTS = 30
SIGNS = frozenset({"digital_signature", "non_repudiation"})
# What a certificate for documents may be meant for; one that is only for web servers or code is not.
PURPOSES = frozenset({
    "any_extended_key_usage", "client_auth", "email_protection", "microsoft_document_signing",
    "adobe_authentic_documents_trust", "1.3.6.1.5.5.7.3.36",
})  # fmt: skip
USAGE = KeyUsageConstraints(key_usage=set(SIGNS), match_all_key_usages=False)


class NotACertificate(Exception):
    """The message is a code of `services.signing.refusals`."""


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether its key may sign documents: no authority's, no web server's, no encryption key."""
    if certificate.ca:
        return False
    usage = certificate.key_usage_value
    if usage is not None and not usage.native & SIGNS:
        return False
    purposes = certificate.extended_key_usage_value
    return purposes is None or bool(set(purposes.native) & PURPOSES)


def person_of(name: x509.Name) -> tuple[str, str]:
    """Whom a name names, and the organisation beside it; serial numbers and IDs are left out."""
    parts = name.native
    shown = [_text(parts.get(key)) for key in ("common_name", "organization_name")]
    return (shown[0] or shown[1] or "Không ghi tên")[:200], shown[1][:200] if shown[0] else ""


def told_of(certificate: x509.Certificate) -> dict[str, str]:
    """A certificate in plain values, as every report names it."""
    name, organisation = person_of(certificate.subject)
    return {
        "name": name, "organisation": organisation, "issuer": person_of(certificate.issuer)[0],
        "serial": f"{certificate.serial_number:X}", "fingerprint": certificate.sha256.hex(),
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_until": certificate.not_valid_after.isoformat(),
    }  # fmt: skip


def _text(value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return " ".join(", ".join(str(each) for each in values if each).split())


def context_of(
    roots: Sequence[bytes], others: Iterable[x509.Certificate], at: datetime | None
) -> ValidationContext:
    """What pyHanko judges by. Nothing is fetched: no address in a stranger's certificate is ever opened."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in roots],
        other_certs=list(others),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def is_issued_under(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], roots: Sequence[bytes], at: datetime
) -> bool:
    """Whether a chain leads from a certificate to one of the roots, all valid at that moment."""
    validator = CertificateValidator(certificate, validation_context=context_of(roots, others, at))
    try:
        asyncio.run(validator.async_validate_usage(set()))
    except (PathBuildingError, PathValidationError):
        return False
    return True


def read_roots(content: bytes) -> list[dict[str, str | bytes]]:
    """The certificates of authorities in a PEM or DER file: DER, name, last day (ISO).

    Raises NotACertificate: unreadable-root, not-an-authority, too-many-roots.
    """
    try:
        found = [x509.Certificate.load(der, strict=True) for der in ders_in(content)]
        roots = [_root(each) for each in found]
    except (ValueError, TypeError, KeyError):
        raise NotACertificate("unreadable-root") from None
    if not roots:
        raise NotACertificate("unreadable-root")
    if len(roots) > MOST_ROOTS:
        raise NotACertificate("too-many-roots")
    return roots


def ders_in(content: bytes) -> list[bytes]:
    """The certificates of a PEM file, or the content itself."""
    if not pem.detect(content):
        return [content]
    blocks = pem.unarmor(content, multiple=True)
    return [der for kind, _, der in blocks if kind in {"CERTIFICATE", "TRUSTED CERTIFICATE"}]


def _root(certificate: x509.Certificate) -> dict[str, str | bytes]:
    if not certificate.ca:
        raise NotACertificate("not-an-authority")
    name, organisation = person_of(certificate.subject)
    return {
        "der": certificate.dump(),
        "name": f"{name} ({organisation})" if organisation and organisation != name else name,
        "valid_until": certificate.not_valid_after.isoformat(),
    }
