"""The checker names the file, the field and the rule of what an author must mend."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from tests.lessons.conftest import TODAY, Spoil
from webapp.lessons.check import check_content, check_folder, syllables
from webapp.lessons.loader import CONTENT, load_lesson
from webapp.web.drawings import drawing

FILE = "quet-ma-qr/lesson.toml"
FACT = 'id = "dan-de"\n'


def test_every_lesson_that_ships_is_sound_on_the_day_it_was_reviewed() -> None:
    assert [str(problem) for problem in check_content(TODAY, drawing, CONTENT)] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Bấm nút “Quét mã QR”", 5),
        ("Đến hết 28/2/2027, 45.000 đồng.", 7),
        ("Mở VNeID – mục Ví giấy tờ", 6),
        ("", 0),
    ],
)
def test_syllables_are_counted_as_vietnamese_writes_them(text: str, count: int) -> None:
    assert syllables(text) == count


def test_a_step_of_26_syllables_is_named(spoil: Spoil) -> None:
    found = spoil('say = "Nút tròn, thường ở giữa, dưới cùng."', f'say = "{"một " * 21}."')
    assert found == [f"{FILE}: step 2.say: tên bước và câu có 26 tiếng, nhiều nhất 25"]


def test_a_step_of_25_syllables_passes(spoil: Spoil) -> None:
    assert spoil('say = "Nút tròn, thường ở giữa, dưới cùng."', f'say = "{"một " * 20}."') == []


def test_a_lesson_needs_five_steps(model: Path) -> None:
    path = model / "lesson.toml"
    text = path.read_text(encoding="utf-8")
    start, checks = text.index("[[step]]"), text.index("[[check]]")
    path.write_text(text[:start] + text[checks:], encoding="utf-8")
    assert f"{FILE}: step: bài có 0 bước, cần 5 đến 8" in map(str, check_folder(model, TODAY))


def test_a_fact_nobody_verified_may_not_be_told(spoil: Spoil) -> None:
    found = spoil('facts = ["dan-de"]', 'facts = ["ten-nut"]')
    assert found == [f"{FILE}: fact ten-nut: điều mang dấu U thì không được nói như đã chắc"]


def test_a_low_mark_on_a_told_fact_is_refused(spoil: Spoil) -> None:
    text = "Kẻ gian dán mã QR của mình đè lên mã của cửa hàng để nhận tiền."
    found = spoil(f'{FACT}text = "{text}"\nmark = "H"', f'{FACT}text = "{text}"\nmark = "L"')
    assert found == [f"{FILE}: fact dan-de: điều mang dấu L thì không được nói như đã chắc"]


def test_a_fact_without_its_source_is_named(spoil: Spoil) -> None:
    assert spoil('id = "laodong-2023"', 'id = "laodong-2024"') == [
        f"{FILE}: fact dan-de: chưa có nguồn",
        f"{FILE}: fact trang-dang-nhap: chưa có nguồn",
    ]


def test_a_step_that_cites_no_known_fact_is_named(spoil: Spoil) -> None:
    assert spoil('facts = ["dan-de"]', 'facts = ["khong-co"]') == [
        f"{FILE}: facts: không có [[fact]] 'khong-co'"
    ]


def test_an_ended_fact_must_be_rewritten(spoil: Spoil) -> None:
    assert spoil(FACT, f"{FACT}until = 2026-11-20\n") == [
        f"{FILE}: fact dan-de: đã hết hạn ngày 20/11/2026, cần bỏ hoặc viết lại"
    ]


def test_a_fact_is_told_on_its_last_day(spoil: Spoil) -> None:
    assert spoil(FACT, f"{FACT}until = 2026-11-21\n") == []


def test_a_group_outside_the_decree_is_refused(spoil: Spoil) -> None:
    (found,) = spoil('groups = ["b", "e"]', 'groups = ["b", "f"]')
    assert found.startswith(f"{FILE}: groups: không có nhóm kỹ năng 'f'")


def test_three_points_to_say_are_asked_for(spoil: Spoil) -> None:
    assert spoil('  "Đọc to tên người nhận và số tiền rồi mới bấm.",\n', "") == [
        f"{FILE}: teach.say: cần đúng 3 ý để nói"
    ]


def test_exactly_one_answer_is_right(spoil: Spoil) -> None:
    assert spoil("right = true\n", "") == [
        f"{FILE}: check 1.answer: cần đúng một câu trả lời đúng (right = true)"
    ]


def test_a_question_points_at_a_step_that_exists(spoil: Spoil) -> None:
    assert spoil("step = 4", "step = 9") == [f"{FILE}: check 1.step: không có bước 9 để xem lại"]


@pytest.mark.parametrize("words", ["Vui lòng đọc tên.", "Xác thực tên người nhận.", "Thao tác chậm."])
def test_stiff_words_are_refused_in_any_case(spoil: Spoil, words: str) -> None:
    (found,) = spoil("Đúng người bán mới trả. Tên lạ thì dừng, hỏi người bán.", words)
    assert "khó hiểu, viết lại cho dễ" in found


def test_a_stiff_word_may_stand_as_the_label_of_a_button(spoil: Spoil) -> None:
    assert spoil("Tên lạ thì dừng, hỏi người bán.", "Tên lạ thì dừng, đừng bấm “Xác thực”.") == []


def test_an_address_has_no_place_in_a_lesson(spoil: Spoil) -> None:
    (found,) = spoil("Lau ống kính.", "Mở https://vidu.vn/app.apk.")
    assert found.startswith(f"{FILE}: step 3.help: không đưa địa chỉ")


def test_text_must_be_composed(spoil: Spoil) -> None:
    composed = "Lau ống kính."
    assert spoil(composed, unicodedata.normalize("NFD", composed)) == [
        f"{FILE}: tệp: chữ chưa ở dạng dựng sẵn (NFC)"
    ]


def test_a_review_in_the_future_is_refused(spoil: Spoil) -> None:
    assert spoil("reviewed_on = 2026-11-21", "reviewed_on = 2026-11-22") == [
        f"{FILE}: reviewed_on: ngày xem lại chưa tới"
    ]


def test_a_lesson_is_due_for_review_after_90_days(model: Path) -> None:
    lesson, _ = load_lesson(model)
    assert lesson is not None
    assert not lesson.review_is_due(date(2027, 2, 19))
    assert lesson.review_is_due(date(2027, 2, 20))
