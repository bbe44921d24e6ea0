"""Which lessons a reader finds: those of the site, and those a commune wrote itself."""

from __future__ import annotations

from webapp.lessons import Lesson, catalog
from webapp.models.commune import Commune


def lessons_for(commune: Commune | None) -> list[Lesson]:
    """The lessons in a commune's list, in the order of the list; None is a visitor of no known commune.

    They are whole: `lesson.on(day)` cuts away what has ended by that day.
    """
    return list(catalog().lessons)
