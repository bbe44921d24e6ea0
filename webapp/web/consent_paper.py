"""The notice and the family's answer on paper, in the words that are also read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.rules.notices import CURRENT
from webapp.services import communes, households
from webapp.services.access import Viewer
from webapp.web.labels import label
from webapp.web.pdf.consents import ConsentPaper, render_consents


def pdf_of(viewer: Viewer, homes: Sequence[Household]) -> bytes:
    """One page for each family; without any, one to write on."""
    commune = communes.get(viewer.commune_id)
    papers = [
        ConsentPaper(
            family=home.head,
            address=households.hamlet_of(home).label + (f", {home.address}" if home.address else ""),
        )
        for home in homes
    ]
    return render_consents(
        papers or [ConsentPaper()],
        commune=f"{commune.name}, {commune.province_name}",
        place=communes.settings_of(commune.id).certificate.place or commune.name,
        notice=CURRENT.lines,
        version=CURRENT.version,
        purposes=tuple(label(purpose) for purpose in ConsentPurpose),
    )
