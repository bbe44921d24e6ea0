"""What there is to read: a commune's lessons as they are taught today, passage by passage."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.lessons import Lesson
from webapp.rules.languages import spoken_here
from webapp.rules.passages import Passage, passages
from webapp.services import communes
from webapp.services.access import Viewer
from webapp.services.errors import NotFound
from webapp.services.lesson_shelf import lessons_for
from webapp.services.progress import today


@dataclass(frozen=True)
class Reading:
    """A lesson with its passages, by place and by key."""

    lesson: Lesson
    passages: tuple[Passage, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(passage.key for passage in self.passages)


def readings(commune_id: str | None) -> list[Reading]:
    """Every lesson of a commune, in the order of its list."""
    day = today()
    taught = (lesson.on(day) for lesson in lessons_for(communes.get(commune_id)))
    return [Reading(lesson, passages(lesson)) for lesson in taught]


def reading(commune_id: str | None, slug: str) -> Reading:
    """Raises NotFound for a lesson that the commune does not have."""
    day = today()
    for lesson in lessons_for(communes.get(commune_id)):
        if lesson.slug == slug:
            taught = lesson.on(day)
            return Reading(taught, passages(taught))
    raise NotFound("Không có bài học này.")


def languages_of(commune_id: str | None) -> dict[str, str]:
    """The commune's languages, code to name, Vietnamese first."""
    return spoken_here(communes.settings_of(commune_id or "").languages)


def check_language(viewer: Viewer, code: str) -> None:
    """Raises NotFound for a language that the commune has not chosen."""
    if code not in languages_of(viewer.commune_id):
        raise NotFound("Xã, phường chưa chọn tiếng này. Người quản trị thêm trong phần Cài đặt.")
