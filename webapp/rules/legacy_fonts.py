"""Text typed with the fonts of before Unicode (TCVN3: .VnTime ...; VNI-Windows: VNI-Times ...).

Such text reaches us as Latin-1 letters ("NguyÔn V¨n An", "Nguyeãn Vaên An"). It is recognised by spelling:
as it stands some word is no Vietnamese syllable, and decoded every word is. Short texts that could be
either ("Vò", "Xãm") follow their column, then their sheet. Text with a letter beyond Latin-1 is Unicode.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.rules.spelling import is_vietnamese_word


class Coding(StrEnum):
    UNICODE = "Unicode"
    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


LEGACY = (Coding.TCVN3, Coding.VNI)

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
        "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
        strict=True,
    )
)
# VNI writes a vowel and then one or two marks in one character; four letters are single characters.
_VNI_TONES = {"ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
_VNI_HATS = dict(zip("âàåãáä", ("", *"\u0300\u0309\u0303\u0301\u0323"), strict=True))
_VNI_BOWS = dict(zip("êèúüéë", ("", *"\u0300\u0309\u0303\u0301\u0323"), strict=True))
_VNI_SINGLE = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í"}


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_SINGLE)
    for vowel in "aeiouyôö":
        pairs |= {vowel + mark: _VNI_SINGLE.get(vowel, vowel) + tone for mark, tone in _VNI_TONES.items()}
    for vowel in "aeo":
        pairs |= {vowel + mark: vowel + "\u0302" + tone for mark, tone in _VNI_HATS.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BOWS.items()}
    composed = {code: unicodedata.normalize("NFC", letter) for code, letter in pairs.items()}
    upper = {code.upper(): letter.upper() for code, letter in composed.items()}
    return composed | upper | {code.capitalize(): letter.upper() for code, letter in composed.items()}


_VNI = _vni_pairs()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_BEYOND_LATIN1 = re.compile("[\u0100-\u024f\u1e00-\u1eff\u0300-\u036f]")
_HIGH = re.compile("[\u00a1-\u00ff]")


def decode(text: str, coding: Coding) -> str:
    """Unicode text from what was typed in an old font; letters the font has not stay as they are."""
    if coding is Coding.VNI:
        return _VNI_PATTERN.sub(lambda match: _VNI[match[0]], text)
    if coding is Coding.TCVN3:
        decoded = "".join(_TCVN3.get(char, char) for char in text)
        return decoded.upper() if _is_set_in_capitals(text) else decoded
    return text


def _is_set_in_capitals(text: str) -> bool:
    """TCVN3 has no accented capitals: a .VnTimeH font draws the small codes as capitals.

    Plain letters that are all capitals, more than a word's first one, show that such a font was used.
    """
    plain = "".join(c if c.isascii() else "·" for c in text)
    return not re.search("[a-z]", plain) and bool(re.search(r"[A-Z·][A-Z]", plain))


def coding_of(text: str) -> Coding | None:
    """How this text was certainly typed; None when it is plain ASCII or could be either."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return None
    if _BEYOND_LATIN1.search(text):
        return Coding.UNICODE
    fitting = {coding for coding in LEGACY if _fits(text, coding)}
    reads_as_it_is = _reads(text)
    if reads_as_it_is and not fitting:
        return Coding.UNICODE
    return fitting.pop() if len(fitting) == 1 and not reads_as_it_is else None


def _fits(text: str, coding: Coding) -> bool:
    """Every accented letter is in the font's table and every word decodes to a Vietnamese syllable."""
    decoded = decode(text, coding)
    changed = decoded != text and not (_HIGH.search(_leftover(text, coding)))
    return changed and _reads(decoded)


def _leftover(text: str, coding: Coding) -> str:
    if coding is Coding.VNI:
        return _VNI_PATTERN.sub("", text)
    return "".join(char for char in text if char not in _TCVN3)


_WORD_BREAK = re.compile(r"[\s\-/.,;:()\"'“”‘’+&]+")


def _reads(text: str) -> bool:
    """Every word with an accented letter (lone signs aside) is spelt like Vietnamese."""
    words = [word for word in _WORD_BREAK.split(text) if len(word) > 1 and not word.isascii()]
    return bool(words) and all(is_vietnamese_word(word.strip("0123456789")) for word in words)


# --- a whole sheet ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RepairedRows:
    """`found` counts the cells that were converted, by old font."""

    rows: list[list[object]]
    found: Mapping[Coding, int]


def repair_rows(rows: Sequence[Sequence[object]]) -> RepairedRows:
    """The rows with every cell in Unicode; a cell that could be either follows its column, then the sheet."""
    verdicts = {text: coding_of(text) for text in _texts(rows) if not text.isascii()}
    if not set(LEGACY) & set(verdicts.values()):
        return RepairedRows([list(row) for row in rows], {})
    usual = _usual_codings(rows, verdicts)
    found: Counter[Coding] = Counter()

    def repaired(cell: object, column: int) -> object:
        if not isinstance(cell, str) or cell not in verdicts:
            return cell
        coding = verdicts[cell] or usual.get(column) or usual.get(None) or Coding.UNICODE
        found[coding] += coding in LEGACY
        return decode(unicodedata.normalize("NFC", cell), coding)

    converted = [[repaired(cell, column) for column, cell in enumerate(row)] for row in rows]
    return RepairedRows(converted, {coding: n for coding, n in found.items() if n})


def _texts(rows: Sequence[Sequence[object]]) -> set[str]:
    return {cell for row in rows for cell in row if isinstance(cell, str)}


def _usual_codings(
    rows: Sequence[Sequence[object]], verdicts: Mapping[str, Coding | None]
) -> dict[int | None, Coding]:
    """The commonest certain coding of each column, and under None that of the sheet."""
    counts: dict[int | None, Counter[Coding]] = {None: Counter()}
    for row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and (coding := verdicts.get(cell)):
                counts.setdefault(column, Counter())[coding] += 1
                counts[None][coding] += 1
    return {column: count.most_common(1)[0][0] for column, count in counts.items() if count}
