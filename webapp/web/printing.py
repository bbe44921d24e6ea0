"""Certificates to paper: a few at once in the answer, many as a job in parts that survive a kill."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from webapp.config import Settings
from webapp.models.certificate import Certificate
from webapp.models.job import Job
from webapp.rules.certificates import fields_from_json
from webapp.services import certificates, communes, jobs
from webapp.services.access import Viewer
from webapp.services.communes import get as get_commune
from webapp.web.pdf.certificates import bookmarks_of, split, write_certificates
from webapp.web.pdf.joining import join_parts_to
from webapp.web.pdf.parts import CertificatePage, document_title, render_part
from webapp.web.pdf.workers import processors, render_parts

KIND = "certificates.print"
AT_ONCE = 40
A_PART = 100


class CannotPrint(Exception):
    """A sentence for the page that says why and what to do."""


def verify_url(token: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/xac-minh/{token}"


def page_of(certificate: Certificate) -> CertificatePage:
    words = fields_from_json(certificate.frozen)
    return CertificatePage(words, verify_url(certificate.token), words.address.split(",")[0])


def pdf_of(viewer: Viewer, papers: Sequence[Certificate]) -> bytes:
    """A few certificates as one PDF."""
    layout, demo = _style(viewer.commune_id or "")
    return render_part([page_of(paper) for paper in papers], layout, demo=demo)


def print_batch(job: Job) -> str:
    """Render a job's certificates in parts of 100 and join them; returns the name of the joined file.

    A part is written under another name and then renamed, so a second run keeps every part that is whole.
    """
    found = {paper.id: paper for paper in _papers(job)}
    papers = [found[each] for each in job.arguments["certificates"] if each in found]
    if not papers:
        raise CannotPrint("Không còn giấy nào có hiệu lực để in trong lượt này.")
    layout, demo = _style(job.commune_id)
    folder = folder_of(job)
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page_of(paper) for paper in papers]
    parts = split(pages, A_PART)
    files = [folder / f"phan-{number:03}-tren-{len(parts):03}.pdf" for number in range(1, len(parts) + 1)]
    missing = [number for number, file in enumerate(files) if not file.exists()]
    made = render_parts([parts[number] for number in missing], layout, demo=demo, processes=processors())
    for number, content in zip(missing, made, strict=True):
        _put(files[number], content)
        jobs.beat(job.id, sum(len(part) for part, file in zip(parts, files, strict=True) if file.exists()))
    whole = folder / "giay-cong-nhan.pdf"
    with _replacing(whole).open("wb") as out:
        join_parts_to(out, files, title=document_title(pages), bookmarks=bookmarks_of(pages))
    os.replace(_replacing(whole), whole)
    jobs.beat(job.id, len(papers))
    return whole.name


def print_to(file: Path, commune_id: str, papers: Sequence[Certificate]) -> None:
    """Print certificates into one file, which appears only when it is whole."""
    layout, demo = _style(commune_id)
    with _replacing(file).open("w+b") as out:
        write_certificates(out, [page_of(paper) for paper in papers], layout, demo=demo)
    os.replace(_replacing(file), file)


def folder_of(job: Job) -> Path:
    return Path(current_app.instance_path) / "prints" / job.id


def delete_files(job: Job) -> None:
    for file in folder_of(job).glob("*"):
        file.unlink()
    if folder_of(job).is_dir():
        folder_of(job).rmdir()


def _style(commune_id: str) -> tuple[str, bool]:
    return communes.settings_of(commune_id).certificate.layout, get_commune(commune_id).demo


def _papers(job: Job) -> Sequence[Certificate]:
    return certificates.of_commune(job.commune_id, job.arguments["certificates"])


def _put(file: Path, content: bytes) -> None:
    _replacing(file).write_bytes(content)
    os.replace(_replacing(file), file)


def _replacing(file: Path) -> Path:
    return file.with_suffix(".tmp")
