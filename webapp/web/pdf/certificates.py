"""Certificates by the page, by the hundred and by the ten thousand: parts side by side, then joined."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import BinaryIO

from webapp.web.pdf.joining import Bookmark, join_parts_to
from webapp.web.pdf.parts import CertificatePage, NothingToPrint, document_title, render_part
from webapp.web.pdf.workers import processors, render_parts

DEFAULT_LAYOUT = "khung-det"
PART_SIZE = 100
DRAWN_HERE = 60  # up to so many pages are drawn in this process: starting others would take longer


def render_certificates(
    pages: Sequence[CertificatePage],
    layout: str = DEFAULT_LAYOUT,
    *,
    demo: bool,
    processes: int | None = None,
) -> bytes:
    """One PDF/A-2a of all the certificates in the given order, one a page, bookmarked.

    Raises NothingToPrint, UnknownLayout, FontsMissing, PartFailed.
    """
    out = io.BytesIO()
    write_certificates(out, pages, layout, demo=demo, processes=processes)
    return out.getvalue()


def write_certificates(
    out: BinaryIO,
    pages: Sequence[CertificatePage],
    layout: str = DEFAULT_LAYOUT,
    *,
    demo: bool,
    processes: int | None = None,
) -> None:
    """Like `render_certificates`, into an open file, which must be seekable."""
    if not pages:
        raise NothingToPrint("Không có giấy nào để in.")
    processes = processors() if processes is None else processes
    parts: Iterable[bytes]
    if len(pages) <= DRAWN_HERE or processes < 2:
        parts = (render_part(part, layout, demo=demo) for part in split(pages, PART_SIZE))
    else:
        parts = render_parts(split(pages, PART_SIZE), layout, demo=demo, processes=processes)
    join_parts_to(out, parts, title=document_title(pages), bookmarks=bookmarks_of(pages))


def split(pages: Sequence[CertificatePage], size: int) -> list[Sequence[CertificatePage]]:
    """The pages in order in parts of nearly equal length, at most `size`, so that workers end together."""
    count = -(-len(pages) // size)
    count += count % 2 if len(pages) > DRAWN_HERE else 0
    bounds = [len(pages) * number // count for number in range(count + 1)]
    return [pages[start:end] for start, end in pairwise(bounds)]


def bookmarks_of(pages: Sequence[CertificatePage]) -> list[Bookmark]:
    """One for each run of pages with the same bookmark; none for pages without."""
    runs = groupby(enumerate(pages), key=lambda numbered: numbered[1].bookmark)
    return [(label, next(run)[0]) for label, run in runs if label]
