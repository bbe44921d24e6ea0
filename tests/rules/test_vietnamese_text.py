"""Cleaning, search keys and alphabetical order of Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.vietnamese import (
    clean_lines,
    clean_text,
    fold,
    is_person_name,
    nfc,
    sort_key,
    sort_key_text,
)

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " '-čĕĭŏŭƀʼ0123456789", max_size=20)
anything = st.text(max_size=40)


def test_text_typed_on_a_mac_is_stored_composed():
    assert clean_text(unicodedata.normalize("NFD", "Nguyễn Thị Đào")) == "Nguyễn Thị Đào"


def test_a_tone_typed_before_the_hat_is_put_right():
    assert clean_text("Nguye\u0303\u0302n The\u0301\u0302 Na\u0301\u0306m") == "Nguyễn Thế Nắm"


def test_invisible_and_bidi_marks_are_removed_and_spaces_collapsed():
    assert clean_text("\ufeff Lò\u200b \u202eVăn\t\xa0 Páo\x00\n") == "Lò Văn Páo"


def test_an_icelandic_eth_becomes_the_vietnamese_letter():
    assert clean_text("Ðặng Văn Ðức") == "Đặng Văn Đức"


def test_lines_of_a_note_stay_apart():
    assert clean_lines("\n Nhà  xa \r\n đường\tdốc\n\n") == "Nhà xa\nđường dốc"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("NGUYỄN  THỊ ĐÀO", "nguyen thi dao"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("Thuỷ", "thuy"),
        ("H’Hen Niê", "h'hen nie"),
        ("Hʼ Hen", "h' hen"),
        ("K`Brêm", "k'brem"),
        ("Y Čăm Êban", "y cam eban"),
        ("Buôn Ƀă", "buon ba"),
        ("Ayŭn", "ayun"),
        ("Vàng A Pá", "vang a pa"),
        ("Lường Thị Ởi", "luong thi oi"),
    ],
)
def test_search_key_ignores_marks_case_and_kind_of_apostrophe(written, key):
    assert fold(written) == key
    assert fold(unicodedata.normalize("NFD", written)) == key


@given(anything)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_text(text) == nfc(clean_text(text))
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@given(words)
def test_composed_and_decomposed_text_have_the_same_keys(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(decomposed) == fold(text)
    assert sort_key_text(decomposed) == sort_key_text(text)


def test_letters_come_in_the_order_of_the_alphabet():
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(reversed(alphabet), key=sort_key_text) == alphabet


def test_tones_come_in_the_order_of_the_dictionary():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(reversed(tones), key=sort_key_text) == tones


def test_letters_weigh_more_than_tones_and_tones_more_than_case():
    ordered = ["ma", "Ma", "mà", "mạ", "man", "mạn", "mă", "mẫn", "me"]
    assert sorted(reversed(ordered), key=sort_key_text) == ordered


def test_hamlets_with_numbers_sort_before_letters_and_shorter_first():
    ordered = ["Thôn", "Thôn 1", "Thôn 2", "Thôn An", "Thôn Bản", "Thông"]
    assert sorted(reversed(ordered), key=sort_key_text) == ordered


def test_ede_letters_stand_beside_their_plain_letter():
    ordered = ["Cư", "Čư", "Dư", "Em", "Ĕm", "Êm", "Un", "Ŭn", "Ưn", "Vi"]
    assert sorted(reversed(ordered), key=sort_key_text) == ordered


@given(words, words)
def test_the_text_key_orders_like_the_three_level_key(one, other):
    assert (sort_key_text(one) < sort_key_text(other)) == (sort_key(one) < sort_key(other))


@given(words, words)
def test_bytes_sort_like_the_text_key(one, other):
    one, other = sort_key_text(one), sort_key_text(other)
    assert (one.encode("ascii") < other.encode("ascii")) == (one < other)


@given(words)
def test_equal_letters_and_marks_mean_equal_keys_only_for_the_same_text(text):
    assert sort_key(text.swapcase())[:2] == sort_key(text)[:2]


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Đào",
        "Páo",
        "H'Hen Niê",
        "H’Hen Niê",
        "Y Bhăm Êban",
        "Hʼ Nguôm Čil",
        "K'Brêm",
        "Ka Să H'Ƀlŏ",
        "Vàng A Pá",
        "Lò Văn Ín",
        "Nguyễn-Lê Thị An (Bé)",
    ],
)
def test_names_of_every_people_are_accepted(name):
    assert is_person_name(name)
    assert is_person_name(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    "text",
    ["", "x", "0912345678", "Nguyễn Văn 2", "=1+1", "<b>An</b>", "#REF!", "Иван", "a@b.vn", "???", "-"],
)
def test_what_is_no_name_is_refused(text):
    assert not is_person_name(text)
