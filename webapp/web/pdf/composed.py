"""A paper that is written and not laid out yet: two thousand rows take longer than a reader waits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from webapp.web.pdf.engine import html_to_pdf

ROWS_A_PAGE = 25
Told = Callable[[int], None]
"""Is told how much is done, in percent."""


@dataclass(frozen=True)
class Composed:
    """`rows` are the lines of its tables and text, which say how long it takes."""

    html: str
    css: str
    rows: int

    def fingerprint(self) -> str:
        """The same for the same paper, and for no other."""
        return hashlib.sha256(f"{self.css}\0{self.html}".encode()).hexdigest()

    def pdf(self, told: Told | None = None) -> bytes:
        """One PDF/A-2a. Raises FontsMissing before the build step has run."""
        return html_to_pdf(self.html, self.css, told=_percent(told, self.rows) if told else None)


def _percent(told: Told, rows: int) -> Callable[[int, int], None]:
    """From WeasyPrint's seven steps, of which the fifth goes page by page: shares as they were measured."""
    pages, reached = max(1, rows // ROWS_A_PAGE), 0

    def heard(step: int, page: int) -> None:
        nonlocal reached  # a process's first paper reads the browser's own style in between
        laid_out = 35 * min(page, pages) // pages if step == 5 else 0
        reached = max(reached, STEPS.get(step, 0) + laid_out)
        told(reached)

    return heard


STEPS = {2: 10, 3: 15, 4: 30, 5: 35, 6: 70, 7: 90}
