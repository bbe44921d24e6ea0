"""The five plans as ready-made settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from webapp import lessons
from webapp.rules.certificates import number_format_problem
from webapp.rules.recognition import CriterionKind
from webapp.rules.settings import CertificateWords, CommuneSettings
from webapp.services import places, presets, settings
from webapp.services.errors import NotFound
from webapp.services.presets import Preset

PLANS = {
    "binh-thuan": "02524", "buon-ma-thuot": "24133", "di-linh": "25000", "lien-minh": "13786",
    "tam-quang": "16933",
}  # fmt: skip
each_preset = pytest.mark.parametrize("preset", presets.all_presets(), ids=lambda preset: preset.name)


def test_there_is_one_preset_a_plan() -> None:
    assert {preset.name: preset.commune for preset in presets.all_presets()} == PLANS


def test_an_unknown_preset_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="di-linh"):
        presets.get("da-lat")


@each_preset
def test_a_sheet_has_eight_to_ten_known_items(preset: Preset) -> None:
    known = {item.slug for item in lessons.catalog().items}
    assert set(preset.settings.checklist) <= known
    assert len(set(preset.settings.checklist)) == len(preset.settings.checklist)
    assert 8 <= len(preset.settings.checklist) <= 10


@each_preset
def test_what_the_criteria_ask_for_stands_on_the_sheet(preset: Preset) -> None:
    asked = {item for line in preset.criteria.lines for item in line.items}
    assert asked <= set(preset.settings.checklist)


@each_preset
def test_every_criterion_says_which_sentence_it_stands_on(preset: Preset) -> None:
    assert preset.criteria.cites
    assert all(line.source and line.text for line in preset.criteria.lines)
    assert len({line.id for line in preset.criteria.lines}) == len(preset.criteria.lines)
    assert 1 <= preset.criteria.needed <= len(preset.criteria.lines)


@each_preset
def test_links_and_words_can_be_used_as_they_are(preset: Preset) -> None:
    urls = [link.url for link in preset.settings.links]
    assert {"https://binhdanhocvuso.gov.vn", "https://dichvucong.gov.vn", "https://vneid.gov.vn"} <= set(urls)
    assert not [problem for url in urls if (problem := settings.link_problem(url))]
    words = preset.settings.certificate
    assert number_format_problem(words.number_format) is None
    assert words.signature_lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert words.signer == ""


@each_preset
def test_no_default_title_is_a_commendation(preset: Preset) -> None:
    title = preset.settings.recognition_term + preset.settings.certificate.honour
    assert "tiêu biểu" not in title.lower()
    assert "tiên phong" not in title.lower()


@each_preset
def test_what_a_plan_does_not_say_is_named(preset: Preset) -> None:
    assert preset.settings.assumed


def test_plans_without_criteria_take_the_suggested_seven_of_which_five() -> None:
    for name in ("di-linh", "tam-quang"):
        criteria = presets.get(name).criteria
        assert (len(criteria.lines), criteria.need) == (7, 5)


def test_di_linh_keeps_the_ages_of_its_plan_and_the_province_handbook() -> None:
    plan = presets.get("di-linh")
    ages = {line.id: line.age_from for line in plan.criteria.lines if line.kind is CriterionKind.ONE_PERSON}
    assert ages == {"vneid": 14, "dich-vu-cong": 18, "thanh-toan": 15, "suc-khoe": 14}
    assert "https://binhdanhocvuso.lamdong.gov.vn" in [link.url for link in plan.settings.links]


def test_lien_minh_says_that_its_province_is_assumed() -> None:
    assert "Ninh Bình" in presets.get("lien-minh").settings.assumed


def test_the_commune_of_the_plan_takes_everything_and_keeps_its_signer() -> None:
    plan = presets.get("tam-quang")
    now = CommuneSettings(certificate=CertificateWords(signer="Lương Văn Mẫu"))
    taken = plan.settings_for("16933", "Xã Tam Quang", now)
    words = replace(plan.settings.certificate, signer="Lương Văn Mẫu")
    assert taken == replace(plan.settings, certificate=words)
    assert plan.criteria_for("16933") is plan.criteria


def test_another_commune_gets_its_own_place_and_not_the_plan_of_another() -> None:
    plan = presets.get("tam-quang")
    place = places.official("08227")
    taken = plan.settings_for(place.code, place.name, CommuneSettings(plan_title="Kế hoạch của mình"))
    assert taken.certificate.place == "Liên Minh"
    assert taken.plan_title == "Kế hoạch của mình"
    assert "Tam Quang" in taken.assumed
    assert plan.criteria_for(place.code).cites.startswith("Theo mẫu Xã Tam Quang")
