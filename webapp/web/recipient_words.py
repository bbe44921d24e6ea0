"""What a list calls those of each kind: the head of its column, how they are counted, its subject."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.models.recognition import RecipientKind


@dataclass(frozen=True)
class RecipientWords:
    """ "Chủ hộ", "hộ", "Hộ gia đình"."""

    head: str
    counted: str
    subject: str


WORDS = {
    RecipientKind.HOUSEHOLD: RecipientWords("Chủ hộ", "hộ", "Hộ gia đình"),
    RecipientKind.PERSON: RecipientWords("Họ và tên", "người", "Cá nhân"),
    RecipientKind.TEAM: RecipientWords("Tên tổ", "tổ", "Tập thể"),
    RecipientKind.HAMLET: RecipientWords("Khu dân cư", "khu dân cư", "Khu dân cư"),
    RecipientKind.BUSINESS: RecipientWords("Tên hộ kinh doanh", "hộ kinh doanh", "Hộ kinh doanh"),
}
