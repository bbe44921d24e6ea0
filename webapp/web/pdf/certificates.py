"""Certificates by the page, by the hundred and by the ten thousand: parts side by side, then joined."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import BinaryIO

from webapp.rules.designs import DEFAULT_LAYOUT
from webapp.web.pdf.imposition import place_of
from webapp.web.pdf.joining import Bookmark, join_parts_to
from webapp.web.pdf.layouts import POINTS_A_MM, Layout, Style, dressed, style_of
from webapp.web.pdf.parts import CertificatePage, NothingToPrint, document_title, render_part
from webapp.web.pdf.workers import processors, render_parts

PART_SIZE = 100
DRAWN_HERE = 60  # up to so many pages are drawn in this process: starting others would take longer


def render_certificates(
    pages: Sequence[CertificatePage],
    layout: str | Style = DEFAULT_LAYOUT,
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
    layout: str | Style = DEFAULT_LAYOUT,
    *,
    demo: bool,
    processes: int | None = None,
) -> None:
    """Like `render_certificates`, into an open file, which must be seekable."""
    if not pages:
        raise NothingToPrint("Không có giấy nào để in.")
    processes = processors() if processes is None else processes
    pages = [page if page.style else replace(page, style=style_of(layout)) for page in pages]
    parts: Iterable[bytes]
    if len(pages) <= DRAWN_HERE or processes < 2:
        parts = (render_part(part, layout, demo=demo) for part in split(pages, PART_SIZE))
    else:
        parts = render_parts(split(pages, PART_SIZE), layout, demo=demo, processes=processes)
    join_parts_to(out, parts, title=document_title(pages), bookmarks=bookmarks_of(pages))


def split(pages: Sequence[CertificatePage], size: int) -> list[Sequence[CertificatePage]]:
    """The pages in order in parts of one style each, nearly equal, at most `size`: workers end together."""
    many = len(pages) > DRAWN_HERE
    runs = (list(run) for _, run in groupby(pages, key=lambda page: page.style))
    return [part for run in runs for part in _evenly(run, size, even=many)]


def _evenly(pages: Sequence[CertificatePage], size: int, *, even: bool) -> list[Sequence[CertificatePage]]:
    """Where two share a sheet, no part but the last leaves half a sheet empty."""
    count = -(-len(pages) // size)
    count += count % 2 if even and len(pages) > count else 0
    step = _per_sheet(pages[0])
    bounds = [len(pages) * number // count // step * step for number in range(count)]
    return [pages[start:end] for start, end in pairwise([*bounds, len(pages)])]


def _per_sheet(page: CertificatePage) -> int:
    return dressed(page.style).per_sheet if page.style else 1


def bookmarks_of(pages: Sequence[CertificatePage], size: int = PART_SIZE) -> list[Bookmark]:
    """One for each run of pages with the same bookmark, in the parts that `split` makes of them.

    Where several certificates share a sheet, each has its own below its hamlet's.
    """
    found: list[tuple[str, Bookmark]] = []
    sheet = 0
    for part in split(pages, size):
        shared = _per_sheet(part[0])
        for number, page in enumerate(part):
            at, slot = place_of(number, len(part), shared)
            found.append((page.bookmark, _bookmark(page, sheet + at, slot if shared > 1 else None)))
        sheet += -(-len(part) // shared)
    runs = ((label, [each for _, each in run]) for label, run in groupby(found, key=lambda pair: pair[0]))
    return [mark for label, run in runs for mark in _of_a_run(label, run)]


def _bookmark(page: CertificatePage, sheet: int, slot: int | None) -> Bookmark:
    """`slot` counts certificates from the top of a shared sheet."""
    if slot is None or page.style is None:
        return Bookmark("", sheet)
    layout: Layout = dressed(page.style)
    top = (layout.sheet_mm[1] - slot * layout.page_mm[1]) * POINTS_A_MM
    return Bookmark(f"{page.words.recipient} ({page.words.number})", sheet, round(top, 2))


def _of_a_run(label: str, run: list[Bookmark]) -> list[Bookmark]:
    own = tuple(each for each in run if each.label)
    return [Bookmark(label, run[0].page, run[0].top, own)] if label else list(own)
