"""Papers of the site among signed files, and signers: before their first file, by four eyes, of old files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests import keys
from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.conftest import emptied
from tests.factories import make_user, viewer
from tests.staged import StagedTown, make_staged_town
from webapp.models.base import db, now, writing
from webapp.models.signature import SignedVersion, SignerState, SigningFile, SigningState
from webapp.models.stage import HamletMeeting
from webapp.models.user import Role, User
from webapp.services import pdf_origin, signed_files, signers, trust_roots
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.pdf_origin import Finding
from webapp.services.signing.keys import KeyRefused, read_signer
from webapp.services.signing.refusals import KEY_REFUSALS

DESK = "/giay/ky-so/"
SIGNERS = f"{DESK}nguoi-ky/"


@dataclass(frozen=True)
class Hall:
    """A commune with a closed meeting, and its people at their browsers."""

    town: StagedTown
    meeting: HamletMeeting
    officer: FlaskClient
    approver: FlaskClient
    admin: FlaskClient
    leader: FlaskClient
    other_leader: FlaskClient
    approvers: Viewer

    @property
    def paper(self) -> str:
        return f"minutes:{self.meeting.id}"

    @property
    def page(self) -> str:
        return f"/cong-nhan/cac-buoc/{self.town.submission_id}/hop/{self.meeting.hamlet_id}"


@pytest.fixture(scope="module")
def app_of_all(sqlite_app: Flask) -> Iterator[Flask]:
    yield from emptied(sqlite_app)


@pytest.fixture(scope="module")
def hall(app_of_all: Flask) -> Hall:
    town = make_staged_town("meeting", "request")
    meeting = town.meet(town.hamlet)
    approver = make_user(Role.APPROVER, "ky", town.place.commune)
    dao = db.session.scalars(select(User).where(User.username == "dao")).one()
    clients = []
    for user in (town.chi, approver, town.admin, town.bob, dao):
        clients.append(app_of_all.test_client())
        sign_in(clients[-1], user)
    return Hall(town, meeting, *clients, viewer(approver))


def add_signer(client: FlaskClient, content: bytes, password: str = "") -> str:
    """What the page of signers says to a certificate."""
    token = csrf_of(get(client, SIGNERS))
    form = {"csrf_token": token, "key": (io.BytesIO(content), "nguoi-ky.cer"), "password": password}
    answer = client.post(f"{SIGNERS}them", data=form, base_url=HTTPS)
    return answer.text if answer.status_code == 422 else get(client, answer.location).text


def der(p12: bytes) -> bytes:
    return keys.certificate_of(p12).public_bytes(Encoding.DER)


def test_minutes_are_signed_from_their_own_page_and_kept_with_it(hall: Hall) -> None:
    assert "Đã thêm “Lê Thị Mẫu”" in add_signer(hall.admin, der(keys.p12("Lê Thị Mẫu")))
    [signer] = signers.listed(hall.approvers)
    post(hall.admin, f"{SIGNERS}{signer.id}/xac-nhan", {}, SIGNERS)
    assert "Ký số văn bản này" in get(hall.officer, hall.page).text
    added = post(hall.officer, f"{DESK}them/van-ban", {"source": hall.paper}, hall.page)
    assert "Biên bản họp Buôn Ea Mẫu" in get(hall.officer, added.location).text
    again = post(hall.officer, f"{DESK}them/van-ban", {"source": hall.paper}, hall.page)
    assert again.location == added.location
    file_id = added.location.rstrip("/").rpartition("/")[2]
    _sign(hall, file_id)
    own, others = (get(client, hall.page) for client in (hall.leader, hall.other_leader))
    assert "Lê Thị Mẫu đã ký số lúc" in own.text
    assert others.status_code == 404
    signed = get(hall.leader, f"{DESK}van-ban/{file_id}.pdf")
    assert "da-ky-so.pdf" in signed.headers["Content-Disposition"]
    assert get(hall.other_leader, f"{DESK}van-ban/{file_id}.pdf").status_code == 404
    assert pdf_origin.examine(signed.data).finding is Finding.OURS_SIGNED_ISSUER_UNKNOWN
    offered = get(hall.officer, f"{DESK}them").text
    assert "Biên bản họp Buôn Ea Mẫu" in offered
    assert "đã đổi sau khi" not in own.text
    with writing():
        db.session.get_one(HamletMeeting, hall.meeting.id).place = "Sân nhà dài"
    assert "Văn bản đã đổi sau khi đưa vào ký" in get(hall.officer, hall.page).text


def _sign(hall: Hall, file_id: str) -> None:
    form = {
        "csrf_token": csrf_of(get(hall.approver, f"{DESK}ky?signing_ids={file_id}")), "signing_ids": file_id,
        "password": keys.KEY_PASSWORD, "key": (io.BytesIO(keys.p12("Lê Thị Mẫu")), "k.p12"),
    }  # fmt: skip
    run = hall.approver.post(f"{DESK}ky", data=form, base_url=HTTPS)
    assert "Đã ký xong 1 tệp" in get(hall.approver, run.location).text
    db.session.expire_all()
    assert signed_files.get(hall.approvers, file_id).state is SigningState.SIGNED


def test_a_paper_of_nobody_and_one_still_open_cannot_be_signed(hall: Hall) -> None:
    for source in (
        "minutes:x",
        "draft:" + hall.town.submission_id,
        "khac",
        "",
        hall.paper.replace("minutes", "a"),
    ):
        assert post(hall.officer, f"{DESK}them/van-ban", {"source": source}, DESK).status_code == 404


def test_a_certificate_is_added_from_each_kind_of_file_and_what_is_none_is_refused(hall: Hall) -> None:
    p12 = keys.p12("Văn thư Mẫu")
    assert "Đã thêm “Văn thư Mẫu”" in add_signer(hall.admin, p12, keys.KEY_PASSWORD)
    pem = keys.certificate_of(p12).public_bytes(Encoding.PEM)
    for content in (pem, der(p12), pem + keys.root().pem):
        told = read_signer(content, "", [keys.root().der], now())
        assert (told["name"], told["trusted"]) == ("Văn thư Mẫu", True)
    for content, code in (
        (keys.root().der, "an-authority"),
        (p12, "wrong-password"),
        (b"xin chao", "unreadable-certificate"),
        (der(keys.p12(ends=-1)), "expired"),
        (der(keys.p12(server=True)), "not-for-signing"),
        (pem + keys.certificate_of(keys.p12()).public_bytes(Encoding.PEM), "many-certificates"),
    ):
        with pytest.raises(KeyRefused, match=code):
            read_signer(content, "sai", [], now())
        assert KEY_REFUSALS[code][0] in {"key", "password"}


def test_with_four_eyes_an_officer_confirms_and_nobody_what_he_brought(hall: Hall) -> None:
    def told(name: str) -> dict[str, str]:
        day = now().isoformat()
        return {
            "fingerprint": name, "name": name, "organisation": "", "issuer": "CA", "valid_from": day,
            "valid_until": day,
        }  # fmt: skip

    admin, officer = viewer(hall.town.admin), hall.town.officer
    rules = {"officers_sign": False, "time_stamps": "", "reason": "", "check_revocation": False}
    with writing():
        ours = signers.add(by=admin, told=told("của quản trị"))
        theirs = signers.add(by=officer, told=told("của cán bộ"))
    with pytest.raises(Refused), writing():
        signers.confirm(by=officer, signer_id=ours.id)
    with writing():
        trust_roots.change_rule(by=admin, **rules, four_eyes=True)
    assert "Chứng thư này do chính tài khoản này đưa vào" in get(hall.admin, SIGNERS).text
    for by, signer in ((admin, ours), (officer, theirs)):
        with pytest.raises(Refused), writing():
            signers.confirm(by=by, signer_id=signer.id)
    with writing():
        signers.confirm(by=officer, signer_id=ours.id)
        signers.confirm(by=admin, signer_id=theirs.id)
        trust_roots.change_rule(by=admin, **rules, four_eyes=False)


def test_files_from_before_signers_were_confirmed_turn_green_once_they_are(hall: Hall) -> None:
    """As migration 0016 leaves them: held, without a fingerprint."""
    file = db.session.scalars(select(SigningFile).where(SigningFile.state == SigningState.SIGNED)).one()
    with writing():
        db.session.execute(update(SignedVersion).values(fingerprint=""))
        signer = next(each for each in signers.listed(hall.approvers) if each.name == "Lê Thị Mẫu")
        serial = db.session.scalars(select(SignedVersion.serial)).one()
        db.session.delete(db.session.merge(signer))
        db.session.get_one(SigningFile, file.id).state = SigningState.HELD
    page = get(hall.admin, SIGNERS).text
    assert "Chữ ký chưa ai xác nhận" in page
    post(hall.admin, f"{SIGNERS}tep-cu", {"issuer": keys.AUTHORITY, "serial": serial}, SIGNERS)
    db.session.expire_all()
    [found] = [each for each in signers.listed(hall.approvers) if each.name == "Lê Thị Mẫu"]
    assert found.state is SignerState.PENDING
    assert "Chữ ký chưa ai xác nhận" not in get(hall.admin, SIGNERS).text
    post(hall.admin, f"{SIGNERS}{found.id}/xac-nhan", {}, SIGNERS)
    db.session.expire_all()
    assert db.session.get_one(SigningFile, file.id).state is SigningState.SIGNED


def test_what_came_after_its_certificate_was_revoked_is_not_good(hall: Hall) -> None:
    file = db.session.scalars(select(SigningFile).where(SigningFile.state == SigningState.SIGNED)).one()
    [version] = db.session.scalars(select(SignedVersion)).all()
    since = (version.received_at - timedelta(days=1)).isoformat()
    with writing():
        told = [{"fingerprint": version.fingerprint, "revoked_on": since}]
        signers.mark_revoked(by=hall.approvers, told=told)
    content = signed_files.get(hall.approvers, file.id, whole=True).content
    assert pdf_origin.examine(content).finding is Finding.OURS_REVOKED
    assert "Chứng thư bị thu hồi ngày" in get(hall.admin, SIGNERS).text
