"""What is read aloud of a lesson, passage by passage, and a key that changes when the words do."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from webapp.lessons import Lesson
from webapp.rules.vietnamese import nfc

FRONT = 0
KEY_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Passage:
    """`place` is the step's number, FRONT for the lesson's own page. `key` is of the words alone."""

    place: int
    text: str
    key: str

    @property
    def label(self) -> str:
        return "Trang đầu bài" if self.place == FRONT else f"Bước {self.place}"


def passages(lesson: Lesson) -> tuple[Passage, ...]:
    """The passages of a lesson as it is taught: its title and goal, then each step."""
    texts = (front_words(lesson), *(step.spoken for step in lesson.steps))
    return tuple(Passage(place, text, key_of(text)) for place, text in enumerate(texts))


def front_words(lesson: Lesson) -> str:
    return f"{lesson.title}. {lesson.goal}"


def key_of(text: str) -> str:
    """The same for texts that sound the same: punctuation and capitals are not heard."""
    words = " ".join(re.findall(r"\w+", nfc(text).casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:KEY_LETTERS]
