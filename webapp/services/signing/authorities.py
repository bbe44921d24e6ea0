"""Asking authorities about revoked certificates: OCSP, else a CRL; short waits, short answers, no redirect.

Only the addresses in a chain that leads to a root which the commune trusts are ever opened, and only when
the commune switched this on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise

import requests
from asn1crypto import crl, ocsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder

from webapp.services.signing.revocation import (
    UNKNOWN,
    Answers,
    Verdict,
    chain_of,
    crl_addresses,
    judge,
    ocsp_addresses,
)

SECONDS, LONGEST_WAIT = 12, 5
MOST_OCSP, MOST_CRL = 100_000, 5_000_000
MOST_ADDRESSES = 3
OCSP_TYPE = "application/ocsp-request"


class Authorities:
    """Asks about each certificate once: a run of signatures has one signer, a dead server one wait."""

    def __init__(self) -> None:
        self._said: dict[bytes, Answers] = {}
        self._lists: dict[bytes, Answers] = {}

    def ask_about(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        roots: Sequence[bytes],
        at: datetime | None = None,
    ) -> tuple[Verdict, Answers, list[x509.Certificate]]:
        """The verdict on a certificate at a moment, or now; what was answered; its chain from the root.

        Nobody is asked where no chain leads to one of the roots.
        """
        chain = chain_of(certificate, others, roots)
        if not chain:
            return Verdict(UNKNOWN), Answers(), []
        answers = self.ask(chain)
        verdict = judge(certificate, others, roots, answers, at)
        if verdict.state == UNKNOWN and answers.ocsps:
            answers += self.lists(chain)
            verdict = judge(certificate, others, roots, answers, at)
        return verdict, answers, chain

    def ask(self, chain: Sequence[x509.Certificate]) -> Answers:
        """What is said of each certificate below the root: an OCSP response, or where there is none a CRL."""
        until = time.monotonic() + SECONDS
        said = Answers()
        for issuer, certificate in pairwise(chain):
            if certificate.sha256 not in self._said:
                found = _ocsp(certificate, issuer, until)
                self._said[certificate.sha256] = found if found.ocsps else self._list_of(certificate, until)
            said += self._said[certificate.sha256]
        return said

    def lists(self, chain: Sequence[x509.Certificate]) -> Answers:
        """The CRLs of all of them: where an OCSP response left it open."""
        until = time.monotonic() + SECONDS
        found = Answers()
        for each in chain[1:]:
            found += self._list_of(each, until)
        return found

    def _list_of(self, certificate: x509.Certificate, until: float) -> Answers:
        if certificate.sha256 not in self._lists:
            self._lists[certificate.sha256] = _crl(certificate, until)
        return self._lists[certificate.sha256]


def _ocsp(certificate: x509.Certificate, issuer: x509.Certificate, until: float) -> Answers:
    addresses = ocsp_addresses(certificate)
    if not addresses:
        return Answers()
    question = _question(certificate, issuer)

    def ask(address: str, seconds: float) -> requests.Response:
        return requests.post(
            address, question, headers={"Content-Type": OCSP_TYPE}, timeout=seconds, stream=True,
            allow_redirects=False,
        )  # fmt: skip

    def fits(content: bytes) -> bool:
        answer = ocsp.OCSPResponse.load(content, strict=True)
        return bool(answer["response_status"].native == "successful")

    found = _first(addresses, ask, fits, MOST_OCSP, until)
    return Answers(ocsps=(found,)) if found else Answers()


def _question(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    asked, by = (certificates.load_der_x509_certificate(each.dump()) for each in (certificate, issuer))
    request = OCSPRequestBuilder().add_certificate(asked, by, SHA1()).build()  # noqa: S303 - names, no proof
    return request.public_bytes(Encoding.DER)


def _crl(certificate: x509.Certificate, until: float) -> Answers:
    def ask(address: str, seconds: float) -> requests.Response:
        return requests.get(address, timeout=seconds, stream=True, allow_redirects=False)

    def fits(content: bytes) -> bool:
        return bool(crl.CertificateList.load(content, strict=True)["tbs_cert_list"]["this_update"].native)

    found = _first(crl_addresses(certificate), ask, fits, MOST_CRL, until)
    return Answers(crls=(found,)) if found else Answers()


def _first(
    addresses: Iterable[str],
    ask: Callable[[str, float], requests.Response],
    fits: Callable[[bytes], bool],
    most: int,
    until: float,
) -> bytes | None:
    """The first answer that can be read; None when nobody gives one in time."""
    for address in list(addresses)[:MOST_ADDRESSES]:
        left = until - time.monotonic()
        if left <= 0:
            return None
        try:
            with ask(address, min(left, LONGEST_WAIT)) as answer:
                content = _read(answer, most, until) if answer.status_code == requests.codes.ok else b""
            if content and fits(content):
                return content
        except (OSError, ValueError, TypeError, KeyError):  # requests' errors are OSErrors
            continue
    return None


def _read(answer: requests.Response, most: int, until: float) -> bytes:
    """Empty when it is too long, or drips in too slowly."""
    content = b""
    while piece := answer.raw.read1(65536, decode_content=True):
        content += piece
        if len(content) > most or time.monotonic() > until:
            return b""
    return content
