"""Papers of the site that can be signed: by name at the signing desk, or from the page where they stand.

A paper is named by its source, such as `minutes:<meeting>` or `register:<title>:<year>:<volume>`; a signed
file keeps it with a hash of what the paper said, so that its page finds the file again and knows whether the
paper has changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.models.submission import Submission
from webapp.rules.events import is_uuid
from webapp.rules.stages import StageKind
from webapp.rules.vietnamese import show_date
from webapp.services import communes, register, signing_papers, submissions, titles
from webapp.services.access import Viewer
from webapp.services.errors import NotFound
from webapp.services.stages import meetings, papers, postings, steps
from webapp.web import nomination_papers, stage_papers
from webapp.web.papers import Paper
from webapp.web.papers.pdf_writer import compose
from webapp.web.pdf.books import Register, compose_register
from webapp.web.pdf.composed import Composed
from webapp.web.register_book import volume_of, volumes_of

NEWEST_LISTS = 8
OF_LIST = {
    "opinions": (StageKind.OPINIONS, "Bảng tổng hợp ý kiến", stage_papers.opinion_summary),
    "request": (StageKind.REQUEST, "Tờ trình", stage_papers.request_paper),
    "draft": (StageKind.DRAFT, "Quyết định", stage_papers.draft_decision),
}


@dataclass(frozen=True)
class Offered:
    """A paper by its name; `group` is the heading that it stands under at the desk."""

    source: str
    title: str
    group: str


@dataclass(frozen=True)
class Written(Offered):
    """`unnumbered` where the paper will have a number and has none yet; `digest` is of what it says."""

    composed: Composed
    digest: str
    unnumbered: bool = False

    @property
    def kept_as(self) -> str:
        """What the file keeps as its source."""
        return f"{self.source}#{self.digest}"


def write(viewer: Viewer, source: str) -> Written:
    """The paper that a source names, ready to be laid out. Raises NotFound for another's, or none."""
    kind, *ids = source.split(":")
    writer = _WRITERS.get(kind)
    if writer is None or not ids or not is_uuid(ids[0]):
        raise NotFound
    return writer(viewer, source, ids)


def may_read(viewer: Viewer, source: str) -> None:
    """Raises NotFound where a signed paper tells more than the viewer's own hamlets."""
    kind, *ids = source.partition("#")[0].split(":")
    if kind in {"minutes", "posted"} and ids and is_uuid(ids[0]):
        _own = meetings.get(viewer, ids[0]) if kind == "minutes" else postings.get(viewer, ids[0])
    elif viewer.hamlet_ids is not None:
        raise NotFound


def has_changed(viewer: Viewer, source: str, kept_as: str) -> bool:
    """Whether a paper says something else than when its file was made."""
    try:
        return write(viewer, source).kept_as != kept_as
    except NotFound:
        return False


def offered(viewer: Viewer) -> dict[str, list[Offered]]:
    """All that can be signed now, under headings: the newest lists, commendations, the register."""
    found: dict[str, list[Offered]] = {}
    for each in (*_of_stages(viewer), *_of_titles(viewer), *_of_register(viewer)):
        found.setdefault(each.group, []).append(each)
    return found


def _of_stages(viewer: Viewer) -> Iterator[Offered]:
    lists = {each.id: each for each in list(submissions.listed(viewer))[:NEWEST_LISTS]}
    rows: list[tuple[str, str, str]] = []
    for meeting, hamlet in signing_papers.meetings(viewer, lists):
        rows.append((meeting.submission_id, f"minutes:{meeting.id}", _minutes(hamlet.label, meeting.held_on)))
    for posting, hamlet in signing_papers.postings(viewer, lists):
        rows.append((posting.submission_id, f"posted:{posting.id}", _posted(hamlet.label, posting.first_on)))
    for submission in lists.values():
        reached = _reached(viewer, submission)
        rows += [
            (submission.id, f"{kind}:{submission.id}", title)
            for kind, (stage, title, _) in OF_LIST.items()
            if stage in reached
        ]
    for submission_id, submission in lists.items():
        for of, source, title in rows:
            if of == submission_id:
                yield Offered(source, title, _list_name(submission))


def _reached(viewer: Viewer, submission: Submission) -> set[StageKind]:
    """The stages of a whole list that are done, or are to be done now."""
    if submission.decision_id:
        return set(papers.of(submission))
    return {step.kind for step in steps.steps_of(viewer, submission) if step.ready and not step.hamlets}


