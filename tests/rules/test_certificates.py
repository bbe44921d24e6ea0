"""Numbers, check codes, frozen words, and names that fit."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from tests.papers import WORDS
from webapp.rules.certificates import (
    CHECK_CODE_ALPHABET,
    CHECK_CODE_BITS,
    FitStep,
    check_code,
    fields_from_json,
    fit,
    format_number,
    freeze,
    number_format_problem,
    read_check_code,
    read_number,
    show_check_code,
)

# One line, as large as it goes; then two; more only for what is hardly a name.
NAME_STEPS = [
    FitStep(*step)
    for step in ((34, 1), (28, 1), (24, 1), (20, 1), (20, 2), (17, 2), (14, 2), (11, 3), (8.5, 4))
]


def one_a_letter(text: str) -> float:
    """A font whose letters are all as wide as they are high; marks take no room."""
    return float(sum(not unicodedata.combining(letter) for letter in text))


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("GDS-{yy}-{serial:05d}", "GDS-26-00412"),
        ("{serial}/GCN-UBND-{year}", "412/GCN-UBND-2026"),
        ("{commune}.{year}.{serial:3d}", "24133.2026.412"),
        ("{serial:02d}{yy}", "41226"),
        ("Số {serial} / {year}", "Số 412 / 2026"),
    ],
)
def test_a_number_follows_the_communes_pattern(pattern: str, number: str) -> None:
    assert number_format_problem(pattern) is None
    assert format_number(pattern, serial=412, year=2026, commune="24133") == number


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("GDS-{yy}", "{serial}"),
        ("GDS-{serial}", "{year}"),
        ("GDS-{yy}-{serial}-{so}", "{so}"),
        ("{yy}-{serial}-{serial.__class__}", "ngoặc nhọn"),
        ("{yy}-{serial}-{", "Thiếu dấu }"),
        ("GDS-{yy-{serial:05d}", "Thiếu dấu } để đóng “{yy-”"),
        ("{yy}-{serial}}", "ngoặc nhọn"),
        ("{yy}-{serial}" + "x" * 40, "40 ký tự"),
        ("<b>{serial}</b>/{year}", "dấu “<”"),
        ("{serial}_{year}", "dấu “_”"),
        ("Số {serial}, {year}", "dấu “,”"),
    ],
)
def test_a_pattern_that_gives_no_good_number_is_refused_with_a_remedy(pattern: str, remedy: str) -> None:
    assert remedy in (number_format_problem(pattern) or "")


def test_a_pattern_never_reaches_into_objects() -> None:
    assert format_number("{serial.__class__}", serial=1, year=2026, commune="1") == "{serial.__class__}"


def test_a_typed_number_is_found_in_any_case_with_any_hyphen() -> None:
    assert read_number(" gds – 26 – 00412 ") == read_number("GDS-26-00412") == "GDS-26-00412"


def test_every_check_code_is_eight_characters_without_lookalikes() -> None:
    codes = {check_code(bits) for bits in (0, 1, 31, 32, 123_456_789_012, 2**CHECK_CODE_BITS - 1)}
    assert len(codes) == 6
    assert all(len(code) == 8 and set(code) <= set(CHECK_CODE_ALPHABET) for code in codes)
    assert not set("ILOU") & set(CHECK_CODE_ALPHABET)


@pytest.mark.parametrize("typed", ["7K3M-9QW1", "7k3m9qw1", " 7K3M 9QWI ", "7K3M–9QWl"])
def test_a_code_typed_by_hand_is_understood(typed: str) -> None:
    assert read_check_code(typed) == "7K3M9QW1"


def test_the_letter_o_is_read_as_zero() -> None:
    assert read_check_code("OOOO-oooo") == "00000000"


@pytest.mark.parametrize("typed", ["", "7K3M-9QW", "7K3M-9QW12", "7K3M-9QWU", "7K3M-9QWĐ", "<b>"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_check_code(typed) is None


def test_a_code_is_printed_in_two_groups() -> None:
    assert show_check_code("7K3M9QWE") == "7K3M-9QWE"


def test_frozen_fields_survive_being_stored_as_json() -> None:
    frozen = freeze(**WORDS)
    assert fields_from_json(json.loads(json.dumps(frozen.as_json()))) == frozen


def test_freezing_composes_letters_and_drops_what_nobody_sees() -> None:
    typed = unicodedata.normalize("NFD", "  Lò  Thị\u200b Ín\u202e\n")
    frozen = freeze(**{**WORDS, "recipient": typed, "signature_lines": ["KT. CHỦ TỊCH", " "]})
    assert frozen.recipient == "Lò Thị Ín"
    assert frozen.signature_lines == ("KT. CHỦ TỊCH",)
    assert frozen.decision_on == date(2026, 11, 16)


def test_a_frozen_paper_with_a_missing_field_is_an_error_not_a_blank() -> None:
    stored = freeze(**WORDS).as_json()
    del stored["signer"]
    with pytest.raises(KeyError, match="signer"):
        fields_from_json(stored)


@pytest.mark.parametrize(
    ("letters", "size", "lines"),
    [
        (10, 34, 1),
        (17, 34, 1),
        (18, 28, 1),
        (22, 24, 1),
        (25, 20, 1),
        (30, 20, 2),
        (66, 17, 2),
        (200, 8.5, 4),
    ],
)
def test_a_name_steps_down_and_then_takes_two_lines(letters: int, size: float, lines: int) -> None:
    name = ("abcd " * 60)[: letters - 1] + "e"
    fitted = fit(name, one_a_letter, 34 * 17, NAME_STEPS)
    assert (fitted.size, len(fitted.lines)) == (size, lines)
    assert " ".join(fitted.lines) == name
    assert all(one_a_letter(line) * fitted.size <= 34 * 17 for line in fitted.lines)


def test_two_lines_are_about_as_long() -> None:
    fitted = fit("Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị", one_a_letter, 20 * 30, NAME_STEPS[3:])
    assert fitted.lines == ("Nguyễn Phước Công", "Tằng Tôn Nữ Hoàng Thị")


def test_a_word_longer_than_a_line_breaks_but_keeps_each_letter_with_its_marks() -> None:
    letter = "e\u0302\u0306"
    fitted = fit(letter * 25, one_a_letter, 10, [FitStep(1, 3)])
    assert "".join(fitted.lines) == letter * 25
    assert all(line.startswith("e") and len(line) % 3 == 0 for line in fitted.lines)


def test_what_no_size_holds_is_cut_with_an_ellipsis_and_says_so() -> None:
    fitted = fit("a" * 100, one_a_letter, 10, [FitStep(2), FitStep(1, 2)])
    assert fitted.cut
    assert fitted.lines == ("a" * 10, "a" * 9 + "…")


def test_an_empty_text_fits() -> None:
    assert fit("", one_a_letter, 10, NAME_STEPS).lines == ("",)
