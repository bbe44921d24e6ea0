"""A family that took its consent back has its sheet erased: nothing of it is left, and nothing comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of, viewer
from tests.phones import add_person, done, edit, make_event, new_uuid, undo
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.event import FieldHead
from webapp.models.household import Household
from webapp.models.recognition import RecognitionState
from webapp.models.user import Role, User
from webapp.services import (
    audit,
    certificates,
    checklist,
    consents,
    decisions,
    erasing,
    events,
    export,
    households,
    projection,
    recognition,
    teaching,
)
from webapp.services.access import Viewer
from webapp.services.changes import merging
from webapp.services.consents import Said
from webapp.services.errors import Refused
from webapp.services.progress import today
from webapp.services.teaching import Occasion

VNEID, QR = "kn-vneid-muc-2", "kn-quet-qr"
SECRETS = ("Y Bí Mật", "Máy hỏng", "Cụ Riêng", "0900000123", "Tên Sửa", "Bà Con Riêng")
REASON, WORDS = "Chủ hộ yêu cầu ngày 21/11, bằng giấy", "xóa phiếu"


@pytest.fixture
def officer(place: Place) -> User:
    return make_user(Role.OFFICER, "chi", place.commune)


@pytest.fixture
def chi(officer: User) -> Viewer:
    return viewer(officer)


def before() -> str:
    return (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def send(by: Viewer, *raws: dict[str, Any]) -> list[str]:
    with writing():
        return [answer.status.value for answer in events.record_many(by, list(raws))]


def answer(by: Viewer, home: Household, *agreed: consents.ConsentPurpose) -> None:
    with writing() as session:
        consents.record(by=by, household=session.get_one(Household, home.id), said=Said(frozenset(agreed)))


def erase(by: Viewer, home: Household) -> None:
    with writing():
        erasing.erase(by=by, household_id=home.id, reason=REASON, words=WORDS)
    db.session.expire_all()


def lived_in(place: Place, by: Viewer) -> tuple[Household, list[dict[str, Any]]]:
    """A household with something of everything, and what phones sent for it."""
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bí Mật", 1980), note="Máy hỏng", address="Dãy 2")
    gone = make_household(place.hamlet, "Ghi Trùng", ("Bà Con Riêng", 1950))
    [person] = people_of(home)
    newcomer, tick = new_uuid(), done(home.id, VNEID, person.id)
    first = edit(home.id, "head", "Tên Sửa")
    raws = [
        tick, done(home.id, QR), done(gone.id, "kn-day-lai"), undo(tick) | {"cancels": new_uuid()},
        make_event("visit", home.id, data={"result": "met", "next": None}),
        make_event("note", home.id, data={"text": "Máy hỏng"}),
        add_person(home.id, newcomer, "Cụ Riêng", 1940),
        first, edit(home.id, "head", "H'Mẫu Niê", first["id"]),
        edit(home.id, "name", "Y Bí Mật Hai", person=person.id), edit(home.id, "phone", "0900000123"),
    ]  # fmt: skip
    assert set(send(by, *raws)) == {"applied"}
    present = teaching.attendees(by, [person.id], [home.id])
    with writing():
        occasion = Occasion(today(), [QR], by.user_id, place.hamlet.id, headcount=4)
        teaching.record_group(by=by, occasion=occasion, present=present)
        merging.merge(by=by, gone_id=gone.id, stays_id=home.id)
    return home, raws


def test_nothing_of_the_sheet_is_left_and_the_line_of_the_list_stays(place: Place, chi: Viewer) -> None:
    home, _raws = lived_in(place, chi)
    neighbour = make_household(place.hamlet, "Nhà Bên")
    send(chi, done(neighbour.id, QR))
    answer(chi, home)
    with writing():
        audit.seal()
    erase(chi, home)
    with writing():
        assert audit.seal() == 1
    told = str(list(export.events())) + str([vars(each) for each in db.session.query(Household)])
    assert not [secret for secret in SECRETS if secret in told]
    assert db.session.query(FieldHead).count() == 0
    assert people_of(home)[0].name is None
    assert [line["household"] for line in export.state()] == [neighbour.id]
    kept = db.session.get_one(Household, home.id)
    assert (kept.head, kept.address, kept.phone) == ("H'Mẫu Niê", "Dãy 2", None)
    [session] = teaching.latest(chi)
    assert (session.session.named, session.session.present) == ([], 6)
    assert checklist.sheet(chi, home.id).log == ()
    assert all(check.broken_at is None for check in audit.verify())


def test_the_log_read_again_or_a_phone_that_sends_again_brings_nothing_back(
    place: Place, chi: Viewer
) -> None:
    home, raws = lived_in(place, chi)
    answer(chi, home)
    erase(chi, home)
    stood = export.state()
    assert set(send(chi, *raws)) == {"duplicate"}
    late = [
        done(home.id, VNEID),
        edit(home.id, "head", "Tên Sửa"),
        add_person(home.id, new_uuid(), "Cụ Riêng"),
    ]
    assert set(send(chi, *(each | {"occurred_at": before()} for each in late))) == {"rejected"}
    twin = make_event("note", home.id, id=raws[0]["id"], data={"text": "Máy hỏng"}, occurred_at=before())
    assert send(chi, twin) == ["rejected"]
    with writing():
        projection.rebuild(place.commune.id)
    db.session.expire_all()
    assert export.state() == stood == []
    assert db.session.get_one(Household, home.id).head == "H'Mẫu Niê"


def test_a_family_that_agrees_anew_begins_with_an_empty_sheet(place: Place, chi: Viewer) -> None:
    home, raws = lived_in(place, chi)
    answer(chi, home)
    erase(chi, home)
    answer(chi, home, consents.ConsentPurpose.CHECKLIST)
    stale = edit(home.id, "head", "H'Mẫu Niê Kđăm", raws[8]["id"])
    assert send(chi, done(home.id, QR), stale) == ["applied", "applied"]
    db.session.expire_all()
    assert [line["item"] for line in export.state()] == [QR]
    assert db.session.get_one(Household, home.id).head == "H'Mẫu Niê Kđăm"


def test_what_was_decided_stands_and_a_proposal_goes_back(place: Place, chi: Viewer) -> None:
    given, waits = (make_household(place.hamlet, f"Nhà {number}") for number in (1, 2))
    send(chi, *(done(home.id, item) for home in (given, waits) for item in (VNEID, QR)))
    with writing():
        [one] = recognition.propose(by=chi, household_ids=[given.id])
        decisions.record(
            by=chi, recognition_ids=[one.id], number="1/QĐ-UBND", signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
        [paper] = certificates.issue(by=chi, loopback=False)
        [two] = recognition.propose(by=chi, household_ids=[waits.id])
    for home in (given, waits):
        answer(chi, home)
        erase(chi, home)
    assert db.session.get_one(Certificate, paper.id).status is CertificateStatus.ISSUED
    assert recognition.of_household(chi, given.id)[0].state is RecognitionState.ISSUED
    [back] = recognition.of_household(chi, waits.id)
    assert (back.state, back.inputs["done"]) == (RecognitionState.RETURNED, {})
    assert two.id == back.id


def test_an_officer_sees_what_goes_types_the_words_and_cannot_erase_a_family_that_agrees(
    place: Place, officer: User, chi: Viewer, client: FlaskClient
) -> None:
    home, _raws = lived_in(place, chi)
    with pytest.raises(Refused, match="vẫn đồng ý"), writing():
        erasing.erase(by=chi, household_id=home.id, reason=REASON, words=WORDS)
    answer(chi, home)
    sign_in(client, officer)
    path = f"/ho/{home.id}/xoa-phieu"
    assert f'href="{path}"' in get(client, f"/ho/{home.id}/dong-y").text
    shown = get(client, path).text
    assert "3 tên, năm sinh" in shown
    assert post(client, path, {"reason": ""}).status_code == 422
    asked = post(client, path, {"reason": REASON})
    assert (asked.status_code, "Gõ XÓA PHIẾU" in asked.text) == (200, True)
    wrong = post(client, path, {"reason": REASON, "words": "có", "lam": "1"})
    assert (wrong.status_code, "Gõ đúng hai chữ" in wrong.text) == (422, True)
    assert households.people(home)
    assert post(client, path, {"reason": REASON, "words": "XÓA PHIẾU", "lam": "1"}).status_code == 303
    assert households.people(home) == []
