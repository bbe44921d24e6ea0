"""Signing: at the desk with a key, with the office's own program, and what anyone is told of a PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests import keys
from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.conftest import emptied
from tests.factories import make_household, make_place, make_user, viewer
from tests.papers import MM, certificate, codes_on, text_of, words_on
from tests.phones import done
from tests.revoking import responding
from webapp.models.base import db, now, writing
from webapp.models.certificate import Certificate
from webapp.models.signature import (
    SignedVersion,
    SignerState,
    SigningCertificate,
    SigningFile,
    SigningKind,
    SigningState,
)
from webapp.models.user import Role, User
from webapp.services import certificates, decisions, events, recognition, signed_files, signers, trust_roots
from webapp.services.access import Viewer
from webapp.services.progress import today
from webapp.services.signed_files import Made
from webapp.services.signing.keys import Key, KeyRefused, open_key
from webapp.services.signing.pdf_checking import check
from webapp.services.signing.pdf_signing import NotSigned, Purpose, SigningWriter, sign
from webapp.services.signing.preparing import prepare
from webapp.services.signing.refusals import KEY_REFUSALS
from webapp.services.signing.time_stamps import AuthorityOverHttps
from webapp.web.pdf import render_certificates
from webapp.web.signing_stamp import stamp_of

DESK = "/giay/ky-so/"
SAYS = Purpose("Công nhận Gia đình số", "Phường Buôn Ma Thuột", printed=(keys.SIGNER,))
SIGNERS_MIDDLE = 297 - 25 - 54  # millimetres from the left, on the usual layout


@dataclass(frozen=True)
class Office:
    """One commune with one certificate: its officer and its approver at their browsers."""

    chi: Viewer
    paper: Certificate
    officer: FlaskClient
    approver: FlaskClient
    admin: FlaskClient
    visitor: FlaskClient


@pytest.fixture(scope="module")
def app_of_all(sqlite_app: Flask) -> Iterator[Flask]:
    yield from emptied(sqlite_app)


@pytest.fixture(scope="module")
def office(app_of_all: Flask) -> Office:
    place = make_place()
    users = {role: make_user(role, f"the-{role.value}", place.commune) for role in _ROLES}
    chi = viewer(users[Role.OFFICER])
    home = make_household(place.hamlet, "H'Wơ̆ Niê Kđăm")
    with writing():
        items = ("kn-vneid-muc-2", "kn-quet-qr")
        events.record_many(chi, [done(home.id, item) for item in items])
        [made] = recognition.propose(by=chi, household_ids=[home.id])
        decisions.record(
            by=chi, recognition_ids=[made.id], number="1/QĐ-UBND", signed_on=today(),
            signer=keys.SIGNER, signature_lines=["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        )  # fmt: skip
        [paper] = certificates.issue(by=chi, loopback=False)
    at = {role: _browser(app_of_all, user) for role, user in users.items()}
    return Office(chi, paper, at[Role.OFFICER], at[Role.APPROVER], at[Role.ADMIN], app_of_all.test_client())


_ROLES = (Role.OFFICER, Role.APPROVER, Role.ADMIN)


def _browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user)
    return client


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Three certificates of two hamlets in one file, as they are printed."""
    pages = [
        certificate(f"H'Wơ̆ Niê {n}", f"ma{n}", bookmark, number=f"GDS-26-0000{n}")
        for n, bookmark in enumerate(("Buôn Ea Mẫu", "Buôn Ea Mẫu", "Tổ dân phố 2"))
    ]
    return prepare(render_certificates(pages, demo=False))[1]


@pytest.fixture(scope="module")
def key() -> Key:
    return open_key(keys.p12(), keys.KEY_PASSWORD, [keys.root().der], datetime.now(UTC))


@pytest.fixture(scope="module")
def stamp(app_of_all: Flask, key: Key) -> bytes:
    return stamp_of(key.as_json(), now())


@pytest.fixture(scope="module")
def signed(plain: bytes, key: Key, stamp: bytes) -> bytes:
    return sign(plain, key, stamp, SAYS)


