"""Files that may show one thing when they are signed and another when they are read, and half downloads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pikepdf import Array, Dictionary, Name

from tests import keys
from tests.browsing import HTTPS, csrf_of, get, sign_in
from tests.conftest import emptied
from tests.factories import make_place, make_user, viewer
from webapp.models.base import writing
from webapp.models.signature import SigningKind
from webapp.models.user import Role
from webapp.services import pdf_dangers, signed_files, signers, trust_roots
from webapp.services.access import Viewer
from webapp.services.pdf_origin import Finding, examine
from webapp.services.signed_files import Made
from webapp.services.signing import pdf_checking, preparing
from webapp.services.signing.keys import Key, open_key
from webapp.services.signing.pdf_signing import NotSigned, Purpose, sign

ADD = "/giay/ky-so/them"


@pytest.fixture(scope="module")
def app_of_all(sqlite_app: Flask) -> Iterator[Flask]:
    yield from emptied(sqlite_app)


@pytest.fixture(scope="module")
def chi(app_of_all: Flask) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", make_place().commune))


@pytest.fixture(scope="module")
def officer(app_of_all: Flask, chi: Viewer) -> FlaskClient:
    from webapp.models.base import db
    from webapp.models.user import User

    client = app_of_all.test_client()
    sign_in(client, db.session.get_one(User, chi.user_id))
    return client


@pytest.fixture(scope="module")
def key() -> Key:
    return open_key(keys.p12(), keys.KEY_PASSWORD, [keys.root().der], datetime.now(UTC))


def page(change: Callable[[pikepdf.Pdf], object] = lambda _: None) -> bytes:
    """A page of a few hundred bytes, with what a test puts into it."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        change(document)
        document.save(out)
    return out.getvalue()


def _note(document: pikepdf.Pdf, **says: object) -> None:
    """A note that is written inside its page's list, where no object of its own is."""
    note = Dictionary(Type=Name.Annot, Rect=[0, 0, 90, 90], **says)
    document.pages[0].obj.Annots = Array([note])


def _opens_with_a_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _clicks_start_a_program(document: pikepdf.Pdf) -> None:
    _note(document, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="cmd.exe"))


def _a_page_reacts(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI="https://example.vn"))


def _another_file_inside(document: pikepdf.Pdf) -> None:
    document.attachments["bang.xlsx"] = b"PK"


def _a_layer_is_off(document: pikepdf.Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="Giải nhất"))
    document.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))


def _prints_what_no_screen_shows(document: pikepdf.Pdf) -> None:
    _note(document, Subtype=Name.Stamp, F=36)


def _words_lie_elsewhere(document: pikepdf.Pdf) -> None:
    words = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, Ref=Dictionary(F="a.pdf", Page=0))
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=words))


def _a_film_plays(document: pikepdf.Pdf) -> None:
    _note(document, Subtype=Name.Screen)


DANGEROUS = {
    _opens_with_a_script: "scripts", _clicks_start_a_program: "scripts", _a_page_reacts: "scripts",
    _another_file_inside: "embedded", _a_layer_is_off: "hidden", _prints_what_no_screen_shows: "hidden",
    _words_lie_elsewhere: "outside", _a_film_plays: "scripts",
}  # fmt: skip


@pytest.mark.parametrize("change", DANGEROUS, ids=lambda each: each.__name__.strip("_"))
def test_what_may_change_before_a_readers_eyes_is_never_signed(
    key: Key, change: Callable[[pikepdf.Pdf], object]
) -> None:
    content = page(change)
    assert pdf_dangers.dangers_in(content) == [DANGEROUS[change]]
    assert preparing.prepare(content)[0] == {"error": DANGEROUS[change]}
    with pytest.raises(NotSigned, match=DANGEROUS[change]):
        sign(content, key, page(), Purpose("", ""))


def test_links_layers_that_are_on_and_a_page_to_begin_with_are_no_danger() -> None:
    def usual(document: pikepdf.Pdf) -> None:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="Bản đồ"))
        document.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(ON=[layer]))
        document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([document.pages[0].obj, Name.Fit]))
        _note(document, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.vn"), F=4)

    assert pdf_dangers.dangers_in(page(usual)) == []


def test_a_script_in_a_paper_is_told_at_the_field_where_it_was_chosen(officer: FlaskClient) -> None:
    form = {
        "csrf_token": csrf_of(get(officer, ADD)), "title": "Tờ trình 05/TTr",
        "file": (io.BytesIO(page(_opens_with_a_script)), "to-trinh.pdf"),
    }  # fmt: skip
    answer = officer.post(ADD, data=form, base_url=HTTPS)
    assert answer.status_code == 422
    assert "Tệp PDF có lệnh chạy kèm, có thể đổi chữ sau khi ký" in answer.text


@pytest.fixture(scope="module")
def signed_by_then(chi: Viewer, key: Key) -> bytes:
    """A paper with a script, signed and taken before such papers were refused."""
    with writing():
        trust_roots.add(by=chi, found=[("Thử", datetime(2099, 1, 1, tzinfo=UTC), keys.root().der)])
    return _taken(chi, key, page(_opens_with_a_script))


def _taken(chi: Viewer, key: Key, content: bytes) -> bytes:
    """Signed as another program signs, received, its signer confirmed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    from webapp.models.signature import SigningWay

    out = io.BytesIO()
    about = PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256", reason="Trình duyệt")
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), about, key.signer, output=out)
    signed = out.getvalue()
    told = pdf_checking.check(signed, [keys.root().der])["signatures"]
    with writing():
        [file] = signed_files.add(by=chi, made=[Made(SigningKind.PAPER, "Tờ trình", content, 1)])
        signed_files.take_signatures(
            by=chi, file_id=file.id, content=signed, signed_size=len(signed), way=SigningWay.EXCHANGE,
            signatures=told,
        )  # fmt: skip
    return signed


def test_a_signed_file_with_a_script_is_not_called_right(signed_by_then: bytes, app_of_all: Flask) -> None:
    assert examine(signed_by_then).finding is Finding.OURS_RISKY
    form = {"file": (io.BytesIO(signed_by_then), "giay.pdf")}
    visitor = app_of_all.test_client()
    form["csrf_token"] = csrf_of(get(visitor, "/xac-minh/tep/"))
    told = visitor.post("/xac-minh/tep/", data=form, base_url=HTTPS).text
    assert "<h1>Tệp có lệnh chạy hoặc phần ẩn</h1>" in told
    assert "Tệp thật" not in told


def test_half_a_download_is_called_so_and_neither_changed_nor_false(
    chi: Viewer, key: Key, signed_by_then: bytes
) -> None:
    whole = _taken(chi, key, preparing.prepare(page())[1])
    [signer] = signers.listed(chi)
    for cut in (whole[:-20], whole[: len(whole) * 2 // 3], whole[:300]):
        assert examine(cut).finding is Finding.CUT
    assert examine(page(lambda each: each.add_blank_page())[:-40]).finding is Finding.CUT
    assert examine(whole + b"x").finding is Finding.OURS_CHANGED
    assert examine(whole).finding is Finding.OURS_SIGNER_UNCONFIRMED
    assert signer.name == keys.SIGNER