def _of_titles(viewer: Viewer) -> Iterator[Offered]:
    for title in signing_papers.nominations(viewer):
        for name, words in nomination_papers.PAPERS.items():
            yield Offered(f"nomination:{title.id}:{name}", words, f"Khen thưởng: {title.name}")


def _of_register(viewer: Viewer) -> Iterator[Offered]:
    for book in register.books(viewer):
        for volume in range(1, volumes_of(book) + 1):
            source = f"register:{book.title.id}:{book.year}:{volume}"
            yield Offered(source, _volume(book.title.name, book.year, volume), "Sổ cấp giấy công nhận")


def _write_minutes(viewer: Viewer, source: str, ids: Sequence[str]) -> Written:
    meeting = meetings.get(viewer, ids[0])
    if meeting.closed_at is None:
        raise NotFound
    hamlet, submission = (
        communes.hamlet(viewer, meeting.hamlet_id),
        submissions.get(viewer, meeting.submission_id),
    )
    title = _minutes(hamlet.label, meeting.held_on)
    return _written(source, title, _list_name(submission), stage_papers.minutes(viewer, meeting))


def _write_posted(viewer: Viewer, source: str, ids: Sequence[str]) -> Written:
    posting = postings.get(viewer, ids[0])
    hamlet, submission = (
        communes.hamlet(viewer, posting.hamlet_id),
        submissions.get(viewer, posting.submission_id),
    )
    title = _posted(hamlet.label, posting.first_on)
    return _written(source, title, _list_name(submission), stage_papers.posted_list(viewer, posting))


def _write_of_list(viewer: Viewer, source: str, ids: Sequence[str]) -> Written:
    kind, submission = source.partition(":")[0], submissions.get(viewer, ids[0])
    stage, title, writer = OF_LIST[kind]
    if stage not in steps.kinds_of(submission):
        raise NotFound
    done = papers.of(submission).get(stage)
    numbered = submission.decision_id if kind == "draft" else done and done.number
    paper = writer(viewer, submission.id)
    return _written(source, title, _list_name(submission), paper, unnumbered=not numbered)


def _write_nomination(viewer: Viewer, source: str, ids: Sequence[str]) -> Written:
    title = titles.get(viewer, ids[0])
    cases = signing_papers.nominated(viewer, title)
    name = ids[-1]
    if not title.nomination or name not in nomination_papers.PAPERS or not cases:
        raise NotFound
    commune = communes.get(viewer.commune_id)
    paper = nomination_papers.paper_of(name, title, cases, commune, communes.settings_of(commune.id))
    words, group = nomination_papers.PAPERS[name], f"Khen thưởng: {title.name}"
    return _written(source, words, group, paper, unnumbered=True)


def _write_register(viewer: Viewer, source: str, ids: Sequence[str]) -> Written:
    if len(ids) != 3 or not (ids[1].isdecimal() and ids[2].isdecimal()):
        raise NotFound
    year, volume = int(ids[1]), int(ids[2])
    book = volume_of(viewer, ids[0], year, volume)
    title, group = _volume(book.title, year, volume), "Sổ cấp giấy công nhận"
    return Written(source, title, group, compose_register(book), _digest(book))


def _written(source: str, title: str, group: str, paper: Paper, *, unnumbered: bool = False) -> Written:
    return Written(source, title, group, compose(paper), _digest(paper), unnumbered)


def _digest(content: Paper | Register) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def _list_name(submission: Submission) -> str:
    year = f", năm {submission.year}" if str(submission.year) not in submission.name else ""
    return f"{submission.name}{year}"


def _minutes(hamlet: str, day: date) -> str:
    return f"Biên bản họp {hamlet}, ngày {show_date(day)}"


def _posted(hamlet: str, day: date) -> str:
    return f"Danh sách niêm yết {hamlet}, từ {show_date(day)}"


def _volume(title: str, year: int, volume: int) -> str:
    return f"Sổ cấp giấy “{title}” năm {year}, quyển {volume}"


_WRITERS: dict[str, Callable[[Viewer, str, Sequence[str]], Written]] = {
    "minutes": _write_minutes,
    "posted": _write_posted,
    **dict.fromkeys(OF_LIST, _write_of_list),
    "nomination": _write_nomination,
    "register": _write_register,
}