@pytest.fixture(scope="module")
def elsewhere(key: Key, stamp: bytes) -> bytes:
    """A file that another office made and signed."""
    return sign(render_certificates([certificate(number="GDS-26-99999")], demo=False), key, stamp, SAYS)


def judged(content: bytes, made: bytes | None = None) -> dict[str, object]:
    """The report with the one signature's words in it."""
    report = check(content, [keys.root().der], made_size=len(made) if made else None)
    return {**report, **report["signatures"][0]}


# --- what a signature is ----------------------------------------------------------------------------------


def test_a_signature_stands_behind_the_file_that_was_made_and_names_the_signer(
    plain: bytes, signed: bytes
) -> None:
    assert signed.startswith(plain)
    told = judged(signed)
    assert (told["name"], told["organisation"]) == (keys.SIGNER, keys.BUSINESS)
    assert (told["intact"], told["trusted"], told["last"], told["changed"]) == (True, True, True, False)
    with pikepdf.open(io.BytesIO(signed)) as document:
        value = document.Root.AcroForm.Fields[0].V
        assert (str(value.SubFilter), str(value.Reason)) == ("/ETSI.CAdES.detached", SAYS.reason)
        assert str(value.Location) == SAYS.place


def test_a_time_stamp_is_in_the_signature_or_nothing_is_signed(plain: bytes, key: Key, stamp: bytes) -> None:
    told = judged(sign(plain, key, stamp, SAYS, keys.time_stamper()))
    assert (told["timestamped"], told["stamp_trusted"]) == (True, True)
    for nobody in ("https://127.0.0.1:1/tsa", "http://127.0.0.1:1/tsa"):
        with pytest.raises(NotSigned, match="no-timestamp"):
            sign(plain, key, stamp, SAYS, AuthorityOverHttps(nobody))


def test_two_people_may_sign_one_after_the_other_until_one_locks_the_file(
    plain: bytes, signed: bytes, key: Key, stamp: bytes
) -> None:
    second = open_key(keys.p12("Văn thư xã Liên Minh"), keys.KEY_PASSWORD, [], datetime.now(UTC))
    both = check(sign(signed, second, stamp, SAYS), [keys.root().der])
    assert [(each["intact"], each["changed"]) for each in both["signatures"]] == [(True, False)] * 2
    locked = sign(plain, key, stamp, Purpose("", "", last=True))
    assert judged(locked)["changed"] is False
    with pytest.raises(NotSigned, match="cannot-sign"):
        sign(locked, second, stamp, SAYS)


def test_a_signed_file_is_still_the_archived_one(plain: bytes, signed: bytes) -> None:
    """PDF/A-2a as far as its structure shows it: what the archive asks of each file, before and after."""
    for content in (plain, signed):
        with pikepdf.open(io.BytesIO(content)) as document:
            root, about = document.Root, document.open_metadata()
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
            assert about["pdf:Producer"] == str(document.docinfo.Producer)
            assert max(document.pdf_version, str(root.get("/Version", "/1.4"))[1:]) < "2"
            assert (str(root.Lang), bool(root.MarkInfo.Marked), len(root.OutputIntents)) == ("vi", True, 1)
            with document.open_outline() as outline:
                assert [each.title for each in outline.root] == ["Buôn Ea Mẫu", "Tổ dân phố 2"]
            assert "/Encrypt" not in document.trailer
            assert not any(_bare_fonts(document))
        assert "H’Wơ̆ Niê 0" in text_of(content)[0].replace("'", "’")
        assert codes_on(content, 2)[0].endswith("/xac-minh/ma1")


def _bare_fonts(document: pikepdf.Pdf) -> Iterator[str]:
    """Fonts that aren't embedded as a subset."""
    for each in document.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
            whole = [each.get(name) for name in ("/FontFile", "/FontFile2", "/FontFile3")]
            if not any(whole) or "+" not in str(each.FontName):
                yield str(each.FontName)


