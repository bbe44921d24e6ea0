"""Lists typed in the fonts of before Unicode are read; Unicode lists are never touched."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webapp.rules
from webapp.rules.legacy_fonts import Coding, coding_of, decode, repair_rows
from webapp.rules.spelling import is_vietnamese_word

COMMUNES = Path(webapp.rules.__file__).parents[1] / "presets" / "communes.json"

TCVN3_LETTERS = {
    "a¸µ¶·¹": "aáàảãạ",
    "¨¾»¼½Æ": "ăắằẳẵặ",
    "©ÊÇÈÉË": "âấầẩẫậ",
    "eÐÌÎÏÑ": "eéèẻẽẹ",
    "ªÕÒÓÔÖ": "êếềểễệ",
    "iÝ×ØÜÞ": "iíìỉĩị",
    "oãßáâä": "oóòỏõọ",
    "«èåæçé": "ôốồổỗộ",
    "¬íêëìî": "ơớờởỡợ",
    "uóïñòô": "uúùủũụ",
    "\u00adøõö÷ù": "ưứừửữự",
    "yýúûüþ": "yýỳỷỹỵ",
    "®§¡¢£¤¥¦": "đĐĂÂÊÔƠƯ",
}
VNI_LETTERS = {
    "a aù aø aû aõ aï": "a á à ả ã ạ",
    "aê aé aè aú aü aë": "ă ắ ằ ẳ ẵ ặ",
    "aâ aá aà aå aã aä": "â ấ ầ ẩ ẫ ậ",
    "e eù eø eû eõ eï": "e é è ẻ ẽ ẹ",
    "eâ eá eà eå eã eä": "ê ế ề ể ễ ệ",
    "i í ì æ ó ò": "i í ì ỉ ĩ ị",
    "o où oø oû oõ oï": "o ó ò ỏ õ ọ",
    "oâ oá oà oå oã oä": "ô ố ồ ổ ỗ ộ",
    "ô ôù ôø ôû ôõ ôï": "ơ ớ ờ ở ỡ ợ",
    "u uù uø uû uõ uï": "u ú ù ủ ũ ụ",
    "ö öù öø öû öõ öï": "ư ứ ừ ử ữ ự",
    "y yù yø yû yõ î": "y ý ỳ ỷ ỹ ỵ",
    "ñ": "đ",
}
SENTENCES = {
    Coding.TCVN3: {
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam": "Cộng hoà xã hội chủ nghĩa Việt Nam",
        "Hä vµ tªn chñ hé": "Họ và tên chủ hộ",
        "NguyÔn V¨n H\u00adng": "Nguyễn Văn Hưng",
        "TrÇn ThÞ Ph\u00ad¬ng": "Trần Thị Phương",
        "Lß V¨n P¸o": "Lò Văn Páo",
        "§Æng §×nh §øc": "Đặng Đình Đức",
        "Tæ d©n phè 5, ph\u00adêng T©n Lîi": "Tổ dân phố 5, phường Tân Lợi",
    },
    Coding.VNI: {
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam": "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Hoï vaø teân chuû hoä": "Họ và tên chủ hộ",
        "Nguyeãn Vaên Höng": "Nguyễn Văn Hưng",
        "Traàn Thò Phöông": "Trần Thị Phương",
        "NGUYEÃN THÒ ÑAØO": "NGUYỄN THỊ ĐÀO",
        "Ñaëng Ñình Ñöùc": "Đặng Đình Đức",
        "Kyõ Sôn": "Kỹ Sơn",
    },
}
UNSURE = {"Vò": Coding.TCVN3, "Xãm 3": Coding.TCVN3, "Thò": Coding.VNI}


@pytest.mark.parametrize(("typed", "letters"), TCVN3_LETTERS.items())
def test_every_letter_of_tcvn3_is_decoded(typed, letters):
    assert [decode(char, Coding.TCVN3) for char in typed] == list(letters)


@pytest.mark.parametrize(("typed", "letters"), VNI_LETTERS.items())
def test_every_letter_of_vni_is_decoded_small_and_capital(typed, letters):
    assert decode(typed, Coding.VNI) == letters
    assert decode(typed.upper(), Coding.VNI) == letters.upper()


@pytest.mark.parametrize(
    ("coding", "typed", "read"),
    [(coding, typed, read) for coding, pairs in SENTENCES.items() for typed, read in pairs.items()],
)
def test_text_of_an_old_font_is_recognised_and_read(coding, typed, read):
    assert coding_of(typed) is coding
    assert decode(typed, coding) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [("NGUYÔN V¡N AN", "NGUYỄN VĂN AN"), ("TR¦¥NG ThÞ", "TRƯƠNG Thị"), ("Lª ThÞ", "Lê Thị")],
)
def test_a_capitals_font_shows_by_its_plain_letters(typed, read):
    assert decode(typed, Coding.TCVN3) == read


def test_no_commune_of_the_country_looks_like_an_old_font():
    provinces = json.loads(COMMUNES.read_text(encoding="utf-8")).values()
    names = {name for province in provinces for _code, name in province["xa"]}
    names |= {word for name in names for word in name.split()}
    assert len(names) > 3000
    assert {coding_of(name) for name in names} == {Coding.UNICODE, None}


@pytest.mark.parametrize(
    "name",
    [
        "H'Hen Niê",
        "Y Thêu Êban",
        "K'Brêm",
        "Êñuôl",
        "Bdê Mlô",
        "Giàng A Páo",
        "Thào Mí Sì",
        "Lò Thị Ín",
        "José Müller",
    ],
)
def test_names_of_every_people_are_never_taken_for_an_old_font(name):
    assert coding_of(name) in {Coding.UNICODE, None}
    assert repair_rows([[name]]).rows == [[name]]


ONSETS = ["", "b", "ch", "đ", "gi", "kh", "l", "ngh", "ph", "qu", "th", "tr", "v"]
RHYMES = ["à", "ên", "ương", "uyễn", "ặng", "ích", "ọc", "ũ", "iệt", "oàn", "ấp", "ỷ", "ổ", "ằm", "ư"]
syllables = st.builds("{}{}".format, st.sampled_from(ONSETS), st.sampled_from(RHYMES))
TO_TCVN3 = {
    letter: code
    for codes, letters in TCVN3_LETTERS.items()
    for code, letter in zip(codes, letters, strict=True)
}


@given(st.lists(syllables, min_size=1, max_size=5).map(" ".join))
def test_a_unicode_cell_is_never_changed_beside_other_unicode_cells(text):
    assert repair_rows([["Nguyễn Văn Hưng"], ["Trần Thị Đào"], [text]]).rows[2] == [text]


@given(st.lists(syllables.filter(is_vietnamese_word), min_size=1, max_size=5).map(" ".join))
def test_a_cell_of_a_tcvn3_list_is_read_whatever_it_says(text):
    typed = "".join(TO_TCVN3.get(char, char) for char in text)
    rows = [["Hä vµ tªn"], ["NguyÔn V¨n An"], ["TrÇn ThÞ Hång"], [typed]]
    assert repair_rows(rows).rows[3] == [text]


@pytest.mark.parametrize(("text", "coding"), UNSURE.items())
def test_a_short_word_that_could_be_either_follows_its_column(text, coding):
    sure = next(iter(SENTENCES[coding]))
    assert coding_of(text) is None
    assert repair_rows([[sure], [text]]).rows[1] == [decode(text, coding)]
    assert repair_rows([["Nguyễn Văn Hưng"], [text]]).rows[1] == [text]


def test_an_unsure_column_follows_the_rest_of_its_sheet():
    repaired = repair_rows([["Hä vµ tªn", "Ghi chó"], ["NguyÔn V¨n An", "Xãm 3"], ["Lª ThÞ Hµ", None]])
    assert repaired.rows == [["Họ và tên", "Ghi chú"], ["Nguyễn Văn An", "Xóm 3"], ["Lê Thị Hà", None]]
    assert repaired.found == {Coding.TCVN3: 5}


def test_old_and_new_columns_may_stand_side_by_side():
    rows = [["Họ và tên", "§Þa chØ"], ["Vò Thị Hạnh", "Tæ 5"], ["Lê Văn Tám", "Xãm 3"]]
    assert repair_rows(rows).rows == [
        ["Họ và tên", "Địa chỉ"],
        ["Vò Thị Hạnh", "Tổ 5"],
        ["Lê Văn Tám", "Xóm 3"],
    ]


def test_figures_dates_and_blank_cells_stay_as_they_are():
    rows = [["TrÇn ThÞ Hång", 1956, 0.5, None, True, "nhµ xa", "0912345678"]]
    assert repair_rows(rows).rows == [["Trần Thị Hồng", 1956, 0.5, None, True, "nhà xa", "0912345678"]]


@pytest.mark.parametrize(
    "word", ["Nguyễn", "TRƯƠNG", "quỳnh", "gì", "nghiêng", "Uyển", "Ý", "khuya", "giếng", "oằn"]
)
def test_syllables_are_recognised(word):
    assert is_vietnamese_word(word)


@pytest.mark.parametrize("word", ["NguyÔn", "TrÇn", "Leâ", "Búk", "Mlô", "tòc", "ế̀", "xyz", "µ", ""])
def test_what_is_no_syllable_is_recognised(word):
    assert not is_vietnamese_word(word)
