"""Which lessons a typed query means: without diacritics, in any word order, small slips forgiven.

A lesson's words stand in four fields: its title, the words people search by, its goal, and those words of its
steps that few other lessons have. `js/lesson_list.js` finds the same lessons from the same fields, offline.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from webapp.lessons.schema import Lesson
from webapp.rules.vietnamese import fold

WEIGHTS = (8, 6, 3, 1)
COMMON_TO = 3
MOST_FOUND = 8
WORTH_SHOWING = 0.3
WORTH_COVERING = 0.55
SLIP, PREFIX, SPLIT, STOP_FACTOR = 0.7, 0.7, 0.9, 0.1
STOP_WORDS = frozenset({
    "a", "ai", "ba", "bai", "bi", "cach", "cai", "chau", "cho", "co", "con", "cua", "dau", "de", "duoc", "gi",
    "hay", "hoc", "khong", "la", "lam", "minh", "moi", "muon", "nao", "nhu", "o", "oi", "ong", "phai", "roi",
    "sao", "the", "thi", "toi", "va", "voi", "xin",
})  # fmt: skip
SHORT_FORMS = {
    "dt": "dien thoai", "dthoai": "dien thoai", "sdt": "so dien thoai", "ck": "chuyen khoan",
    "nh": "ngan hang", "tk": "tai khoan", "mk": "mat khau", "bh": "bao hiem", "cccd": "can cuoc",
    "cmnd": "can cuoc", "cmt": "can cuoc", "fb": "facebook", "vnied": "vneid", "gplx": "bang lai xe",
    "dvc": "dich vu cong", "ca": "cong an", "ubnd": "uy ban xa",
}  # fmt: skip
# Words of two syllables in which one looks like a short form: cà phê is no công an.
TWO_SYLLABLES = frozenset({"ca phe", "ca nhan", "ca chua", "ca nha", "gia ca", "tat ca"})
_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"(?<=[a-z0-9])['-](?=[a-z0-9])")


def words(text: str) -> list[str]:
    """The folded words of a text; Wi-Fi is one word."""
    return _WORD.findall(_JOINED.sub("", fold(text)))


@dataclass(frozen=True, slots=True)
class Findable:
    """A lesson's folded words: one tuple of phrases for each of WEIGHTS; words are parted by one space."""

    slug: str
    fields: tuple[tuple[str, ...], ...]

    @property
    def written(self) -> str:
        """For the page: phrases parted by a comma, fields by a bar."""
        return "|".join(",".join(phrases) for phrases in self.fields)


@dataclass(frozen=True, slots=True)
class Meant:
    """What one typed word may mean: known words, and how surely (0 to 1)."""

    known: dict[str, float]

    @property
    def likeliest(self) -> str:
        return max(self.known, key=lambda word: (self.known[word], word), default="")


