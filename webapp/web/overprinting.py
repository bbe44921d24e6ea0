"""The words of a commendation, to be printed over an official blank: no frame, no number, no QR of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webapp.models.commune import Commune
from webapp.models.recognition import Decision, Title
from webapp.rules.certificates import CertificateFields, freeze
from webapp.services import designs, recipients, titles
from webapp.services.recognition import Case
from webapp.web.pdf.certificates import render_certificates
from webapp.web.pdf.layouts import Style
from webapp.web.pdf.parts import CertificatePage


def pdf_of(title: Title, decision: Decision, cases: Sequence[Case], commune: Commune) -> bytes:
    """One sheet for each of the cases. Raises NothingToPrint for none."""
    design = designs.design_of(title)
    style = Style(replace(design, hidden=tuple(sorted({*design.hidden, *designs.NOT_OURS}))))
    pages = [
        CertificatePage(_fields(title, decision, case, commune), "", case.recipient.place, style=style)
        for case in cases
    ]
    return render_certificates(pages, style, demo=commune.demo)


def _fields(title: Title, decision: Decision, case: Case, commune: Commune) -> CertificateFields:
    words = titles.words_of(title, decision.signed_on.year)
    place, province = (name[:1].lower() + name[1:] for name in (commune.name, commune.province_name))
    return freeze(
        heading=words.heading,
        authority=words.authority.replace("{commune}", place),
        verb=words.verb,
        prefix=recipients.prefix_of(case.recipient, words.family_prefix),
        recipient=case.recipient.name,
        address=", ".join(filter(None, (case.recipient.place, place, province))),
        achieves=words.achieves,
        honour=words.honour,
        year=decision.signed_on.year,
        decision_number=decision.number,
        decision_on=decision.signed_on,
        number="",
        check_code="",
        place=words.place or commune.name.split(" ", 1)[-1],
        issued_on=decision.signed_on,
        signature_lines=tuple(decision.signature_lines) or words.signature_lines,
        signer=decision.signer,
    )
