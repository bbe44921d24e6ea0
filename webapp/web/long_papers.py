"""Papers whose length grows with the families: short ones are answered at once, long ones are a job's.

What is asked for is written down when the button is pressed and laid out by the worker from that, so the
file holds the list as its reader saw it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.models.job import Job
from webapp.services import jobs, paper_runs
from webapp.web import printing
from webapp.web.access import current_viewer
from webapp.web.papers import Paper
from webapp.web.papers.pdf_writer import compose
from webapp.web.papers.sending import send_paper
from webapp.web.pdf.composed import Composed
from webapp.web.transaction import transaction

AT_ONCE = 250  # so many rows take a second on a slow machine
BETWEEN_BEATS = 0.5  # seconds
PDF, WORDS, LOOK, FILE = "application/pdf", "van-ban.html", "van-ban.css", "van-ban.pdf"
LOST = "Nội dung chờ tạo tệp không còn trên máy chủ. Mở lại trang có văn bản này rồi bấm tạo lại."


def send(paper: Paper, kind: str, name: str, tell: Callable[[str], None]) -> ResponseReturnValue:
    """A paper as PDF, by way of the worker where it is long, or as Word; `kind` is a key of FORMATS."""
    return send_paper(paper, kind, name) if kind == "docx" else send_pdf(compose(paper), f"{name}.pdf", tell)


def send_pdf(composed: Composed, name: str, tell: Callable[[str], None]) -> ResponseReturnValue:
    """The answer to whoever asks for a paper: its file, or the page that has it made.

    A view that ends so takes GET and POST; the POST begins the job, and `tell` wakes the worker.
    """
    if composed.rows <= AT_ONCE:
        return _file(io.BytesIO(composed.pdf()), name)
    run = _standing(composed)
    if request.method == "POST":
        run = run or _begin(composed, name, tell)
        return redirect(url_for("long_papers.show", run_id=run.id), 303)
    if run is not None and run.file_name:
        return _file(made_file(run), name)
    return render_template("long_papers/show.html", run=run, address=_here(), over=False)


def make(job: Job) -> str:
    """Lay out what was asked for; returns the file's name."""
    folder = printing.folder_of(job)
    try:
        html, css = ((folder / each).read_text(encoding="utf-8") for each in (WORDS, LOOK))
    except FileNotFoundError:
        raise printing.CannotPrint(LOST) from None
    rows = html.count("<tr")
    printing.put(folder / FILE, Composed(html, css, rows).pdf(_beating(job)))
    for each in (WORDS, LOOK):
        (folder / each).unlink(missing_ok=True)  # another worker may have been as fast
    return str(job.arguments["name"])


def made_file(run: Job) -> Path:
    return printing.folder_of(run) / FILE


def _standing(composed: Composed) -> Job | None:
    """The viewer's run of just this, unless its file was lost."""
    run = paper_runs.newest(current_viewer(), composed.fingerprint())
    return None if run is not None and run.file_name and not made_file(run).is_file() else run


def _begin(composed: Composed, name: str, tell: Callable[[str], None]) -> Job:
    with transaction():
        run = paper_runs.begin(
            by=current_viewer(), fingerprint=composed.fingerprint(), address=_here(), name=name
        )
        folder = printing.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in ((WORDS, composed.html), (LOOK, composed.css)):
            (folder / file).write_text(content, encoding="utf-8")
    tell(run.id)
    return run


def _beating(job: Job) -> Callable[[int], None]:
    """Write down how far the job is, now and then: the worker also shows so that it lives."""
    last = 0.0

    def beat(percent: int) -> None:
        nonlocal last
        if time.monotonic() - last > BETWEEN_BEATS:
            last = time.monotonic()
            jobs.beat(job.id, percent)

    return beat


def _here() -> str:
    return request.full_path.rstrip("?")


def _file(content: io.BytesIO | Path, name: str) -> ResponseReturnValue:
    return send_file(content, mimetype=PDF, download_name=name, max_age=0)
