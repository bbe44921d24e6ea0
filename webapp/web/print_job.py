"""The job of a print batch: parts of about a hundred, each kept as soon as it is whole, then one joined file.

A killed worker's successor goes on with the first part that has no file. A certificate that can't be printed
is listed with its reason and never stops the rest.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby
from pathlib import Path

from webapp.models.base import now
from webapp.models.certificate import CertificateStatus
from webapp.models.job import Job
from webapp.models.print_batch import PartState, PrintPart
from webapp.rules.certificates import fields_from_json
from webapp.rules.vietnamese import show_date
from webapp.services import communes, ended_sheets, jobs, print_parts, progress
from webapp.services.print_parts import Paper, Trouble
from webapp.web import printing
from webapp.web.pdf.joining import Bookmark, join_parts_to
from webapp.web.pdf.parts import CertificatePage, document_title
from webapp.web.pdf.workers import PartFailed, Told

Ready = tuple[PrintPart, list[Paper], list[Trouble]]
ENDED = "Giấy đã hết hiệu lực ({}). Nếu đã cấp giấy mới thì in giấy mới."
EXPIRED = "Giấy đã hết hạn từ ngày {}. Cấp lại rồi in."
NAMELESS = "Thiếu tên. Sửa tên rồi cấp lại giấy này."
TOO_LONG = "Lời quá dài, cỡ chữ nhỏ nhất vẫn không vừa: {}. Viết ngắn lại rồi cấp lại giấy."
UNDRAWN = "Không vẽ được giấy này. Báo người quản trị kèm số giấy."
STATUS_WORDS = {
    CertificateStatus.REPLACED: "đã cấp lại",
    CertificateStatus.REVOKED: "đã thu hồi",
    CertificateStatus.VOIDED: "đã hủy số",
}
TEXT_WORDS = {"recipient": "tên", "address": "địa chỉ", "prefix": "lời trước tên", "signer": "người ký",
              "honour": "danh hiệu", "authority": "cơ quan"}  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """Where files are put, how sheets are marked, and who hears how many are drawn beyond the last part."""

    folder: Path
    show_copy: bool
    told: Told


def make_files(job: Job) -> str:
    """Make the files of a batch's waiting parts and join all; returns the name of the joined file."""
    batch = print_parts.batch_of(job)
    rules = communes.settings_of(job.commune_id).papers
    folder = printing.folder_of(job)
    folder.mkdir(parents=True, exist_ok=True)
    parts = print_parts.parts_of(batch.id)
    waiting = _to_make(folder, parts)
    done = sum(len(part.papers) for part in parts) - sum(len(part.papers) for part in waiting)
    print_parts.start(batch.id, done)
    jobs.beat(job.id, done)
    drawing = Drawing(folder, rules.show_copy_number, lambda drawn: jobs.beat(job.id, done + drawn))
    for part, good, bad in _drawn(drawing, job, waiting):
        if not good:
            part_file(folder, part).unlink(missing_ok=True)
        print_parts.finish(part, good, bad)
        done += len(part.papers)
        jobs.beat(job.id, done)
        if print_parts.is_cancelled(batch.id):
            raise printing.CannotPrint("Đã bỏ lượt in này.")
    jobs.keep(job.id, now() + timedelta(days=rules.keep_files_days))
    return _join(folder, print_parts.parts_of(batch.id))


def part_file(folder: Path, part: PrintPart) -> Path:
    return folder / f"phan-{part.position:03}.pdf"


def _to_make(folder: Path, parts: Sequence[PrintPart]) -> list[PrintPart]:
    """The parts without a file, and those whose file was lost or holds a certificate that ended."""
    outdated = ended_sheets.parts_with_some([part.id for part in parts])
    return [
        part
        for part in parts
        if part.state is PartState.WAITING
        or (part.page_count and (part.id in outdated or not part_file(folder, part).exists()))
    ]


def _drawn(drawing: Drawing, job: Job, parts: Sequence[PrintPart]) -> Iterator[Ready]:
    """Each part once its file lies in the folder, with whom it holds and whom it leaves out."""
    read = ((part, print_parts.papers_of(part)) for part in parts)
    for design_id, same in groupby(read, key=lambda each: each[1][0].design_id):
        look = printing.look_of(job.commune_id, design_id)
        yield from _rendered(drawing, (_sorted_out(*each, look) for each in same), look)


