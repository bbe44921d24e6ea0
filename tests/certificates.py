"""Certificates for tests, the short way: households that meet the criteria, decided and numbered."""

from __future__ import annotations

from tests.factories import Place, make_household, make_user, viewer
from webapp.models.base import writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune, Hamlet
from webapp.models.event import EventOp
from webapp.models.household import Household
from webapp.models.print_batch import PartState
from webapp.models.user import Role
from webapp.services import certificates, decisions, events, print_batches, recognition
from webapp.services.access import Viewer
from webapp.services.progress import today

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr")


def decided(
    place: Place, *heads: str, hamlet: Hamlet | None = None, number: str = "1/QĐ-UBND"
) -> tuple[Viewer, list[Household]]:
    """Households with a signed decision, and the officer who recorded it."""
    officer = viewer(make_user(Role.OFFICER, f"officer-{number.split('/')[0]}", place.commune))
    homes = [make_household(hamlet or place.hamlet, head) for head in heads]
    ids = [home.id for home in homes]
    with writing():
        events.record_many(
            officer,
            [events.event_object(home, EventOp.DONE, item=item) for home in ids for item in ITEMS],
        )
        proposed = recognition.propose(by=officer, household_ids=ids)
        decisions.record(
            by=officer, recognition_ids=[each.id for each in proposed], number=number, signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        )  # fmt: skip
    return officer, homes


def issued(
    place: Place, *heads: str, hamlet: Hamlet | None = None, number: str = "1/QĐ-UBND", demo: bool = False
) -> list[Certificate]:
    """Certificates of new households, by number."""
    officer, _homes = decided(place, *heads, hamlet=hamlet, number=number)
    if demo:
        with writing() as session:
            session.get_one(Commune, place.commune.id).demo = True
    made: list[Certificate] = []
    while True:
        with writing():
            some = certificates.issue(by=officer, loopback=False)
        if not some:
            return sorted(made, key=lambda paper: paper.serial)
        made += some


def printed(by: Viewer, paper: Certificate, reason: str = "") -> None:
    """As if the printer had made a sheet of it."""
    with writing():
        choice = print_batches.Choice("Một giấy", ids=[paper.id])
        batch = print_batches.create(by=by, choice=choice, reason=reason)
        [part] = print_batches.parts(batch)
        part.state = PartState.MADE
    with writing():
        print_batches.mark_printed(by=by, part_ids=[part.id])
