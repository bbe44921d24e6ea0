"""What can be put before a signer: certificates one by one, a print batch's files, a paper brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webapp.models.base import writing
from webapp.models.certificate import Certificate
from webapp.models.job import Job
from webapp.models.print_batch import PrintPart
from webapp.models.signature import SigningKind
from webapp.services import jobs, print_batches, print_parts, signed_files, signing_runs
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.signed_files import Made
from webapp.services.signing.processes import Busy, reading
from webapp.services.signing.refusals import FILE_REFUSALS
from webapp.web import print_job, printing, signing_papers

A_PART = 20
NO_FILES = "Tệp của lượt in này không còn. Mở lượt in, bấm Tạo lại tệp, rồi đưa vào ký."
ENDED = "Có giấy đã hết hiệu lực sau khi tạo tệp. Mở lượt in, bấm Tạo lại tệp, rồi đưa vào ký."


def certificate_file(paper: Certificate) -> Made:
    title = f"{paper.number} {paper.frozen['recipient']}"
    return _ready(Made(SigningKind.CERTIFICATE, title, printing.pdf_of(paper), 1, (paper.id,)))


def paper_file(viewer: Viewer, source: str) -> Made:
    """A paper of the site. Raises NotFound."""
    written = signing_papers.write(viewer, source)
    title = f"{written.title}. {written.group}" if written.group not in written.title else written.title
    return _ready(Made(SigningKind.PAPER, title, written.composed.pdf(), 0, source=written.kept_as))


def prepare(job: Job) -> str:
    """What a job names becomes files, some in each transaction; a second run makes what is missing."""
    viewer = signing_runs.viewer_behind(job)
    if source := job.arguments.get("source"):
        paper = paper_file(viewer, source)
        with writing():
            signed_files.add(by=viewer, made=[paper])
        jobs.beat(job.id, 1)
        return ""
    wanted = job.arguments["certificates"]
    papers = signing_runs.certificates_left(viewer, wanted)
    done = len(wanted) - len(papers)
    for start in range(0, len(papers), A_PART):
        made = [certificate_file(paper) for paper in papers[start : start + A_PART]]
        with writing():
            signed_files.add(by=viewer, made=made)
        done += len(made)
        jobs.beat(job.id, done)
    return ""


def batch_file(viewer: Viewer, batch_id: str) -> Made:
    """The joined file of a print batch. Raises Refused when it is gone, or holds a paper that ended."""
    batch = print_batches.get(viewer, batch_id)
    job = jobs.get(viewer, batch.job_id)
    parts = print_batches.parts(batch)
    return _made(job, f"Giấy công nhận, {batch.name}", printing.WHOLE_FILE, parts)


def part_file(viewer: Viewer, part_id: str) -> Made:
    """One part of a print batch. Raises Refused like `batch_file`."""
    part = print_batches.get_part(viewer, part_id)
    job = jobs.get(viewer, print_batches.get(viewer, part.batch_id).job_id)
    name = print_job.part_file(printing.folder_of(job), part).name
    return _made(job, f"Giấy công nhận, {part.label}", name, [part])


def _made(job: Job, title: str, name: str, parts: Sequence[PrintPart]) -> Made:
    file = printing.folder_of(job) / name
    if not file.is_file():
        raise Refused(NO_FILES)
    if any(print_parts.ended_since(part) for part in parts):
        raise Refused(ENDED)
    papers = tuple(each[0] for part in parts for each in part.papers)
    return _ready(Made(SigningKind.JOINED, title, file.read_bytes(), 0, papers))


def brought_file(content: bytes, title: str) -> Made:
    """A PDF that a clerk uploads. Raises Refused at `file`."""
    if len(content) > signed_files.MOST_BYTES:
        raise Refused(f"Tệp quá lớn: tối đa {signed_files.MOST_BYTES // 1024 // 1024} MB.", "file")
    return _ready(Made(SigningKind.PAPER, title, content, 0))


def _ready(made: Made) -> Made:
    """Pages counted and the file made ready in a child. Raises Refused at `file`, also when it is signed."""
    try:
        with reading() as reader:
            report, content = reader.prepare(made.content)
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.", "file") from None
    if "error" in report:
        raise Refused(FILE_REFUSALS[report["error"]], "file")
    if report["signatures"]:
        raise Refused("Tệp này đã có chữ ký số. Chọn bản chưa ký.", "file")
    return replace(made, content=content, pages=int(report["pages"]))
