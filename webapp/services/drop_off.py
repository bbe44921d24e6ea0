"""The figures of what was counted: per lesson and version how far learners come, and what they mistake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.lessons import Lesson, catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.scams import scam_catalog
from webapp.models.base import db
from webapp.models.count import CountKind, CountWhat, LearningCount
from webapp.rules.drop_off import SMALL, Stop, Tries, hard_step, tries_of
from webapp.services import lesson_shelf
from webapp.services.access import Viewer
from webapp.services.counts import WHOLE

MOST_SHOWN = 12
Place = tuple[CountKind, str, int, str]
Sums = Mapping[Place, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, screen or case that was tried, and the words it is known by."""

    title: str
    tries: Tries


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """Of one version of a lesson: the walks that saw each step and its end, and how its questions went."""

    lesson: Lesson
    version: int
    reached: tuple[int, ...]
    finished: int
    stop: Stop | None
    questions: tuple[Question, ...]

    @property
    def began(self) -> int:
        return self.reached[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """`lessons` by how many stop at one step; `practices` and `cases` by how often they are mistaken."""

    lessons: tuple[LessonFigures, ...]
    practices: tuple[Question, ...]
    cases: tuple[Question, ...]


def lessons_seen_by(viewer: Viewer) -> list[Lesson]:
    """The lessons of the site, and those that the viewer's own commune wrote and publishes."""
    own = lesson_shelf.published_of(viewer.commune_id) if viewer.commune_id else []
    return [*catalog().lessons, *(each.lesson for each in own)]


def figures(viewer: Viewer, since: date, slug: str | None = None) -> Figures:
    """What was counted from `since` on, of one lesson and its practices or of all.

    Counts of the site's lessons belong to no commune, so every viewer sees the same ones.
    """
    sums = _sums(since)
    lessons = [lesson for lesson in lessons_seen_by(viewer) if slug in (None, lesson.slug)]
    practices = {each for lesson in lessons for each in lesson.practices} if slug else None
    return Figures(
        tuple(sorted(_of_lessons(lessons, sums), key=_how_hard)),
        _by_mistakes(_practices(sums, practices)),
        () if slug else _by_mistakes(_cases(sums)),
    )


def _sums(since: date) -> Sums:
    key = (LearningCount.kind, LearningCount.slug, LearningCount.version, LearningCount.place)
    query = (
        select(*key, LearningCount.what, func.sum(LearningCount.n))
        .where(LearningCount.day >= since)
        .group_by(*key, LearningCount.what)
    )
    sums: dict[Place, Counter[str]] = defaultdict(Counter)
    for kind, slug, version, place, what, n in db.session.execute(query):
        sums[kind, slug, version, place][what] = int(n)
    return sums


def _of_lessons(lessons: Iterable[Lesson], sums: Sums) -> Iterable[LessonFigures]:
    versions = {(slug, version) for kind, slug, version, _ in sums if kind is CountKind.STEP}
    for lesson in lessons:
        for version in range(lesson.version, 0, -1):
            if (lesson.slug, version) in versions:
                yield _of_version(lesson, version, sums)


def _of_version(lesson: Lesson, version: int, sums: Sums) -> LessonFigures:
    def seen(kind: CountKind, place: int) -> int:
        return sums.get((kind, lesson.slug, version, str(place)), {}).get(CountWhat.SEEN, 0)

    reached = tuple(seen(CountKind.STEP, number) for number in range(1, len(lesson.steps) + 1))
    finished = seen(CountKind.DONE, 1)
    beyond = max(seen(CountKind.CHECK, 1), finished)
    questions = tuple(
        Question(check.question, _tries(sums, (CountKind.CHECK, lesson.slug, version, str(number))))
        for number, check in enumerate(lesson.checks, start=1)
    )
    return LessonFigures(lesson, version, reached, finished, hard_step(reached, beyond), questions)


def _how_hard(found: LessonFigures) -> tuple[int, int, str]:
    return (-found.stop.lost if found.stop else 0, -found.began, found.lesson.slug)


def _practices(sums: Sums, wanted: set[str] | None) -> Iterable[Question]:
    for practice in practice_catalog().practices:
        if wanted is None or practice.slug in wanted:
            for state in practice.states:
                place = (CountKind.PRACTICE, practice.slug, practice.version, state.id)
                yield Question(f"{practice.title}: {state.title}", _tries(sums, place))


def _cases(sums: Sums) -> Iterable[Question]:
    for case in scam_catalog().cases:
        place = (CountKind.SCAM, case.slug, case.version, WHOLE)
        kind = "lừa đảo" if case.fake else "thật"
        yield Question(f"{case.who} ({kind}): {case.lines[0]} …", _tries(sums, place))


def _tries(sums: Sums, place: Place) -> Tries:
    return tries_of(sums.get(place, {}))


def _by_mistakes(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Of those tried often enough to say something, the most mistaken."""
    tried = [each for each in questions if each.tries.first >= SMALL]
    return tuple(sorted(tried, key=lambda each: each.tries.first_right / each.tries.first))[:MOST_SHOWN]
