"""The scam trainer's cases: a fair mix, few words, clues that the drawing shows, nothing without a source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from webapp.lessons import catalog
from webapp.lessons.scams import Case, Channel, Clue, Round, scam_catalog
from webapp.lessons.scams.check import case_findings, check_scams, round_findings, set_findings
from webapp.lessons.scams.loader import load_case, load_cases, load_rounds
from webapp.web.scam_drawings import scam_drawing

CASES = scam_catalog().cases
FAKE = next(case for case in CASES if case.fake)
GENUINE = next(case for case in CASES if not case.fake)


def rules(case: Case) -> str:
    return "\n".join(f"{field}: {rule}" for field, rule in case_findings(case, catalog()))


def test_the_checker_finds_nothing_to_mend() -> None:
    assert [str(problem) for problem in check_scams(scam_catalog(), catalog(), scam_drawing)] == []


def test_there_are_24_cases_and_half_of_them_are_genuine() -> None:
    assert len(CASES) >= 24
    assert abs(2 * sum(case.fake for case in CASES) - len(CASES)) <= 2
    assert len({case.slug for case in CASES}) == len(CASES)


@pytest.mark.parametrize("channel", Channel)
def test_each_channel_brings_both(channel: Channel) -> None:
    assert {case.fake for case in CASES if case.channel is channel} == {True, False}


def test_no_round_can_be_guessed_from_its_pattern() -> None:
    for each in scam_catalog().rounds:
        fakes = [case.fake for case in each.cases]
        assert len(fakes) == 6
        assert 2 <= sum(fakes) <= 4
    patterns = {tuple(case.fake for case in each.cases) for each in scam_catalog().rounds}
    assert len(patterns) == len(scam_catalog().rounds)


def test_a_round_of_one_kind_or_in_turns_is_refused() -> None:
    fakes, genuine = ([case for case in CASES if case.fake is kind] for kind in (True, False))
    in_turns = [case for pair in zip(fakes[:3], genuine[:3], strict=True) for case in pair]
    assert "xen kẽ" in str(list(round_findings(Round(1, tuple(in_turns)))))
    assert "6 giả" in str(list(round_findings(Round(1, tuple(fakes[:6])))))
    assert "có 5 trường hợp" in str(list(round_findings(Round(1, tuple(in_turns[:5])))))


def test_a_set_that_is_too_small_or_leans_is_refused() -> None:
    few = replace(scam_catalog(), rounds=(Round(1, tuple(case for case in CASES if case.fake)),))
    found = str(list(set_findings(few, catalog())))
    assert "cần ít nhất 24" in found
    assert "cần khoảng một nửa" in found
    assert "cần cả thật và giả" in found


def test_a_genuine_case_says_what_still_never_to_do() -> None:
    assert "lời dặn" in rules(replace(GENUINE, never=""))
    assert "lời dặn" in rules(replace(FAKE, never="Không đọc mã cho ai."))


def test_at_most_three_clues_each_on_a_part_of_the_drawing() -> None:
    clue = Clue("line 1", "Giục làm ngay", "Giục để mình không kịp hỏi ai.")
    four = tuple(replace(clue, on=f"line {number}") for number in range(1, 5))
    assert "có 4 dấu hiệu" in rules(replace(FAKE, clues=four))
    assert "hình không có phần 'line 9'" in rules(replace(FAKE, clues=(replace(clue, on="line 9"),)))
    assert "cùng một chỗ" in rules(replace(FAKE, clues=(clue, clue)))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"when": "một " * 17}, "when: có 17 tiếng"),
        ({"lines": ("dài " * 40,)}, "words: có"),
        ({"lines": ("một",) * 6}, "có 6 dòng"),
        ({"never": "dài " * 30}, "never: có 30 tiếng"),
        ({"facts": ("cong-an-gia/khong-co",)}, "không có điều"),
        ({"facts": ("cong-an-gia/dau-so-156",)}, "chưa chắc, không được nói"),
        ({"facts": ()}, "chưa dựa vào điều nào có nguồn"),
        ({"when": "Vui lòng xác thực."}, "khó hiểu"),
        ({"note": "tải ở https://vi-du.example"}, "không đưa địa chỉ"),
    ],
)
def test_what_is_too_long_unknown_or_stiff_is_named(change: dict[str, object], rule: str) -> None:
    assert rule in rules(replace(GENUINE, **change))  # type: ignore[arg-type]


def test_a_drawing_shows_every_word_and_marks_each_clue_once() -> None:
    for case in CASES:
        plain, lit = scam_drawing(case, False), scam_drawing(case, True)
        assert "clue" not in plain
        assert all(f"{line}</text>" in plain for line in (*case.lines, case.who, case.note)), case.slug
        for number in range(1, len(case.clues) + 1):
            assert lit.count(f">{number}</text>") == 1, f"{case.slug}: {number}"
        assert "href" not in lit


def test_no_phone_number_and_no_whole_foreign_address_is_shown() -> None:
    for case in CASES:
        shown = " ".join((case.who, case.note, case.words))
        assert not re.search(r"\d{8}", shown), case.slug
        for ending in (".top", ".vip", ".xyz", ".info"):
            assert ending not in shown or f"…{ending}" in shown.replace("...", "…"), case.slug


def test_a_case_with_a_mistake_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "hong.toml").write_text('version = 1\nchannel = "fax"\nla = 1\n', encoding="utf-8")
    (tmp_path / "rounds.toml").write_text('[[round]]\ncases = ["hong"]\n', encoding="utf-8")
    case, problems = load_case(tmp_path / "hong.toml")
    assert case is None
    assert {problem.field for problem in problems} >= {"channel", "who", "lines"}
    cases, _ = load_cases(tmp_path)
    rounds, more = load_rounds(cases, tmp_path)
    assert rounds[0].cases == ()
    assert "không có trường hợp 'hong'" in str(more[0])
