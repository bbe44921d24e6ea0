"""Who is printed as signer on the certificates in a file, beside whom a certificate names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.certificate import Certificate
from webapp.models.signature import SigningFile
from webapp.rules.vietnamese import APOSTROPHES, clean_text
from webapp.services.access import Viewer

AT_ONCE = 500


def printed(viewer: Viewer, files: Sequence[SigningFile]) -> dict[str, list[str]]:
    """By file id, who stands as signer on the certificates in it; nothing for papers that were uploaded."""
    wanted = {each for file in files for each in file.certificate_ids}
    names: dict[str, str] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), AT_ONCE):
        query = select(Certificate).where(
            Certificate.commune_id == viewer.commune_id, Certificate.id.in_(ids[start : start + AT_ONCE])
        )
        names |= {paper.id: paper.frozen["signer"] for paper in db.session.scalars(query)}
    return {file.id: _once(names[each] for each in file.certificate_ids if each in names) for file in files}


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def is_another(name: str, printed_names: Collection[str]) -> bool:
    """Whether a certificate's name differs from a printed signer, whatever its case and spaces."""
    return any(_spelled(each) != _spelled(name) for each in printed_names)


def _spelled(name: str) -> str:
    """Tones stay: Hùng and Hưng are two people."""
    return clean_text(name.translate(APOSTROPHES)).casefold()
