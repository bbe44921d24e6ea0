"""The list of lessons: by topic, by what one searched, by what one needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import render_template

from webapp.blueprints.lessons.pages import LIST
from webapp.lessons import Lesson, catalog
from webapp.lessons.needs import Need, needs
from webapp.lessons.schema import AFTER_A_SCAM, TOPICS
from webapp.rules.lesson_search import SHORT_FORMS, STOP_WORDS, TWO_SYLLABLES, Index, make_index
from webapp.services.lesson_shelf import lessons_for
from webapp.services.progress import today
from webapp.web.visitor_commune import visitor_commune

LEAST_LETTERS, MOST_LETTERS = 2, 100


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str
    lessons: list[Lesson]


@dataclass(frozen=True)
class Stop:
    """One lesson on the way to what one needs, and why."""

    lesson: Lesson
    why: str


def listed() -> tuple[Lesson, ...]:
    """The lessons of the visitor's list as they are taught today, in its order."""
    day = today()
    return tuple(lesson.on(day) for lesson in lessons_for(visitor_commune()))


def draw_index(query: str = "") -> str:
    """The whole list; above it what `query` found, if something was asked."""
    lessons, query = listed(), query.strip()[:MOST_LETTERS]
    index = index_of(lessons)
    by_slug = {lesson.slug: lesson for lesson in lessons}
    found = index.find(query) if query else []
    nearest = index.nearest(query) if query and not found else []
    return render_template(
        "lessons/index.html",
        topics=by_topic(lessons),
        after_a_scam=catalog().lesson(AFTER_A_SCAM),
        needs=[need for need in needs() if stops(need, lessons)],
        query=query,
        found=[by_slug[slug] for slug in found],
        nearest=[by_slug[slug] for slug in nearest],
        findable={each.slug: each.written for each in index.lessons},
        short_forms=SHORT_FORMS,
        two_syllables=sorted(TWO_SYLLABLES),
        stop_words=sorted(STOP_WORDS),
        here=LIST,
    )


def draw_need(need: Need) -> str:
    lessons = listed()
    others = [other for other in needs() if other != need and stops(other, lessons)]
    here = f"{LIST}?can={need.slug}"
    return render_template(
        "lessons/need.html", need=need, stops=stops(need, lessons), others=others, here=here
    )


def draw_missing(asked: str, *, stopped: bool = False) -> str:
    """For an address that names no lesson: what it may have meant, by its words.

    `stopped` is an address that was right once: the commune took its lesson down.
    """
    lessons = listed()
    by_slug = {lesson.slug: lesson for lesson in lessons}
    nearest = index_of(lessons).nearest(asked.replace("-", " ")[:MOST_LETTERS])
    near = [by_slug[slug] for slug in nearest]
    return render_template("lessons/missing.html", nearest=near, stopped=stopped)


def by_topic(lessons: tuple[Lesson, ...]) -> list[Topic]:
    groups = [
        Topic(slug, title, [lesson for lesson in lessons if lesson.topic == slug])
        for slug, title in TOPICS.items()
    ]
    return [group for group in groups if group.lessons]


def stops(need: Need, lessons: tuple[Lesson, ...]) -> list[Stop]:
    """The need's lessons that this list has."""
    by_slug = {lesson.slug: lesson for lesson in lessons}
    return [Stop(by_slug[way.slug], way.why) for way in need.lessons if way.slug in by_slug]


@lru_cache(maxsize=64)
def index_of(lessons: tuple[Lesson, ...]) -> Index:
    return make_index(lessons)