def test_the_field_is_tagged_printed_and_covers_no_word(plain: bytes, signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as document:
        field = document.Root.AcroForm.Fields[0]
        assert int(field.F) & 4
        owners = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        assert str(owners[int(field.StructParent)].S) == "/Form"
        left, bottom, right, top = (float(each) for each in field.Rect)
        height = float(document.pages[0].MediaBox[3])
    above = [word for word in words_on(signed, 1) if word.text in {"TỊCH", "Chiến"}]
    office, signer = max(above, key=lambda word: word.text == "TỊCH" and word.top), above[-1]
    assert office.bottom * MM < height - top < height - bottom < signer.top * MM
    assert abs((left + right) / 2 - SIGNERS_MIDDLE * MM) < 3 * MM
    before, after = text_of(plain)[0], text_of(signed)[0]
    assert set(before.split()) <= set(after.split())
    assert keys.BUSINESS in " ".join(after.split())


# --- attacks ----------------------------------------------------------------------------------------------


def _byte_changed(signed: bytes, plain: bytes) -> bytes:
    at = plain.index(b"WeasyPrint")
    return signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]


def _page_appended(signed: bytes) -> bytes:
    """A shadow: one more page behind a valid signature, by an update of its own."""
    from pyhanko.pdf_utils.writer import PageObject

    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed)), io.BytesIO()
    words = generic.StreamObject(stream_data=b"BT ET")
    writer.insert_page(PageObject(contents=writer.add_object(words), media_box=(0, 0, 300, 300)))
    writer.write(out)
    return out.getvalue()


def test_a_changed_byte_an_appended_page_and_a_removed_signature_are_seen(
    plain: bytes, signed: bytes, key: Key, stamp: bytes
) -> None:
    assert judged(_byte_changed(signed, plain))["intact"] is False
    shadow = judged(_page_appended(signed))
    assert (shadow["intact"], shadow["last"], shadow["changed"]) == (True, False, True)
    assert check(signed[: len(plain)], [])["signatures"] == []
    hidden = sign(_page_appended(plain), key, stamp, SAYS)
    told = judged(hidden, plain)
    assert (told["intact"], told["changed"], told["only_signed"]) == (True, False, False)


def _annotated(signed: bytes) -> bytes:
    """A note of many words laid over the first page."""

    def change(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (100, 100, 300, 200))
                ),
                generic.pdf_name("/Contents"): generic.pdf_string("Giải nhất"),
            }
        )
        page.setdefault(generic.pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(note))

    return _updated(signed, change)


def _words_swapped(signed: bytes) -> bytes:
    """The first page's own words put away by an update behind the signature."""

    def change(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        words = generic.StreamObject(stream_data=b"BT ET")
        page[generic.pdf_name("/Contents")] = writer.add_object(words)

    return _updated(signed, change)


def _swapped_beside_answers(signed: bytes) -> bytes:
    """The same, dressed up as an update that keeps an authority's answers."""
    writer, out = SigningWriter(io.BytesIO(_words_swapped(signed))), io.BytesIO()
    root = asn1_x509.Certificate.load(keys.root().der)
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=[root])
    writer.write(out)
    return out.getvalue()


def _stamp_swapped(signed: bytes) -> bytes:
    """Another picture in the place of the visible signature."""

    def change(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10)))
        words = generic.StreamObject(
            {generic.pdf_name("/Subtype"): generic.pdf_name("/Form"), generic.pdf_name("/BBox"): box},
            stream_data=b"0 0 10 10 re f",
        )
        field["/AP"][generic.pdf_name("/N")] = writer.add_object(words)
        writer.update_container(field["/AP"])

    return _updated(signed, change)


def _updated(signed: bytes, change: Callable[[IncrementalPdfFileWriter, Any], None]) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed)), io.BytesIO()
    page = writer.find_page_for_modification(0)[0].get_object()
    change(writer, page)
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()


def _saved_anew(signed: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as document:
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [_annotated, _words_swapped, _swapped_beside_answers, _stamp_swapped, _page_appended, _saved_anew],
)
def test_nothing_that_changes_what_a_reader_sees_passes_as_signed(
    plain: bytes, signed: bytes, change: Callable[[bytes], bytes]
) -> None:
    report = check(change(signed), [keys.root().der], made_size=len(plain))
    told = report.get("signatures", [{}])[0]
    assert not (told.get("intact") and told["last"] and not told["changed"] and report["only_signed"])
    assert not _only_added(report)