@dataclass(frozen=True)
class Index:
    """All findable lessons, in the order of the list."""

    lessons: tuple[Findable, ...]
    _rarity: dict[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spread = Counter(word for each in self.lessons for word in _words_of(each))
        total = len(self.lessons)
        object.__setattr__(self, "_rarity", {word: log(1 + total / n) for word, n in spread.items()})

    def find(self, query: str) -> list[str]:
        """The slugs that the query means, best first; none when no telling word of it is known."""
        meant = [each for each in self._read(words(query)) if each.known]
        if all(each.likeliest in STOP_WORDS for each in meant):
            return []
        covered = [self._covered(each, meant) for each in self.lessons]
        enough = WORTH_COVERING * max(covered, default=0)
        having = [each for each, part in zip(self.lessons, covered, strict=True) if part >= enough]
        scores = {each.slug: self._score(each, meant) for each in having}
        best = max(scores.values(), default=0)
        worth = [slug for slug, score in scores.items() if score and score >= WORTH_SHOWING * best]
        return sorted(worth, key=lambda slug: -scores[slug])[:MOST_FOUND]

    def _read(self, typed: list[str]) -> Iterator[Meant]:
        typed = _in_full(typed)
        place = 0
        while place < len(typed):
            word, following = typed[place], typed[place + 1 : place + 2]
            place += 1
            joined = word + "".join(following)
            if following and joined in self._rarity and not {word, *following} <= self._rarity.keys():
                place += 1
                yield Meant({joined: 1})
            elif word in self._rarity:
                yield Meant({word: 1})
            else:
                yield from self._guess(word, is_last=not following)

    def _guess(self, word: str, *, is_last: bool) -> Iterator[Meant]:
        """An unknown word: two written as one, the beginning of one, or one with a slip in it."""
        for cut in range(2, len(word) - 1):
            if word[:cut] in self._rarity and word[cut:] in self._rarity:
                yield from (Meant({part: SPLIT}) for part in (word[:cut], word[cut:]))
                return
        slips = {known: SLIP for known in self._rarity if len(word) > 2 and is_one_slip(word, known)}
        begun = [known for known in self._rarity if is_last and len(word) > 1 and known.startswith(word)]
        yield Meant(slips | dict.fromkeys(begun, PREFIX))

    def _score(self, lesson: Findable, meant: Sequence[Meant]) -> float:
        score = 0.0
        typed = {word for each in meant for word in each.known}
        spoken = [each.likeliest for each in meant]
        for weight, phrases in zip(WEIGHTS, lesson.fields, strict=True):
            held = {word for phrase in phrases for word in phrase.split()}
            score += weight * sum(self._sureness(each, held) for each in meant)
            score += weight * sum(
                (self._telling(one) + self._telling(two)) / 2
                for one, two in pairwise(spoken)
                if any(f" {one} {two} " in f" {phrase} " for phrase in phrases)
            )
            if weight > WEIGHTS[2]:
                whole = (phrase.split() for phrase in phrases)
                score += weight * max(
                    (sum(map(self._telling, parts)) / 2 for parts in whole if typed.issuperset(parts)),
                    default=0,
                )
        return score

    def _covered(self, lesson: Findable, meant: Sequence[Meant]) -> float:
        """How much of what was typed a lesson has at all, wherever it stands in it."""
        held = _words_of(lesson)
        return sum(self._sureness(each, held) for each in meant)

    def _sureness(self, meant: Meant, held: set[str]) -> float:
        return max(
            (sure * self._telling(word) for word, sure in meant.known.items() if word in held), default=0
        )

    def _telling(self, word: str) -> float:
        """How much a word says: the fewer lessons have it, the more."""
        return self._rarity.get(word, 0) * (STOP_FACTOR if word in STOP_WORDS else 1)

    def nearest(self, query: str, count: int = 3) -> list[str]:
        """The lessons whose title or search words look most like the query; the first ones if none does."""
        typed = " ".join(words(query))
        found = self.find(query)

        def likeness(each: Findable) -> float:
            named = (*each.fields[0], *each.fields[1], each.slug.replace("-", " "))
            return max(difflib.SequenceMatcher(None, typed, phrase).ratio() for phrase in named)

        close = sorted(self.lessons, key=likeness, reverse=True)
        return list(dict.fromkeys([*found, *(each.slug for each in close)]))[:count]


def _in_full(typed: Sequence[str]) -> list[str]:
    """The typed words with short forms written out, except in a word of two syllables."""
    whole: list[str] = []
    for place, word in enumerate(typed):
        pairs = {" ".join(typed[max(0, place - 1) : place + 1]), " ".join(typed[place : place + 2])}
        whole += [word] if pairs & TWO_SYLLABLES else SHORT_FORMS.get(word, word).split()
    return whole


def make_index(lessons: Iterable[Lesson]) -> Index:
    lessons = list(lessons)
    spread = Counter(word for lesson in lessons for word in set(_spoken(lesson)))
    return Index(tuple(_findable(lesson, spread) for lesson in lessons))


def _findable(lesson: Lesson, spread: Counter[str]) -> Findable:
    named = [(lesson.title,), lesson.also, (lesson.goal,)]
    fields = [tuple(" ".join(words(text)) for text in texts) for texts in named]
    known = {word for phrases in fields for phrase in phrases for word in phrase.split()}
    rare = dict.fromkeys(
        word for word in _spoken(lesson) if spread[word] <= COMMON_TO and len(word) > 1 and word not in known
    )
    return Findable(lesson.slug, (*fields, tuple(rare)))


def _spoken(lesson: Lesson) -> Iterator[str]:
    for step in lesson.steps:
        yield from words(f"{step.title} {step.say} {step.help}")
    for check in lesson.checks:
        yield from words(check.question)


def _words_of(each: Findable) -> set[str]:
    return {word for phrases in each.fields for phrase in phrases for word in phrase.split()}


def is_one_slip(typed: str, known: str) -> bool:
    """Whether one letter was missed, added, mistyped, or two neighbours swapped."""
    if abs(len(typed) - len(known)) > 1 or typed == known:
        return False
    same = next((n for n, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), len(typed))
    a, b = typed[same:], known[same:]
    swapped = len(a) > 1 and a[1::-1] == b[:2] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
