"""A commune's public page names whoever agreed and was given a certificate, and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.models.base import new_id, now, writing
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.consent import Consent, ConsentPurpose
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.models.user import Role
from webapp.services import communes, consents, criteria, settings
from webapp.services.access import Viewer
from webapp.services.consents import Said
from webapp.services.progress import today

PAGE = "/x/24133/"
NAMED = Said(frozenset({ConsentPurpose.CHECKLIST, ConsentPurpose.PUBLIC_NAME}))


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


@pytest.fixture
def visitor(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def honoured(chi: Viewer, *homes: Household, named: bool = True, **changes: object) -> None:
    """Each has a certificate of this year, and unless told otherwise agreed to be named."""
    title = criteria.default_title(chi.commune_id)
    version = criteria.version_in_force(title.id).id
    with writing() as session:
        for home in homes:
            serial = session.query(Certificate).count() + 1
            row = Recognition(
                id=new_id(), commune_id=home.commune_id, title_id=title.id, year=2026,
                recipient_kind=RecipientKind.HOUSEHOLD, recipient_id=home.id,
                state=RecognitionState.ISSUED, verdict={}, inputs={}, criteria_version_id=version,
            )  # fmt: skip
            session.add(row)
            session.flush()
            paper = {
                "commune_id": home.commune_id, "title_id": title.id, "recognition_id": row.id, "year": 2026,
                "serial": serial, "number": f"GDS-{serial}", "token": new_id(), "check_code": "7K3M9QWE",
                "status": CertificateStatus.ISSUED, "hamlet_sort": "", "name_sort": home.head_sort,
                "frozen": {"prefix": f"Gia đình {home.address_form or 'ông (bà)'}", "recipient": home.head},
                "issued_on": today(), "issued_by": chi.user_id,
            }  # fmt: skip
            session.add(Certificate(**paper | changes))
            if named:
                session.add(
                    Consent(
                        commune_id=home.commune_id, household_id=home.id, version=2, given_to=chi.user_id,
                        purpose=ConsentPurpose.PUBLIC_NAME,
                    )
                )  # fmt: skip
            session.flush()


def seen(visitor: FlaskClient, address: str = PAGE) -> str:
    text = get(visitor, address).text.partition("<main")[2].partition("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def names(visitor: FlaskClient, address: str = PAGE) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", get(visitor, address).text.partition("<main")[2])


def test_only_who_agreed_and_holds_a_valid_certificate_is_named(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    yes = make_household(
        place.hamlet, "Trần Văn Mẫu", ("Người Trong Nhà", 1960), address_form="ông", phone="0900000123",
        address="Dãy 2",
    )  # fmt: skip
    honoured(chi, yes)
    honoured(chi, make_household(place.hamlet, "Nhà Không Nêu"), named=False)
    honoured(chi, make_household(place.hamlet, "Nhà Thu Hồi"), status=CertificateStatus.REVOKED)
    honoured(chi, make_household(place.hamlet, "Nhà Hết Hạn"), valid_until=today() - timedelta(days=1))
    honoured(chi, make_household(place.hamlet, "Nhà Dọn Đi", archived_at=now()))
    only_agrees = make_household(place.hamlet, "Chưa Công Nhận")
    with writing() as session:
        consents.record(by=chi, household=session.get_one(Household, only_agrees.id), said=NAMED)
    assert names(visitor) == ["Ông Trần Văn Mẫu"]
    page = get(visitor, PAGE).text
    assert "“Gia đình số” năm 2026" in page
    for private in ("0900000123", "Dãy 2", "Người Trong Nhà", "GDS-", yes.id):
        assert private not in page


def test_a_name_is_spelled_as_the_valid_certificate_says(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Lê Văn Bé")
    wrong = {"prefix": "Gia đình ông", "recipient": "Lê Văn Bé"}
    honoured(chi, home, frozen=wrong)
    with writing() as session:
        old = session.query(Certificate).one()
        old.status = CertificateStatus.REPLACED
        row = {column.name: getattr(old, column.name) for column in Certificate.__table__.columns}
        new = {"id": new_id(), "serial": 2, "number": "GDS-2", "token": new_id(), "edition": 2,
               "status": CertificateStatus.ISSUED}  # fmt: skip
        right = {"frozen": {"prefix": "Gia đình bà", "recipient": "Lê Thị Bế"}}
        session.add(Certificate(**row | new | right))
    assert names(visitor) == ["Bà Lê Thị Bế"]
    assert names(visitor, f"{PAGE}?tim=thi be") == ["Bà Lê Thị Bế"]
    assert names(visitor, f"{PAGE}?tim=van be") == []


def test_a_name_goes_with_the_consent_at_the_very_next_look(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Trần Văn Mẫu")
    honoured(chi, home)
    first = get(visitor, PAGE)
    assert "Trần Văn Mẫu" in first.text
    assert first.headers["Cache-Control"] == "no-store"
    with writing() as session:
        said = Said(frozenset({ConsentPurpose.CHECKLIST}))
        consents.record(by=chi, household=session.get_one(Household, home.id), said=said)
    assert "Trần Văn Mẫu" not in get(visitor, PAGE).text


def test_search_engines_stay_out_until_the_commune_lets_them_in(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    closed = get(visitor, PAGE)
    assert (closed.headers["X-Robots-Tag"], 'content="noindex' in closed.text) == ("noindex, nofollow", True)
    dung = viewer(make_user(Role.ADMIN, "dung", place.commune))
    with writing():
        settings.change(by=dung, settings=replace(communes.settings_of("24133"), public_page_indexed=True))
    opened = get(visitor, PAGE)
    assert ("X-Robots-Tag" in opened.headers, "noindex" in opened.text) == (False, False)


def test_fifty_stand_on_a_page_by_hamlet_and_words_find_them_without_marks(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    many = [make_household(place.hamlet, f"Nguyễn Thị Hoà {number:02d}") for number in range(51)]
    honoured(chi, *many, make_household(place.other_hamlet, "Đặng Văn Đức"))
    assert len(names(visitor)) == 50
    assert names(visitor, PAGE + "?trang=2")[-1] == "Ông (bà) Đặng Văn Đức"
    assert names(visitor, PAGE + "?tim=dang+van+DUC") == ["Ông (bà) Đặng Văn Đức"]
    assert names(visitor, PAGE + f"?thon={place.other_hamlet.id}") == ["Ông (bà) Đặng Văn Đức"]
    assert "Không có gia đình nào đúng điều đang tìm" in seen(visitor, PAGE + "?tim=%25")
    assert len(get(visitor, PAGE).data) <= 30_000
    assert names(visitor, PAGE + "?nam=lạ&thon=x&trang=-3&tim=") == names(visitor)


def test_numbers_never_tell_of_the_few_who_did_not_agree(
    place: Place, chi: Viewer, visitor: FlaskClient
) -> None:
    honoured(chi, *(make_household(place.hamlet, f"Nhà {number}") for number in range(9)))
    assert "Hộ có giấy còn giá trị 9" in seen(visitor)
    honoured(chi, make_household(place.hamlet, "Nhà Không Nêu"), named=False)
    assert "Chưa nêu" not in seen(visitor)
    others = (make_household(place.other_hamlet, f"Nhà Kia {number}") for number in range(6))
    honoured(chi, *others, named=False)
    page = seen(visitor)
    assert "Hộ có giấy còn giá trị 16" in page
    assert "Buôn Ea Mẫu chưa nêu số Thôn Hai chưa nêu số" in page


def test_the_page_is_linked_where_people_look_and_handed_on_by_the_desk(
    place: Place, chi: Viewer, one_app: Flask, visitor: FlaskClient
) -> None:
    for address in ("/", "/xac-minh/"):
        assert 'href="/x/"' in get(visitor, address).text
    assert get(visitor, "/x/").headers["Location"].endswith(PAGE)
    assert get(visitor, "/x/99999/").status_code == 404
    make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    assert "Xã Bình Thuận" in get(visitor, "/x/").text
    desk = one_app.test_client()
    sign_in(desk, make_user(Role.OFFICER, "em", place.commune))
    assert "/cong-nhan/trang-cong-khai" in get(desk, "/cong-nhan/").text
    shared = get(desk, "/cong-nhan/trang-cong-khai").text
    assert shared.count("/x/24133/") >= 3
    assert "<svg" in shared