def _only_added(report: dict[str, Any]) -> bool:
    """As the public page asks it."""
    signatures = report.get("signatures", [])
    unbroken = [each["intact"] and not each["changed"] for each in signatures]
    return bool(signatures) and all(unbroken) and signatures[-1]["last"] and report["only_signed"]


def test_a_change_between_two_signatures_is_seen_though_the_second_covers_it(
    plain: bytes, signed: bytes, key: Key, stamp: bytes
) -> None:
    report = check(sign(_annotated(signed), key, stamp, SAYS), [keys.root().der], made_size=len(plain))
    first, second = report["signatures"]
    assert (first["intact"], first["changed"], second["last"]) == (True, True, True)
    assert not _only_added(report)


# --- the desk ---------------------------------------------------------------------------------------------


def send_key(client: FlaskClient, file: SigningFile, **changes: object) -> TestResponse:
    page = f"{DESK}ky?signing_ids={file.id}"
    form = {
        "csrf_token": csrf_of(get(client, page)), "signing_ids": file.id, "password": keys.KEY_PASSWORD,
        "key": (io.BytesIO(keys.p12()), "khoa.p12"), "reason": "Công nhận", "place": "Buôn Ma Thuột",
    }  # fmt: skip
    return client.post(f"{DESK}ky", data={**form, **changes}, base_url=HTTPS)


@pytest.fixture
def waiting(office: Office) -> SigningFile:
    """The commune's one certificate, put before the signer."""
    assert post(office.officer, f"{DESK}them/giay", {"tat-ca": "1"}, f"{DESK}them").status_code in {302, 303}
    return db.session.scalars(select(SigningFile).where(SigningFile.kind == SigningKind.CERTIFICATE)).one()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"password": "sai mật khẩu"}, "Mật khẩu của tệp khóa chưa đúng"),
        ({"key": (io.BytesIO(keys.p12(authority="CA Lạ")), "a.p12")}, "do “CA Lạ” cấp"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_at_its_field_and_signs_nothing(
    office: Office, waiting: SigningFile, sent: dict[str, object], says: str
) -> None:
    trust(office)
    answer = send_key(office.approver, waiting, **sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert keys.KEY_PASSWORD not in answer.text
    assert db.session.scalars(select(SignedVersion)).all() == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 khong phai khoa", "not-p12"),
        (keys.p12(ends=-1), "expired"),
        (keys.p12(starts=2), "not-yet"),
        (keys.p12(server=True), "not-for-signing"),
        (keys.p12(usage="key_encipherment"), "not-for-signing"),
    ],
)
def test_each_key_that_cannot_sign_has_its_own_sentence(content: bytes, code: str) -> None:
    with pytest.raises(KeyRefused, match=code):
        open_key(content, keys.KEY_PASSWORD, [keys.root().der], datetime.now(UTC))
    assert KEY_REFUSALS[code][0] == "key"


def trust(office: Office) -> None:
    """The admin names the tests' authority, once."""
    if trust_roots.ders_of(office.chi.commune_id):
        return
    page = get(office.admin, f"{DESK}cai-dat")
    form = {"csrf_token": csrf_of(page), "file": (io.BytesIO(keys.root().pem), "goc.pem")}
    added = office.admin.post(f"{DESK}cai-dat/chung-thu", data=form, base_url=HTTPS)
    assert added.status_code == 303
    assert keys.AUTHORITY in get(office.admin, f"{DESK}cai-dat").text


def confirm(office: Office, name: str = keys.SIGNER) -> None:
    """The admin says that this person signs for the commune; once."""
    for each in signers.listed(office.chi):
        if each.name == name and each.state is not SignerState.CONFIRMED:
            page = f"{DESK}nguoi-ky/"
            assert post(office.admin, f"{page}{each.id}/xac-nhan", {}, page).status_code == 303