def _sorted_out(part: PrintPart, papers: Sequence[Paper], look: printing.Look) -> Ready:
    today = progress.today()
    found = [(paper, _trouble(paper, look, today)) for paper in papers]
    good = [paper for paper, reason in found if not reason]
    return part, good, [Trouble(paper, reason) for paper, reason in found if reason]


def _trouble(paper: Paper, look: printing.Look, today: date) -> str:
    """Why a certificate can't be printed, in a sentence; empty when it can."""
    if paper.status is not CertificateStatus.ISSUED:
        return ENDED.format(STATUS_WORDS[paper.status])
    if paper.valid_until is not None and paper.valid_until < today:
        return EXPIRED.format(show_date(paper.valid_until))
    words = fields_from_json(paper.frozen)
    if not words.recipient:
        return NAMELESS
    cut = printing.cut_words(words, look)
    return TOO_LONG.format(", ".join(TEXT_WORDS.get(name, name) for name in cut)) if cut else ""


def _rendered(drawing: Drawing, ready: Iterator[Ready], look: printing.Look) -> Iterator[Ready]:
    """Drawn side by side; a part that fails is drawn sheet by sheet, to find whom to leave out."""
    while True:
        taken: deque[Ready] = deque()
        pages = _pages(ready, taken, drawing.show_copy)
        contents = printing.draw_parts(pages, look, drawing.told)
        try:
            for content in contents:
                yield from _without_sheets(taken)
                printing.put(part_file(drawing.folder, taken[0][0]), content)
                yield taken.popleft()
            yield from taken
            return
        except PartFailed:
            yield from _without_sheets(taken)
            taken[0] = _without_undrawn(taken[0], look, drawing.show_copy)
            ready = chain(taken, ready)


def _pages(ready: Iterable[Ready], taken: deque[Ready], show_copy: bool) -> Iterator[list[CertificatePage]]:
    """What is to be drawn of each part, read as it is asked for; `taken` keeps the parts until it is."""
    for each in ready:
        taken.append(each)
        if each[1]:
            yield [printing.page_of(paper, show_copy=show_copy) for paper in each[1]]


def _without_sheets(taken: deque[Ready]) -> Iterator[Ready]:
    """The parts before the next drawn one that have nothing to draw."""
    while taken and not taken[0][1]:
        yield taken.popleft()


def _without_undrawn(ready: Ready, look: printing.Look, show_copy: bool) -> Ready:
    part, good, bad = ready
    kept = [paper for paper in good if _can_be_drawn(paper, look, show_copy)]
    if len(kept) == len(good) or (not kept and len(good) > 1):
        raise printing.CannotPrint("Máy in tệp dừng giữa chừng. Bấm “Tạo lại tệp” để làm tiếp.")
    lost = [Trouble(paper, UNDRAWN) for paper in good if paper not in kept]
    return part, kept, [*bad, *lost]


def _can_be_drawn(paper: Paper, look: printing.Look, show_copy: bool) -> bool:
    try:
        return bool(list(printing.draw_parts([[printing.page_of(paper, show_copy=show_copy)]], look)))
    except PartFailed:
        return False


def _join(folder: Path, parts: Sequence[PrintPart]) -> str:
    """One file of all parts that have one; raises CannotPrint when none has."""
    full = [part for part in parts if part.page_count]
    if not full:
        raise printing.CannotPrint("Không giấy nào in được. Xem lý do từng giấy ở dưới.")
    files = [part_file(folder, part) for part in full]
    first = printing.page_of(print_parts.papers_of(full[0])[0], show_copy=False)
    title = document_title([first] * sum(part.page_count for part in full))
    whole = folder / printing.WHOLE_FILE
    with printing.replacing(whole).open("wb") as out:
        join_parts_to(out, files, title=title, bookmarks=list(_bookmarks(full, files)))
    os.replace(printing.replacing(whole), whole)
    return whole.name


def _bookmarks(parts: Sequence[PrintPart], files: Sequence[Path]) -> Iterator[Bookmark]:
    """One for each hamlet; one for each part where a page holds several certificates."""
    import pikepdf

    at = 0
    for part, file in zip(parts, files, strict=True):
        with pikepdf.open(file) as pdf:
            count = len(pdf.pages)
        if count == part.page_count:
            left_out = print_parts.left_out_of(part)
            papers = [paper for paper in print_parts.papers_of(part) if paper.id not in left_out]
            places = [paper.frozen["address"].split(",")[0] for paper in papers]
            new = (n for n, place in enumerate(places) if n == 0 or place != places[n - 1])
            yield from (Bookmark(places[n], at + n) for n in new)
        else:
            yield Bookmark(part.label, at)
        at += count
