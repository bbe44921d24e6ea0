"""A signature whose certificate was asked about, with the answers put behind it: PAdES B-LT.

Years later, when the authority's servers no longer answer, the file still tells that the certificate was
good when it signed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from webapp.services.signing.authorities import Authorities
from webapp.services.signing.pdf_checking import check
from webapp.services.signing.pdf_signing import SigningWriter
from webapp.services.signing.revocation import GOOD, Answers

MOST_KEPT = 300_000  # bytes; a longer CRL is believed, but would make each of hundreds of files as long


def take(
    content: bytes, roots: Sequence[bytes], authorities: Authorities, *, made_size: int | None, had: int
) -> tuple[dict[str, Any], bytes]:
    """The report of `pdf_checking.check` with what the authorities say of the signatures behind the first
    `had`, and the file with their answers behind it, or as it was where there are none to keep."""
    report = check(content, roots, made_size=made_size)
    new = [each for each in report.get("signatures", [])[had:] if each["intact"] and each["trusted"]]
    if not new:
        return report, content
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    lasting = content
    for embedded, told in zip(reader.embedded_regular_signatures, report["signatures"], strict=True):
        if any(told is each for each in new):
            lasting = _asked(lasting, embedded, told, roots, authorities)
    if lasting == content:
        return report, content
    return report, lasting if _is_as_good(check(lasting, roots, made_size=made_size), report) else content


def _asked(
    content: bytes,
    embedded: EmbeddedPdfSignature,
    told: dict[str, Any],
    roots: Sequence[bytes],
    authorities: Authorities,
) -> bytes:
    """The verdict goes into `told`, the answers behind the content."""
    others = list(embedded.other_embedded_certs)
    proven = datetime.fromisoformat(told["at"]) if told["stamp_trusted"] else None
    verdict, answers, chain = authorities.ask_about(embedded.signer_cert, others, roots, proven)
    told |= verdict.as_json()
    if verdict.state != GOOD:
        return content
    for stamp in extract_tst_data_iter(embedded.signer_info, signed=False):
        more = _about_stamp(stamp, others, roots, authorities)
        answers, chain = answers + more[0], chain + more[1]
    return _put_behind(content, embedded, answers, chain) if answers.size <= MOST_KEPT else content


def _about_stamp(
    stamp: cms.SignedData,
    others: Sequence[x509.Certificate],
    roots: Sequence[bytes],
    authorities: Authorities,
) -> tuple[Answers, list[x509.Certificate]]:
    found = extract_certificate_info(stamp)
    _, answers, chain = authorities.ask_about(found.signer_cert, [*others, *found.other_certs], roots)
    return answers, chain


def _put_behind(
    content: bytes, embedded: EmbeddedPdfSignature, answers: Answers, chain: Sequence[x509.Certificate]
) -> bytes:
    writer, out = SigningWriter(io.BytesIO(content), strict=False), io.BytesIO()
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        embedded.pkcs7_content.hex().encode("ascii"),
        certs=chain,
        ocsps=[ocsp.OCSPResponse.load(each) for each in dict.fromkeys(answers.ocsps)],
        crls=[crl.CertificateList.load(each) for each in dict.fromkeys(answers.crls)],
    )
    writer.write(out)
    return out.getvalue()


def _is_as_good(after: dict[str, Any], before: dict[str, Any]) -> bool:
    """What another program wrote loosely may not bear another update; then the file stays as it came."""
    names = ("intact", "trusted", "changed", "last")
    return after.get("only_signed") == before.get("only_signed") and [
        [each[name] for name in names] for each in after.get("signatures", [])
    ] == [[each[name] for name in names] for each in before["signatures"]]
