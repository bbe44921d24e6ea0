"""What every paper of a list starts from: the commune, its settings, the list, the words of its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.models.commune import Commune
from webapp.models.submission import Submission
from webapp.rules.settings import CommuneSettings
from webapp.services import communes, submissions
from webapp.services.access import Viewer
from webapp.services.recognition import Case
from webapp.web.papers import Band, Column, Table
from webapp.web.papers.issuers import commune_in_text

RESULT = "Đủ điều kiện"


@dataclass(frozen=True)
class Setting:
    viewer: Viewer
    commune: Commune
    settings: CommuneSettings
    submission: Submission

    @classmethod
    def of(cls, viewer: Viewer, submission_id: str) -> Setting:
        """Raises NotFound for a list of another commune."""
        submission = submissions.get(viewer, submission_id)
        commune = communes.get(submission.commune_id)
        return cls(viewer, commune, communes.settings_of(commune.id), submission)

    @property
    def place(self) -> str:
        """ "xã Liên Minh"."""
        return commune_in_text(self.commune)

    @property
    def honour(self) -> str:
        """ "“Gia đình số” năm 2026"."""
        return f"“{self.settings.certificate.honour}” năm {self.submission.year}"

    def subject(self, verb: str) -> str:
        return f"{verb} {self.settings.certificate.achieves} {self.honour}"


def families_by_hamlet(cases: Sequence[Case]) -> Table:
    """The list that goes with a request or a decision: every family under its hamlet."""
    rows: list[tuple[str, ...] | Band] = []
    for number, case in enumerate(cases):
        place = case.recipient.place
        if not number or place != cases[number - 1].recipient.place:
            rows.append(Band(place))
        rows.append((case.recipient.name, place, ""))
    columns = (Column("Họ và tên chủ hộ", 66), Column("Nơi ở", 52), Column("Ghi chú", 30))
    return Table(columns, tuple(rows))


def counted(number: int) -> str:
    """ "08 hộ gia đình": papers write a count under ten with a zero."""
    return f"{number:02d} hộ gia đình" if number < 10 else f"{number:,} hộ gia đình".replace(",", ".")
