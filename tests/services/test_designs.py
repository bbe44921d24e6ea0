"""A title's design in versions and what a reprint looks like; backgrounds, checked and drawn anew."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.sheets_of_paper import animated_png, pdf_sheet, png_sheet
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate
from webapp.models.event import EventOp
from webapp.models.recognition import RecipientKind, Title
from webapp.models.user import Role
from webapp.rules.designs import Box, Design, PageSize, PaperKind
from webapp.services import (
    backgrounds,
    certificates,
    communes,
    decisions,
    designs,
    events,
    recognition,
    titles,
)
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.progress import today

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr")


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


def default_title(commune: str = "24133") -> Title:
    return db.session.scalars(select(Title).where(Title.is_default, Title.commune_id == commune)).one()


def issue_one(place: Place, chi: Viewer, name: str) -> Certificate:
    home = make_household(place.hamlet, name)
    with writing():
        ticks = [events.event_object(home.id, EventOp.DONE, item=item) for item in ITEMS]
        events.record_many(chi, ticks)
        [case] = recognition.propose(by=chi, household_ids=[home.id])
        decisions.record(
            by=chi, recognition_ids=[case.id], number=f"{name}/QĐ-UBND", signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
        [paper] = certificates.issue(by=chi, loopback=False)
    return paper


def save(chi: Viewer, design: Design, **words: str) -> None:
    title = default_title()
    with writing():
        now = designs.words_of(title)
        designs.save(by=chi, title_id=title.id, design=design, words=type(now)(**{**vars(now), **words}))


def test_a_reprint_looks_like_the_original_whatever_was_chosen_since(app: Flask) -> None:
    place = make_place()
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    before = issue_one(place, chi, "Trước")
    save(chi, Design(layout="trang-nha", palette="cham"), heading="GIẤY GHI NHẬN")
    between = issue_one(place, chi, "Giữa")
    save(chi, Design(layout="hai-to-a5"))
    after = issue_one(place, chi, "Sau")
    db.session.expire_all()
    papers = [db.session.get_one(Certificate, each.id) for each in (before, between, after)]
    layouts = [designs.drawn(place.commune.id, paper.design_id).design.layout for paper in papers]
    assert layouts == ["khung-det", "trang-nha", "hai-to-a5"]
    assert [paper.frozen["heading"] for paper in papers] == [
        "GIẤY CÔNG NHẬN",
        "GIẤY GHI NHẬN",
        "GIẤY GHI NHẬN",
    ]
    assert [row.version for row in designs.versions(default_title().id)] == [3, 2, 1]


def test_the_words_of_the_default_title_are_the_communes_settings(place: Place, chi: Viewer) -> None:
    save(chi, Design(), honour="Gia đình số kiểu mẫu")
    assert communes.settings_of(place.commune.id).certificate.honour == "Gia đình số kiểu mẫu"
    assert communes.settings_of(place.commune.id).certificate.signer == "Lê Thị Mẫu"


def test_saving_the_same_again_makes_no_version_and_a_change_is_written_down(
    place: Place, chi: Viewer
) -> None:
    save(chi, Design(palette="cham"))
    save(chi, Design(palette="cham"))
    assert [row.version for row in designs.versions(default_title().id)] == [2, 1]
    actions = db.session.scalars(select(AuditRow.action)).all()
    assert actions.count("design.save") == 1


@pytest.mark.parametrize(
    ("design", "field"),
    [
        (Design(palette="cam"), "palette"),
        (Design(accent="#ffee00"), "accent"),
        (Design(accent="red"), "accent"),
        (Design(layout="giay-in-san", paper=PaperKind.BACKGROUND), "background_id"),
        (
            Design(layout="giay-in-san", paper=PaperKind.PREPRINTED, places=(("honour", Box(200, 10, 150)),)),
            "places-honour",
        ),
    ],
)
def test_a_design_that_can_not_be_printed_is_refused_at_its_field(
    place: Place, chi: Viewer, design: Design, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        save(chi, design)
    assert refused.value.field == field
    assert designs.newest(default_title().id) is None


def test_a_commendation_is_only_printed_over_an_official_blank(place: Place, chi: Viewer) -> None:
    with writing():
        title = titles.add(by=chi, name="Tổ tiêu biểu", kind=RecipientKind.TEAM, nomination=True)
    assert designs.design_of(title).paper is PaperKind.PREPRINTED
    with pytest.raises(Refused, match="phôi"), writing():
        designs.save(by=chi, title_id=title.id, design=Design(), words=designs.words_of(title))


def test_another_communes_background_is_not_to_be_had(place: Place, chi: Viewer) -> None:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    with writing():
        theirs = backgrounds.keep(by=ly, name="Nền", page=PageSize.A4_LANDSCAPE, content=b"\xff\xd8\xff")
    assert backgrounds.content_of(chi.commune_id, theirs.id) == b""
    stolen = Design(layout="giay-in-san", paper=PaperKind.BACKGROUND, background_id=theirs.id)
    with pytest.raises(Exception, match="Không tìm thấy"):
        save(chi, stolen)


def test_a_background_that_a_design_names_stays(place: Place, chi: Viewer) -> None:
    with writing():
        kept = backgrounds.keep(by=chi, name="Nền", page=PageSize.A4_LANDSCAPE, content=b"\xff\xd8\xff")
    save(chi, Design(layout="giay-in-san", paper=PaperKind.BACKGROUND, background_id=kept.id))
    with pytest.raises(Refused, match="in lại"), writing():
        backgrounds.remove(by=chi, background_id=kept.id)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {
        "bomb": png_sheet((30_000, 21_213), flat=True),
        "shape": png_sheet((1200, 1200)),
        "coarse": png_sheet((400, 283)),
        "animated": animated_png(),
        "broken": png_sheet((1200, 848))[:4000],
        "no picture": b"GIF89a" + bytes(100),
        "a page of the web": b"<html><script>alert(1)</script>",
        "locked": pdf_sheet(password="khoa"),
        "two pages": pdf_sheet(pages=2),
        "upright": pdf_sheet(size=(210, 297)),
        "script": pdf_sheet(script=True),
        "attached": pdf_sheet(attached=True),
    }


REFUSED = {
    "bomb": "quá lớn",
    "shape": "tỉ lệ",
    "coarse": "mờ",
    "animated": "Ảnh động",
    "broken": "hỏng",
    "no picture": "PNG, JPG hay PDF",
    "a page of the web": "PNG, JPG hay PDF",
    "locked": "mật khẩu",
    "two pages": "2 trang",
    "upright": "210 × 297 mm",
    "script": "lệnh chạy",
    "attached": "đính kèm",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_background_is_refused_in_a_sentence(files: dict[str, bytes], name: str) -> None:
    with pytest.raises(Refused, match=REFUSED[name]) as refused:
        backgrounds.drawn_anew(files[name], PageSize.A4_LANDSCAPE)
    assert refused.value.field == "picture"


def test_a_file_over_ten_megabytes_is_refused_unread() -> None:
    with pytest.raises(Refused, match="10 MB"):
        backgrounds.drawn_anew(b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), PageSize.A4_LANDSCAPE)


def test_a_good_file_is_drawn_anew_at_300_dots_and_carries_nothing_over() -> None:
    clear = backgrounds.drawn_anew(png_sheet((1400, 990), clear=True), PageSize.A4_LANDSCAPE)
    with Image.open(io.BytesIO(clear)) as seen:
        assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (1400, 990))
        assert min(seen.getpixel((5, 5))) > 250  # what was clear is white
    assert b"secret" not in clear
    drawn = backgrounds.drawn_anew(pdf_sheet(), PageSize.A4_LANDSCAPE)
    with Image.open(io.BytesIO(drawn)) as seen:
        assert seen.size == pytest.approx((3508, 2480), abs=3)
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(io.BytesIO(drawn))
