"""The list of households that goes with a signed decision, as a paper."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.models.commune import Commune
from webapp.models.recognition import Decision
from webapp.rules.vietnamese import administrative_date
from webapp.services import communes
from webapp.services.recognition import Case
from webapp.web.pdf.lists import DecisionList, ListColumn, render_decision_list

COLUMNS = (ListColumn("Chủ hộ", 62), ListColumn("Thôn, tổ dân phố", 56), ListColumn("Ghi chú", 35))


def pdf_of(decision: Decision, cases: Sequence[Case], commune: Commune) -> bytes:
    """Raises NothingToPrint when the decision recognises nobody."""
    honour = communes.settings_of(commune.id).certificate.honour
    paper = DecisionList(
        subject=f"Hộ gia đình được công nhận “{honour}” năm {decision.signed_on.year}",
        columns=COLUMNS,
        rows=tuple((case.recipient.name, case.recipient.place, "") for case in cases),
        attached_to=_attached_to(decision, commune),
        demo=commune.demo,
    )
    return render_decision_list(paper)


def _attached_to(decision: Decision, commune: Commune) -> str:
    """The line that Nghị định 30/2020 puts under an appendix's title."""
    place = commune.name[:1].lower() + commune.name[1:]
    day = administrative_date(decision.signed_on)
    return f"Kèm theo Quyết định số {decision.number} {day} của Chủ tịch Ủy ban nhân dân {place}"