def test_only_the_approver_opens_a_key_until_the_commune_lets_officers(
    office: Office, waiting: SigningFile
) -> None:
    assert "chưa cho tài khoản này ký" in get(office.officer, f"{DESK}ky?signing_ids={waiting.id}").text
    assert not trust_roots.may_use_key(office.chi)


def test_a_time_stamp_address_is_https_or_is_not_saved(office: Office) -> None:
    sent = {"time_stamps": "http://tsa.example.vn", "reason": ""}
    assert post(office.admin, f"{DESK}cai-dat", sent).status_code == 422


def test_the_office_program_signs_what_was_downloaded_and_only_that_comes_back(
    office: Office, key: Key, stamp: bytes, plain: bytes
) -> None:
    trust(office)
    made = Made(SigningKind.PAPER, "Tờ trình 05/TTr", plain, 3)
    with writing():
        [file] = signed_files.add(by=office.chi, made=[made])
    token = csrf_of(get(office.officer, DESK))
    packed = office.officer.post(
        f"{DESK}tai-ve", data={"csrf_token": token, "signing_ids": file.id}, base_url=HTTPS
    )
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert set(archive.namelist()) == {file.file_name, "danh-sach.txt"}
        got = archive.read(file.file_name)
    assert got == plain
    foreign = open_key(keys.p12(authority="CA Lạ"), keys.KEY_PASSWORD, [], datetime.now(UTC))
    back = {
        "la.pdf": _signed_elsewhere(got, foreign),
        "chua-ky.pdf": got,
        "them-trang.pdf": _signed_elsewhere(_page_appended(got), key),
        "khac.pdf": _byte_changed(_signed_elsewhere(got, key), got),
        "thu.docx": b"xin chao",
    }
    answer = bring(office, back)
    for words in (
        "do “CA Lạ” cấp",
        "chưa có chữ ký số nào mới",
        "còn bị sửa chỗ khác",
        "Tệp đã bị sửa sau khi ký",
        "Đây không phải tệp PDF",
    ):
        assert words in answer.text
    assert "Đã nhận" not in answer.text
    assert "Không phải tệp đã tải" in bring(office, {"quet.pdf": _scanned()}).text
    taken = bring(office, {"ky.pdf": _signed_elsewhere(got, key)}, zipped=True)
    assert "Đã nhận 1 tệp" in taken.text
    content = get(office.officer, f"{DESK}{file.id}/tep.pdf").data
    assert content[: len(plain)] == plain
    again = bring(office, {"lai.pdf": content, "nua.pdf": content[:-99]}).text
    assert "Đã nhận rồi, không phải làm gì" in again
    assert "Tệp chưa tải hết hoặc bị hỏng" in again
    told = ask(office.visitor, content)
    assert f"Chữ ký của người khác ({keys.SIGNER}), xã chưa xác nhận" in told.text
    assert "Tệp thật" not in told.text
    confirm(office)
    assert "Đã ký số" in get(office.officer, f"{DESK}{file.id}/").text
    told = ask(office.visitor, content)
    assert "Tệp thật, chữ ký số đúng" in told.text
    assert "ở dưới" not in told.text  # a paper of another kind: there is no certificate to look at
    assert keys.SIGNER in told.text


def _signed_elsewhere(content: bytes, key: Key) -> bytes:
    """As another program signs: a field without a picture, no tag."""
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    out = io.BytesIO()
    about = PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), about, key.signer, output=out)
    return out.getvalue()


def bring(office: Office, files: dict[str, bytes], *, zipped: bool = False) -> TestResponse:
    if zipped:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        files = {"ve.zip": packed.getvalue()}
    token = csrf_of(get(office.officer, f"{DESK}nhan-ve"))
    sent = [(io.BytesIO(content), name) for name, content in files.items()]
    return office.officer.post(f"{DESK}nhan-ve", data={"csrf_token": token, "files": sent}, base_url=HTTPS)


