"""What is read of a lesson, and when a recording no longer fits its words."""

from __future__ import annotations

import math
from array import array

from webapp.lessons import catalog
from webapp.rules.languages import LANGUAGES, spoken_here
from webapp.rules.loudness import gain_for, loudest
from webapp.rules.passages import key_of, passages

RATE = 8000


def tone(level: float, seconds: float = 1.0) -> array[int]:
    return array("h", (int(32767 * level * math.sin(n / 4)) for n in range(int(RATE * seconds))))


def test_a_lesson_is_read_from_its_front_page_through_every_step() -> None:
    lesson = catalog().lessons[0]
    read = passages(lesson)
    assert [passage.place for passage in read] == list(range(len(lesson.steps) + 1))
    assert read[0].text == f"{lesson.title}. {lesson.goal}"
    assert (read[0].label, read[2].label) == ("Trang đầu bài", "Bước 2")


def test_what_sounds_the_same_keeps_its_recording() -> None:
    said = key_of("Bấm nút “Quét mã QR”. Nút tròn.")
    assert key_of("bấm nút Quét mã QR: nút tròn") == said
    assert key_of("Bấm nút Quét mã QR. Nút vuông.") != said
    assert key_of("Bấm nut Quét mã QR. Nút tròn.") != said


def test_vietnamese_is_everywhere_and_unknown_codes_are_nowhere() -> None:
    assert list(spoken_here(("rad", "xyz"))) == ["vie", "rad"]
    assert all(len(code) == 3 for code in LANGUAGES)
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


def test_silence_has_no_loudness_and_a_word_between_pauses_has() -> None:
    quiet = array("h", bytes(2 * RATE * 3))
    assert loudest(quiet, RATE) is None
    assert loudest(array("h"), RATE) is None
    assert loudest(quiet + tone(0.2, 0.5) + quiet, RATE) is not None


def test_a_quiet_reader_is_raised_and_a_loud_one_lowered() -> None:
    assert gain_for(tone(0.02), RATE) > 10
    assert gain_for(tone(0.9), RATE) < 0
    assert gain_for(array("h", bytes(2000)), RATE) == 0
