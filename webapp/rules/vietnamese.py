"""Vietnamese text: cleaning, search keys, alphabetical order, people's names.

Standard library only. Phone numbers, dates and figures live in `phones`, `dates` and `numbers`; their
functions are offered here too, so that a caller needs one import.
"""

import re
import unicodedata

from webapp.rules.dates import administrative_date, birth_year, parse_date, show_date
from webapp.rules.numbers import show_number, show_percent
from webapp.rules.phones import mask_phone, normalize_phone, show_phone

__all__ = [
    "administrative_date",
    "birth_year",
    "clean_lines",
    "clean_text",
    "fold",
    "given_name",
    "is_person_name",
    "mask_phone",
    "name_sort_key",
    "nfc",
    "normalize_phone",
    "parse_date",
    "show_date",
    "show_number",
    "show_percent",
    "show_phone",
    "sort_key",
    "sort_key_text",
]

APOSTROPHES = dict.fromkeys(map(ord, "’‘`´ʼʻ′ˈ＇"), "'")
# Old fonts and foreign keyboards put an Icelandic or African letter where đ belongs; they look the same.
_D_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
# A tone typed before the hat or the bow (é + ̂): NFC can't compose that, so the two are swapped first.
_TONE_BEFORE_SHAPE = re.compile("([aeoAEO])([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_NEEDS_CLEANING = re.compile("^ | $|  |[ÐƉðɖ\u0300-\u036f]")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """One line as it is stored: composed, without control, bidi and invisible marks, single spaces."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not _NEEDS_CLEANING.search(text):
        return text
    visible = "".join(c for c in re.sub(r"\s+", " ", text) if not unicodedata.category(c).startswith("C"))
    decomposed = unicodedata.normalize("NFD", visible.translate(_D_LOOKALIKES))
    return re.sub(r"\s+", " ", nfc(_TONE_BEFORE_SHAPE.sub(r"\1\3\2", decomposed))).strip()


def clean_lines(text: str) -> str:
    """Several lines, each cleaned as by `clean_text`; blank lines at both ends are gone."""
    return "\n".join(clean_text(line) for line in text.splitlines()).strip("\n")


def fold(text: str) -> str:
    """The key for search and duplicates: no diacritics, no case, one kind of apostrophe.

    `fold("Nguyễn Thị Đào") == "nguyen thi dao"`; Hoà and Hòa fold alike. Idempotent.
    """
    return " ".join(text.translate(_FOLDED).split())


class _FoldTable(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if code < 0x3000:  # the scripts of this country; the rest is too rare to remember
            self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char.isspace():
        return " "
    if unicodedata.category(char).startswith("C"):
        return ""
    plain = unicodedata.normalize("NFKD", char.translate(APOSTROPHES)).casefold()
    bare = (c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in {"Mn", "Me"})
    return "".join(bare).translate(APOSTROPHES).translate(_STROKES)


_STROKES = str.maketrans({"đ": "d", "ƀ": "b", "ð": "d", "ɖ": "d"})  # letters whose stroke doesn't decompose
_FOLDED = _FoldTable()

# --- alphabetical order -----------------------------------------------------------------------------------
# Unicode CLDR, locale vi: letters first, then tones (ngang huyền hỏi ngã sắc nặng), then case.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_CODES = dict(zip(_ALPHABET, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", strict=True))
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPED = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_MARK_CODES = "0123456789AB"  # tone 0 to 5; the same six again for a letter with a mark of another language
_LETTER = re.compile(r"([^\u0300-\u036f])([\u0300-\u036f]*)|[\u0300-\u036f]+")
_SPACE_CODE, _OTHER_CODE, _FOREIGN_CODE = "#", "$", "z"


def sort_key(text: str) -> tuple[str, str, str]:
    """(letters, marks, case), each a string of ASCII that compares in alphabetical order."""
    letters, marks, cases = [], [], []
    decomposed = unicodedata.normalize("NFD", clean_text(text.translate(APOSTROPHES)))
    for match in _LETTER.finditer(decomposed):
        if match[1]:
            letter, mark = _letter_codes(match[1].lower(), match[2])
            letters.append(letter)
            marks.append(mark)
            cases.append("1" if match[1].isupper() else "0")
    return "".join(letters), "".join(marks).rstrip("0"), "".join(cases).rstrip("0")


def _letter_codes(letter: str, combining: str) -> tuple[str, str]:
    """The codes of one lower-case base letter with its combining marks."""
    tone, foreign = 0, letter == "ƀ"
    letter = "b" if foreign else letter
    for mark in combining:
        if mark in _TONES:
            tone = _TONES[mark]
        elif (letter, mark) in _SHAPED:
            letter = _SHAPED[letter, mark]
        else:
            foreign = True
    return _primary_code(letter), _MARK_CODES[tone + 6 * foreign]


def _primary_code(letter: str) -> str:
    if letter in _LETTER_CODES:
        return _LETTER_CODES[letter]
    if letter == " ":
        return _SPACE_CODE
    if letter.isascii() and letter.isdigit():
        return letter
    return f"{_FOREIGN_CODE}{ord(letter[0]):06x}" if letter.isalpha() else _OTHER_CODE


def sort_key_text(text: str) -> str:
    """`sort_key` as one ASCII string for a database column.

    Sorts right byte by byte: SQLite's BINARY and PostgreSQL's "C" collation.
    """
    return "!".join(sort_key(text))


# --- names ------------------------------------------------------------------------------------------------


def given_name(full_name: str) -> str:
    """The name people are called and listed by: the last word.

    In Ê Đê names that begin with Y or H' the clan comes last, so the given name is the first piece:
    "Y Bhăm Niê" -> "Y Bhăm", "H'Hen Niê" -> "H'Hen".
    """
    words = clean_text(full_name).split()
    lead = words[0].translate(APOSTROPHES).upper() if words else ""
    if lead in {"Y", "H", "H'"} and len(words) > 2:
        return " ".join(words[:2])
    if lead.startswith("H'") and len(lead) > 2:
        return words[0]
    return words[-1] if words else ""


def name_sort_key(full_name: str) -> str:
    """Order of people's lists: given name, then family and middle names; ASCII, for a database column."""
    name = clean_text(full_name)
    given = given_name(name)
    rest = name[: -len(given)] if name.endswith(given) else name[len(given) :]
    return f"{sort_key_text(given)} {sort_key_text(rest)}"


_NAME_PUNCTUATION = frozenset(" -'.,()/")


def is_person_name(text: str) -> bool:
    """True for Latin letters with any marks, spaces, hyphens, apostrophes; at least two letters."""
    letters = 0
    for char in unicodedata.normalize("NFD", text.translate(APOSTROPHES)):
        if unicodedata.name(char, "").startswith("LATIN") and char.isalpha():
            letters += 1
        elif char not in _NAME_PUNCTUATION and not unicodedata.combining(char):
            return False
    return letters >= 2
