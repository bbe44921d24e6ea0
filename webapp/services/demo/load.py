"""Loading what is not there yet."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.commune import Commune
from webapp.services.demo import script, story
from webapp.services.demo.script import CommuneScript
from webapp.services.demo.staff import PASSWORD
from webapp.services.passwords import hash_password


def missing() -> list[CommuneScript]:
    """The demo communes that this installation does not have; none where a real commune is served."""
    there = {row.id: row.demo for row in db.session.execute(select(Commune.id, Commune.demo))}
    if not all(there.values()):
        return []
    return [each for each in script.communes() if each.code not in there]


def shared_hash() -> str:
    """One hash for all demo accounts; made outside of any transaction."""
    return hash_password(PASSWORD)


def load(each: CommuneScript, password_hash: str) -> Commune:
    """One commune, whole, inside the transaction under way."""
    return story.tell(each, password_hash)
