"""What the signatures of a PDF are worth, and whether anything else was changed."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import (
    ACROFORM_EXEMPT_STRICT_COMPARISON,
    ROOT_EXEMPT_STRICT_COMPARISON,
)
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from webapp.rules.vietnamese import clean_text
from webapp.services.pdf_dangers import dangers_in
from webapp.services.signing.revocation import UNASKED, Answers, judge, stored
from webapp.services.signing.trust import USAGE, context_of, told_of

# As pyHanko's own, but a first signature may also lock the file, which adds /Perms to the catalogue, and
# says that there are signatures now.
SIGNING_ONLY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        *DEFAULT_DIFF_POLICY.global_rules[1:],
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
# A stranger's file may break a parser anywhere and in any way; only running out of memory passes through.
UNREADABLE = (Exception,)
MOST_SIGNATURES = 20
READ_PAGES, MOST_PAPERS, MOST_REASON = 3, 10, 200
_LAST_LINE = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")
_NUMBER = re.compile(r"Số vào sổ:\s*(\S{1,60})")
_CODE = re.compile(r"Mã kiểm tra:\s*([0-9A-Z]{4}-[0-9A-Z]{4})")


def check(content: bytes, roots: Sequence[bytes], *, made_size: int | None = None) -> dict[str, Any]:
    """A report in plain values: `pages`, `signatures`, `papers` (numbers and codes in the text), `dangers`
    (codes of what the file carries, as `pdf_dangers` names them).

    `made_size` is the length of what we made at the beginning of the file; then `only_signed` says whether
    nothing but signatures came behind it. {"error": code} where the file can't be read: no-pdf,
    encrypted-pdf, unreadable-pdf, too-many-signatures.
    """
    if b"%PDF-" not in content[:1024]:
        return {"error": "no-pdf"}
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=True)
        if reader.encrypted:
            return {"error": "encrypted-pdf"}
        embedded = reader.embedded_regular_signatures
        pages = int(reader.root["/Pages"]["/Count"])
        dangers = dangers_in(content)
    except MemoryError:
        raise
    except UNREADABLE:
        return {"error": "unreadable-pdf"}
    if len(embedded) > MOST_SIGNATURES:
        return {"error": "too-many-signatures"}
    report: dict[str, Any] = {"pages": pages, "papers": _papers(content), "dangers": dangers}
    answers = Answers()
    with suppress(*UNREADABLE):
        answers = stored(reader) if roots else answers
    report["signatures"] = [_signature(each, roots, answers) for each in embedded]
    if made_size is not None:
        report["only_signed"] = _only_signed(reader, content[:made_size])
    return report


def signers_of(content: bytes) -> list[dict[str, Any]]:
    """Whom the certificate of each signature names, oldest first; empty where the file can't be read."""
    with suppress(*UNREADABLE):
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        return [told_of(each.signer_cert) for each in reader.embedded_regular_signatures]
    return []


def _signature(embedded: EmbeddedPdfSignature, roots: Sequence[bytes], answers: Answers) -> dict[str, Any]:
    certificate = embedded.signer_cert
    about: dict[str, Any] = {
        **told_of(certificate), "at": None, "reason": _reason(embedded), "timestamped": False,
        "intact": False, "trusted": None, "last": False, "changed": True, "in_time": False,
        "stamp_trusted": None, "revocation": UNASKED, "revoked_on": None,
    }  # fmt: skip
    with suppress(*UNREADABLE):
        about |= _judged(embedded, roots)
    if answers.size and about["trusted"]:
        moment = datetime.fromisoformat(about["at"]) if about["at"] else None
        others = list(embedded.other_embedded_certs)
        about |= judge(certificate, others, roots, answers, _not_ahead(moment)).as_json()
    return about


def _reason(embedded: EmbeddedPdfSignature) -> str:
    with suppress(*UNREADABLE):
        return clean_text(str(embedded.sig_object.get("/Reason", "")))[:MOST_REASON]
    return ""


def _judged(embedded: EmbeddedPdfSignature, roots: Sequence[bytes]) -> dict[str, Any]:
    """The certificate is judged at the moment of signing: a stamped one, else the one that is claimed."""
    certificate, claimed = embedded.signer_cert, embedded.self_reported_timestamp
    first = _status(embedded, roots, claimed)
    stamp = first.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    moment = stamp.timestamp if stamp is not None and stamped else claimed
    status = _status(embedded, roots, moment) if stamped else first
    in_time = moment is not None and (
        certificate.not_valid_before <= moment.astimezone(UTC) <= certificate.not_valid_after
        and moment.astimezone(UTC) <= datetime.now(UTC)
    )
    return {
        "at": moment.isoformat() if moment else None,
        "timestamped": stamped,
        "stamp_trusted": bool(stamp.trusted) if stamp is not None and roots else None,
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted) if roots else None,
        "in_time": in_time,
        "last": _is_last(embedded, status),
        "changed": not _unchanged(status),
    }


def _status(
    embedded: EmbeddedPdfSignature, roots: Sequence[bytes], moment: datetime | None
) -> PdfSignatureStatus:
    in_the_file = embedded.other_embedded_certs
    return validate_pdf_signature(
        embedded,
        context_of(roots, in_the_file, _not_ahead(moment)),
        context_of(roots, in_the_file, None),
        key_usage_settings=USAGE,
    )


def _not_ahead(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment.astimezone(UTC) <= datetime.now(UTC) else None


def _is_last(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Nothing stands behind it, or an update with what its authority answered about its certificate."""
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = status.modification_level if _unchanged(status) else None
    updated = embedded.signed_revision < embedded.reader.xrefs.total_revisions - 1
    return level is not None and level <= ModificationLevel.LTA_UPDATES and updated and _ends_well(embedded)


def _ends_well(embedded: EmbeddedPdfSignature) -> bool:
    """No reader looks behind a file's last line, so neither does any analysis of changes."""
    stream = embedded.reader.stream
    stream.seek(-7, io.SEEK_END)
    return bool(_LAST_LINE.search(stream.read()))


def _unchanged(status: PdfSignatureStatus) -> bool:
    """The signature covers the whole file, or only signatures that it allows came after it."""
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and bool(status.docmdp_ok)


def _only_signed(reader: PdfFileReader, made: bytes) -> bool:
    """Whether all revisions behind what we made add signatures and nothing else.

    A signature covers what was slipped in just before it; so what we made is compared with the end.
    """
    try:
        last = PdfFileReader(io.BytesIO(made), strict=True).xrefs.total_revisions - 1
        result = SIGNING_ONLY.review_file(reader, last, doc_mdp=MDPPerm.FILL_FORMS)
    except UNREADABLE:
        return False
    return not isinstance(result, SuspiciousModification)


def _papers(content: bytes) -> list[list[str]]:
    """Pairs of a certificate's number and check code, as the text of the first pages says them."""
    import pypdfium2

    found: list[list[str]] = []
    with suppress(*UNREADABLE):
        document = pypdfium2.PdfDocument(content)
        try:
            for page in range(min(READ_PAGES, len(document))):
                text = unicodedata.normalize("NFC", document[page].get_textpage().get_text_range())
                pairs = zip(_NUMBER.findall(text), _CODE.findall(text), strict=False)
                found += [list(pair) for pair in pairs]
        finally:
            document.close()
    return found[:MOST_PAPERS]
