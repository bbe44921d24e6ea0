"""Certificates to paper: what a style is, one page, many pages, and the files that they become."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from flask import current_app

from webapp.config import Settings
from webapp.models.certificate import Certificate
from webapp.models.job import Job
from webapp.models.print_batch import PrintPart
from webapp.rules.certificates import CertificateFields, fields_from_json
from webapp.rules.vietnamese import show_date
from webapp.services import designs, print_parts
from webapp.services.communes import get as get_commune
from webapp.services.print_parts import Paper, paper_of
from webapp.web.pdf.certificates import write_certificates
from webapp.web.pdf.layouts import Style, dressed, style_of
from webapp.web.pdf.parts import CertificatePage, cut_texts, render_part
from webapp.web.pdf.workers import PartFailed, Told, processors, render_parts

WHOLE_FILE = "giay-cong-nhan.pdf"
DRAWN_HERE = 40  # so few sheets are drawn in this process: to start others would take longer


class CannotPrint(Exception):
    """A sentence for the page that says why and what to do."""


@dataclass(frozen=True)
class Look:
    """What certificates are drawn in: a layout or a whole style, and whether they are a demo's."""

    layout: str | Style
    demo: bool


def look_of(commune_id: str, design_id: str | None) -> Look:
    """The look of certificates that were issued in this design."""
    drawn = designs.drawn(commune_id, design_id)
    return Look(Style(drawn.design, drawn.background), get_commune(commune_id).demo)


def sheets_of(commune_id: str, parts: Sequence[PrintPart]) -> dict[str, int]:
    """How many sheets of paper each part takes: half of its certificates where two share one to be cut."""
    found = print_parts.designs_of(parts)
    shared = {design_id: _per_sheet(commune_id, design_id) for design_id in set(found.values())}
    return {part.id: -(-part.page_count // shared[found[part.id]]) for part in parts}


def two_on_a_sheet(commune_id: str, design_ids: Iterable[str | None]) -> bool:
    """Whether any of these designs puts two certificates on a sheet, which is cut afterwards."""
    return any(_per_sheet(commune_id, each) > 1 for each in design_ids)


def _per_sheet(commune_id: str, design_id: str | None) -> int:
    drawn = designs.drawn(commune_id, design_id)
    return dressed(Style(drawn.design, drawn.background)).per_sheet


def verify_url(token: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/xac-minh/{token}"


def page_of(paper: Paper, *, show_copy: bool) -> CertificatePage:
    words = fields_from_json(paper.frozen)
    remark = f", bản in số {paper.copy}" if show_copy and paper.copy > 1 else ""
    if paper.valid_until is not None:
        remark += f", có giá trị đến hết {show_date(paper.valid_until)}"
    return CertificatePage(words, verify_url(paper.token), words.address.split(",")[0], remark)


def pdf_of(paper: Certificate) -> bytes:
    """One certificate as a PDF."""
    look = look_of(paper.commune_id, paper.design_id)
    return render_part([page_of(paper_of(paper), show_copy=False)], look.layout, demo=look.demo)


def draw_parts(
    parts: Iterable[Sequence[CertificatePage]], look: Look, told: Told | None = None
) -> Iterator[bytes]:
    """The PDF of each part in order: here where there are few sheets, else side by side.

    `told` hears how many sheets are as good as drawn beyond the parts that came. Raises PartFailed in place
    of a part that can't be drawn.
    """
    coming, first = iter(parts), list[Sequence[CertificatePage]]()
    while sum(len(part) for part in first) <= DRAWN_HERE and (part := next(coming, None)) is not None:
        first.append(part)
    if sum(len(part) for part in first) > DRAWN_HERE:
        every = chain(first, coming)
        yield from render_parts(every, look.layout, demo=look.demo, processes=processors(), told=told)
        return
    for part in first:
        try:
            yield render_part(part, look.layout, demo=look.demo)
        except Exception as error:
            raise PartFailed(f"{type(error).__name__}: {error}") from error


def cut_words(words: CertificateFields, look: Look) -> tuple[str, ...]:
    """Names of the texts that no size holds whole."""
    return cut_texts(words, look.layout)


def print_to(file: Path, commune_id: str, papers: Sequence[Certificate]) -> None:
    """Print certificates into one file, which appears only when it is whole."""
    looks = {each: look_of(commune_id, each) for each in {paper.design_id for paper in papers}}
    pages = [
        replace(page_of(paper_of(paper), show_copy=False), style=style_of(looks[paper.design_id].layout))
        for paper in sorted(papers, key=lambda paper: paper.design_id or "")
    ]
    with replacing(file).open("w+b") as out:
        write_certificates(out, pages, demo=get_commune(commune_id).demo)
    os.replace(replacing(file), file)


def folder_of(job: Job) -> Path:
    return Path(current_app.instance_path) / "prints" / job.id


def delete_files(job: Job) -> None:
    for file in folder_of(job).glob("*"):
        file.unlink()
    if folder_of(job).is_dir():
        folder_of(job).rmdir()


def put(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    replacing(file).write_bytes(content)
    os.replace(replacing(file), file)


def replacing(file: Path) -> Path:
    """Where a file is written before it takes its name."""
    return file.with_suffix(".tmp")
