"""Publishing a draft as a version that never changes, bringing an old one back, and taking a lesson down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.lessons import Lesson
from webapp.lessons.authored import Authored, read_authored
from webapp.lessons.check_authored import Finding, authored_findings
from webapp.models.authored import AuthoredLesson, AuthoredVersion
from webapp.models.base import db
from webapp.models.user import User
from webapp.rules.vietnamese import clean_text, fold
from webapp.services import audit, communes, lesson_shelf
from webapp.services.access import Viewer
from webapp.services.authoring import drafts
from webapp.services.authoring.links import link_findings
from webapp.services.errors import Conflict, NotFound, Refused

Draw = Callable[[Authored, str], str]


@dataclass(frozen=True)
class Checked:
    """A draft at one revision, and what is to be mended in it."""

    lesson_id: str
    revision: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Published:
    """One version as the desk lists it; `problem` says why readers would not get it."""

    row: AuthoredVersion
    by: str
    problem: str


def check(viewer: Viewer, lesson_id: str, today: date, draw: Draw) -> Checked:
    """What keeps a draft from being published. `draw(lesson, name)` gives the SVG of a drawing."""
    draft = drafts.get(viewer, lesson_id)
    return Checked(lesson_id, draft.row.revision, tuple(findings_of(viewer, draft.read, today, draw)))


def findings_of(viewer: Viewer, read: Authored, today: date, draw: Draw) -> list[Finding]:
    links = communes.settings_of(viewer.commune_id or "").links
    found = authored_findings(read, today, lambda name: draw(read, name))
    return [
        *found,
        *_name_findings(viewer, read.lesson),
        *link_findings(read.lesson, {link.url for link in links}),
    ]


def _name_findings(viewer: Viewer, lesson: Lesson) -> list[Finding]:
    """Two lessons of one name in the commune's list can't be told apart, also where only marks differ."""
    listed = lesson_shelf.lessons_for(communes.get(viewer.commune_id))
    taken = {fold(other.title): other.title for other in listed if other.slug != lesson.slug}
    title = taken.get(fold(lesson.title))
    return [("title", f"trùng tên với bài “{title}” trong danh sách, đặt tên khác")] if title else []


def publish(*, by: Viewer, checked: Checked, note: str) -> AuthoredVersion:
    """Publish a checked draft as its next version. Refused with anything to mend, or after another save."""
    row = drafts.row_of(by, checked.lesson_id, lock=True)
    if checked.findings:
        raise Refused(f"Chưa đăng được: còn {len(checked.findings)} chỗ cần sửa.")
    if row.revision != checked.revision:
        raise Conflict("Bài vừa được sửa ở chỗ khác. Xem lại rồi bấm Đăng lần nữa.")
    if row.published and version_of(by, row.id, row.published).content == row.draft:
        raise Refused(f"Bản nháp giống bản {row.published} đang đăng, không có gì mới để đăng.")
    return _put_in_force(by, row, row.draft, clean_text(note), None)


def publish_again(*, by: Viewer, lesson_id: str, version: int) -> AuthoredVersion:
    """Bring an old version back as the newest one."""
    row = drafts.row_of(by, lesson_id, lock=True)
    old = version_of(by, lesson_id, version)
    if row.published is not None and row.published == version:
        raise Conflict(f"Bản {version} đang là bản bà con thấy.")
    if problem := _problem(row, old):
        raise Refused(f"Không đăng lại được bản {version}: {problem}.")
    return _put_in_force(by, row, old.content, f"Đăng lại bản {version}", version)


def take_down(*, by: Viewer, lesson_id: str) -> AuthoredLesson:
    """Nobody finds the lesson any more; its versions and draft stay."""
    row = drafts.row_of(by, lesson_id, lock=True)
    if row.published is None:
        raise Conflict("Bài này đang không đăng.")
    if row.slug in communes.settings_of(row.commune_id).checklist:
        raise Refused("Bài đang nằm trong phiếu của các hộ. Bỏ bài khỏi phiếu ở trang Cài đặt trước đã.")
    row.published = None
    db.session.flush()
    audit.record(
        by=by, action="lesson.take-down", noun="authored_lesson", noun_id=row.id, changes={"slug": row.slug}
    )
    return row


def edit_version(*, by: Viewer, lesson_id: str, version: int) -> AuthoredLesson:
    """Make the words of an old version the draft again; readers see no change."""
    row, old = drafts.row_of(by, lesson_id, lock=True), version_of(by, lesson_id, version)
    return drafts.write(by, row, old.content, f"version {version} as draft")


def version_of(viewer: Viewer, lesson_id: str, version: int) -> AuthoredVersion:
    found = db.session.scalar(
        select(AuthoredVersion).where(
            AuthoredVersion.commune_id == viewer.commune_id,
            AuthoredVersion.lesson_id == lesson_id,
            AuthoredVersion.version == version,
        )
    )
    if found is None:
        raise NotFound
    return found


def versions(viewer: Viewer, lesson_id: str) -> Sequence[Published]:
    """Everything that was published of a lesson, newest first."""
    row = drafts.row_of(viewer, lesson_id)
    found = db.session.execute(
        select(AuthoredVersion, User.display_name)
        .join(User, User.id == AuthoredVersion.made_by, isouter=True)
        .where(AuthoredVersion.commune_id == row.commune_id, AuthoredVersion.lesson_id == row.id)
        .order_by(AuthoredVersion.version.desc())
    )
    return [Published(version, name or "", _problem(row, version)) for version, name in found]


def _problem(row: AuthoredLesson, version: AuthoredVersion) -> str:
    problems = read_authored(row.slug, row.short, version.version, version.content).problems
    return f"{problems[0].field}: {problems[0].rule}" if problems else ""


def _put_in_force(
    by: Viewer, row: AuthoredLesson, content: dict[str, object], note: str, again: int | None
) -> AuthoredVersion:
    query = select(AuthoredVersion.version).where(AuthoredVersion.lesson_id == row.id)
    number = max(db.session.scalars(query), default=0) + 1
    version = AuthoredVersion(
        commune_id=row.commune_id, lesson_id=row.id, version=number, content=content, note=note, again=again,
        made_by=by.user_id,
    )  # fmt: skip
    db.session.add(version)
    row.published = number
    db.session.flush()
    audit.record(
        by=by, action="lesson.publish" if again is None else "lesson.publish-again", noun="authored_lesson",
        noun_id=row.id, changes={"slug": row.slug, "version": number, "note": note, "again": again},
    )  # fmt: skip
    return version
