"""The official list of communes and bringing one of them in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from webapp.cli import main
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.recognition import RecipientKind
from webapp.services import communes, criteria, places, presets
from webapp.services.errors import Conflict, NotFound


def labels(words: str) -> list[str]:
    return [place.label for place in places.search(words)]


def test_the_list_has_3321_communes_with_codes_of_five_digits() -> None:
    every = places.official_communes()
    assert len(every) == 3321
    assert all(len(code) == 5 and code.isdigit() for code in every)


def test_binh_thuan_is_there_three_times_and_always_with_its_province() -> None:
    assert labels("binh thuan")[:3] == [
        "Phường Bình Thuận, tỉnh Lâm Đồng",
        "Phường Bình Thuận, tỉnh Tuyên Quang",
        "Xã Bình Thuận, tỉnh Sơn La",
    ]
    assert labels("bình thuận tuyên quang") == ["Phường Bình Thuận, tỉnh Tuyên Quang"]


@pytest.mark.parametrize("words", ["02524", "phuong binh thuan tuyen quang", "BÌNH THUẬN  Tuyen Quang"])
def test_a_commune_is_found_by_code_or_words_however_typed(words: str) -> None:
    assert [place.code for place in places.search(words)] == ["02524"]


def test_nothing_is_found_for_nothing() -> None:
    assert labels("") == []
    assert labels("không đâu có xã này") == []


def test_a_new_commune_has_its_settings_a_default_title_and_criteria(app: Flask) -> None:
    with writing():
        commune = places.create_commune(by=None, code="25000", preset="di-linh")
    assert (commune.name, commune.province_name, commune.demo) == ("Xã Di Linh", "Tỉnh Lâm Đồng", False)
    assert communes.settings_of("25000") == presets.get("di-linh").settings
    title = criteria.default_title("25000")
    assert (title.name, title.recipient_kind) == ("Gia đình số", RecipientKind.HOUSEHOLD)
    assert criteria.in_force("25000") == presets.get("di-linh").criteria
    assert db.session.scalars(select(AuditRow.action)).all() == ["commune.create", "criteria.add"]


def test_a_commune_comes_in_only_once(app: Flask) -> None:
    with writing():
        places.create_commune(by=None, code="25000", preset="di-linh")
    with pytest.raises(Conflict, match="Xã Di Linh, tỉnh Lâm Đồng"), writing():
        places.create_commune(by=None, code="25000", preset="di-linh")


def test_an_unknown_code_or_preset_is_refused(app: Flask) -> None:
    with pytest.raises(NotFound, match="99999"), writing():
        places.create_commune(by=None, code="99999", preset="di-linh")
    with pytest.raises(NotFound, match="sa-pa"), writing():
        places.create_commune(by=None, code="25000", preset="sa-pa")
    assert not places.served_communes()


def test_served_communes_are_counted_with_their_households(app: Flask) -> None:
    with writing():
        places.create_commune(by=None, code="25000", preset="di-linh")
        places.create_commune(by=None, code="02524", preset="binh-thuan", demo=True)
    assert [(each.commune.id, each.households) for each in places.served_communes()] == [
        ("02524", 0),
        ("25000", 0),
    ]
    assert places.has_demo()


class TestCommandLine:
    @pytest.fixture
    def webapp(self, one_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
        """`webapp` with the arguments given, on the test's database."""
        monkeypatch.setenv("INSTANCE_PATH", one_app.instance_path)
        monkeypatch.setenv("SECRET_KEY", "test key")
        return lambda *arguments: CliRunner().invoke(main, list(arguments))

    def test_a_commune_is_added_and_listed(self, webapp: Callable[..., Result]) -> None:
        added = webapp("commune", "add", "02524", "--preset", "binh-thuan")
        assert (added.exit_code, added.output) == (
            0, "Đã thêm Phường Bình Thuận, tỉnh Tuyên Quang (02524).\n",
        )  # fmt: skip
        listed = webapp("commune", "list").output
        assert listed == "02524  Phường Bình Thuận, tỉnh Tuyên Quang  0 hộ  binh-thuan\n"

    def test_a_search_shows_which_ones_are_served(self, webapp: Callable[..., Result]) -> None:
        webapp("commune", "add", "13786", "--preset", "lien-minh")
        found = webapp("commune", "list", "--search", "lien minh").output.splitlines()
        assert found == [
            "09787  Xã Liên Minh, thành phố Hà Nội",
            "13786  Xã Liên Minh, tỉnh Ninh Bình  (đang phục vụ)",
            "08227  Xã Liên Minh, tỉnh Phú Thọ",
        ]

    def test_a_wrong_code_or_preset_ends_with_one_clear_line(self, webapp: Callable[..., Result]) -> None:
        wrong = webapp("commune", "add", "99999", "--preset", "di-linh")
        assert wrong.exit_code == 1
        assert "Không có xã, phường, đặc khu nào mang mã 99999" in wrong.output
        assert webapp("commune", "add", "25000", "--preset", "da-lat").exit_code == 2
        assert webapp("demo", "eligible", "--commune", "25000", "--count", "5").exit_code == 1