def test_a_zip_that_unpacks_to_too_much_is_refused(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bom.pdf", bytes(21 * 1024 * 1024))
    token = csrf_of(get(office.officer, f"{DESK}nhan-ve"))
    sent = {"csrf_token": token, "files": [(io.BytesIO(packed.getvalue()), "bom.zip")]}
    answer = office.officer.post(f"{DESK}nhan-ve", data=sent, base_url=HTTPS)
    assert answer.status_code == 422
    assert "giải nén ra quá lớn" in answer.text


# --- what anyone is told ----------------------------------------------------------------------------------


def ask(visitor: FlaskClient, content: bytes, address: str = "127.0.0.1") -> TestResponse:
    token = csrf_of(get(visitor, "/xac-minh/tep/"))
    form = {"csrf_token": token, "file": (io.BytesIO(content), "giay.pdf")}
    return visitor.post("/xac-minh/tep/", data=form, base_url=HTTPS, environ_base={"REMOTE_ADDR": address})


def test_from_the_approvers_key_to_a_citizens_check(office: Office, waiting: SigningFile) -> None:
    trust(office)
    unsigned = signed_files.get(office.chi, waiting.id, whole=True).content
    assert "chưa ký số" in ask(office.visitor, unsigned).text
    run = send_key(office.approver, waiting)
    assert run.status_code == 303
    assert "Đã ký xong 1 tệp" in get(office.approver, run.location).text
    content = get(office.approver, f"{DESK}{waiting.id}/tep.pdf").data
    assert content.startswith(unsigned)
    assert "<dt>Lý do ký</dt><dd>Công nhận</dd>" in get(office.officer, f"{DESK}{waiting.id}/").text
    confirm(office)
    told = ask(office.visitor, content)
    assert "Tệp thật, chữ ký số đúng" in told.text
    assert office.paper.number in told.text
    assert told.headers["Cache-Control"] == "no-store"
    assert len(told.data) < 30_000
    for changed, heading in (
        (_page_appended(content), "Tệp đã bị thêm hoặc sửa"),
        (content + b"x", "Tệp đã bị thêm hoặc sửa"),
        (_byte_changed(content, unsigned), "Tệp đã bị sửa"),
    ):
        told = ask(office.visitor, changed).text
        assert f"<h1>{heading}</h1>" in told
        assert "không bị sửa sau khi ký" not in told
        assert "không được tin cậy" not in told
    assert "Bản chưa ký của một tệp đã ký số" in ask(office.visitor, unsigned).text


def test_authorities_are_asked_where_the_commune_wants_it_and_their_answers_kept(
    office: Office, plain: bytes
) -> None:
    trust(office)
    rules = {"officers_sign": False, "time_stamps": "", "reason": "", "four_eyes": False}
    admin = viewer(db.session.scalars(select(User).where(User.role == Role.ADMIN)).one())
    with writing():
        trust_roots.change_rule(by=admin, **rules, check_revocation=True)
        made = [Made(SigningKind.PAPER, f"Tờ trình {n}", prepare(_scanned(n))[1], 1) for n in (7, 8)]
        first, second = signed_files.add(by=office.chi, made=made)
    with responding() as authority:
        p12 = authority.signer(keys.SIGNER)
        key = open_key(p12, keys.KEY_PASSWORD, [], datetime.now(UTC))
        came, late = (_signed_elsewhere(each.content, key) for each in made)
        assert "chứng thư không bị thu hồi" in bring(office, {"a.pdf": came}).text
        confirm(office)
        authority.revoke(p12, days_ago=2)
        refused = bring(office, {"b.pdf": late}).text
        key_refused = send_key(office.approver, second, key=(io.BytesIO(p12), "k.p12"))
    assert "đã bị thu hồi ngày" in refused
    assert "Đã nhận" not in refused
    assert (key_refused.status_code, "đã bị thu hồi ngày" in key_refused.text) == (422, True)
    kept = signed_files.get(office.chi, first.id, whole=True).content
    assert kept.startswith(came)
    assert b"/DSS" in kept[len(came) :]
    assert "câu trả lời lưu trong tệp" in get(office.officer, f"{DESK}{first.id}/").text
    with writing():
        db.session.execute(update(SigningCertificate).values(revoked_on=None))
        trust_roots.change_rule(by=admin, **rules, check_revocation=False)
    for content in (came, kept):
        told = ask(office.visitor, content, NEARBY).text
        assert "Tệp thật, chữ ký số đúng" in told
        assert "chứng thư không bị thu hồi" in told
    assert "xã chưa nhận tệp này" in ask(office.visitor, late, NEARBY).text


def _scanned(shade: int = 255) -> bytes:
    """As a scanner's program writes it: sound for every reader, not by the book."""
    out = io.BytesIO()
    Image.new("L", (300, 400), shade).save(out, "PDF")
    return out.getvalue()


def test_a_scan_is_made_ready_to_sign_and_is_called_foreign_not_broken(office: Office) -> None:
    scan = _scanned()
    report, ready = prepare(scan)
    assert (report["pages"], check(ready, [])["signatures"]) == (1, [])
    told = ask(office.visitor, scan, NEARBY)
    assert (told.status_code, "<h1>Không phải tệp của xã</h1>" in told.text) == (200, True)
    large = ask(office.visitor, bytes(13 * 1024 * 1024), NEARBY)
    assert (large.status_code, "tối đa 10 MB" in large.text, "5 MB" in large.text) == (413, True, False)
    assert 'type="file"' in large.text


SHOP = "Cửa hàng Mẫu"
NEARBY, STRANGER = "10.0.0.9", "10.0.0.8"  # each address may ask thirty times


def test_a_shop_with_a_certificate_of_a_trusted_authority_does_not_sign_for_the_commune(
    office: Office, waiting: SigningFile
) -> None:
    trust(office)
    another = send_key(office.approver, waiting, key=(io.BytesIO(keys.p12(SHOP)), "k.p12"))
    assert another.status_code == 422
    assert f"mang tên “{SHOP}”, giấy in người ký “{keys.SIGNER}”" in another.text
    unsigned = signed_files.get(office.chi, waiting.id, whole=True).content
    shop = open_key(keys.p12(SHOP), keys.KEY_PASSWORD, [], datetime.now(UTC))
    content = _signed_elsewhere(unsigned, shop)
    words = f"Chữ ký của người khác ({SHOP}), xã chưa xác nhận"
    assert words in ask(office.visitor, content, NEARBY).text
    assert "chờ xác nhận người ký" in bring(office, {"shop.pdf": content}).text
    assert words in ask(office.visitor, content, NEARBY).text
    page = get(office.admin, f"{DESK}nguoi-ky/").text
    assert SHOP in page
    assert "Khác tên" in page
    [signer] = [each for each in signers.listed(office.chi) if each.name == SHOP]
    refused = post(office.approver, f"{DESK}nguoi-ky/{signer.id}/xac-nhan", {}, f"{DESK}nguoi-ky/")
    assert "do chính tài khoản này đưa vào" in get(office.approver, refused.location).text
    post(office.admin, f"{DESK}nguoi-ky/{signer.id}/tu-choi", {}, f"{DESK}nguoi-ky/")
    db.session.expire_all()
    file = signed_files.get(office.chi, waiting.id, whole=True)
    assert file.content == unsigned
    assert file.state is not SigningState.HELD
    assert words in ask(office.visitor, content, NEARBY).text


def test_a_strangers_file_is_not_ours_whatever_it_says(office: Office, elsewhere: bytes) -> None:
    words = {"number": office.paper.number, "check_code": office.paper.check_code}
    named = render_certificates([certificate(**words)], demo=False)
    assert "Tệp ghi số của giấy có thật" in ask(office.visitor, named, STRANGER).text
    assert "nhưng không do hệ thống này phát hành" in ask(office.visitor, elsewhere, STRANGER).text
    refused = ask(office.visitor, b"xin chao", STRANGER)
    assert refused.status_code == 422
    assert "Đây không phải tệp PDF" in refused.text
    for _ in range(27):  # a whole office behind one address
        assert ask(office.visitor, b"xin chao", STRANGER).status_code == 422
    too_many = ask(office.visitor, b"xin chao", STRANGER)
    assert (too_many.status_code, "Chờ 10 phút rồi kiểm tiếp" in too_many.text) == (429, True)
