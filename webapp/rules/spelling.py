"""Is a word spelt like a Vietnamese syllable? Tells real text from text typed in an old font."""

import unicodedata
from functools import lru_cache

_ONSET_LIST = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
# Rhymes by spelling, without tones. Those that end in c, ch, p, t carry only sắc or nặng.
_RHYME_LIST = """
a ai am an ang anh ao au ay ac ach ap at ăm ăn ăng ăc ăp ăt âm ân âng âu ây âc âp ât
e em en eng eo ec ep et ê êm ên êng ênh êu êch êp êt i ia im in inh iu ich ip it
iêm iên iêng iêu iêc iêp iêt o oi om on ong oong oc ooc op ot oa oai oam oan oang oanh oao oay
oac oach oap oat oăm oăn oăng oăc oăt oe oen oeo oet ô ôi ôm ôn ông ôc ôp ôt ơ ơi ơm ơn ơp ơt
u ua ui um un ung uc up ut uâ uân uâng uây uât uê uên uênh uêch uơ uy uya uyên uyêt uyn uynh uych
uyp uyt uyu uôi uôm uôn uông uôc uôt ư ưa ưi ưng ưu ưc ưt ươi ươm ươn ương ươu ươc ươp ươt
y ym yn ynh yt yu ych yêm yên yêng yêu yêt
"""
_ONSETS = frozenset(["", *_ONSET_LIST.split()])
_RHYMES = frozenset(_RHYME_LIST.split())
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")


def is_vietnamese_word(word: str) -> bool:
    """True for one syllable in lower case, Title case or CAPITALS, with at most one tone."""
    return _is_syllable(unicodedata.normalize("NFC", word))


@lru_cache(maxsize=20_000)
def _is_syllable(word: str) -> bool:
    if word not in {word.lower(), word.upper(), word[:1].upper() + word[1:].lower()}:
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if len(tones) > 1 or not any(letters[:n] in _ONSETS and letters[n:] in _RHYMES for n in range(4)):
        return False
    return not letters.endswith(("c", "ch", "p", "t")) or not tones or tones[0] in _SHARP_OR_HEAVY
