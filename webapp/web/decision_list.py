"""The list of those recognised that goes with a signed decision, as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.models.commune import Commune
from webapp.models.recognition import Decision, Title
from webapp.rules.vietnamese import administrative_date
from webapp.services import decision_names, titles
from webapp.services.decision_names import Noted
from webapp.services.recognition import Case
from webapp.web.pdf.composed import Composed
from webapp.web.pdf.lists import DecisionList, ListColumn, compose_decision_list
from webapp.web.recipient_words import WORDS


def composed(decision: Decision, title: Title, cases: Sequence[Case], commune: Commune) -> Composed:
    """Raises NothingToPrint when the decision recognises nobody."""
    words, year = WORDS[title.recipient_kind], decision.signed_on.year
    notes = decision_names.noted(cases)
    verb = "khen thưởng" if title.nomination else "công nhận"
    paper = DecisionList(
        subject=f"{words.subject} được {verb} “{titles.words_of(title, year).honour}” năm {year}",
        columns=(ListColumn(words.head, 62), ListColumn("Thôn, tổ dân phố", 56), ListColumn("Ghi chú", 35)),
        rows=tuple((case.recipient.name, case.recipient.place, _note(case, notes)) for case in cases),
        attached_to=_attached_to(decision, commune),
        demo=commune.demo,
    )
    return compose_decision_list(paper)


def _note(case: Case, notes: Mapping[str, Noted]) -> str:
    """The list stays as it was signed; what its certificate says instead stands beside."""
    found = notes.get(case.recognition.id) if case.recognition else None
    return f"Trên giấy sửa là: {found.words}" if found else ""


def _attached_to(decision: Decision, commune: Commune) -> str:
    """The line that Nghị định 30/2020 puts under an appendix's title."""
    place = commune.name[:1].lower() + commune.name[1:]
    day = administrative_date(decision.signed_on)
    return f"Kèm theo Quyết định số {decision.number} {day} của Chủ tịch Ủy ban nhân dân {place}"
