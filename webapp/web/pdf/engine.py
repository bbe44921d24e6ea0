"""HTML and CSS of ours to PDF, with our fonts and pictures and nothing else of the machine or the network.

WeasyPrint is imported at the first paper: a web process that never prints doesn't pay for it.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webapp.rules.dates import administrative_date, show_date
from webapp.web.pdf.fonts import require_fonts

TEMPLATES = Path(__file__).parents[2] / "templates"
FONT_CONFIGURATION = TEMPLATES / "pdf" / "fonts.conf"
ARCHIVE = "pdf/a-2a"

_one_at_a_time = threading.RLock()  # Pango's font map isn't made for several threads


class AssetRefused(Exception):
    """A paper asked for something that isn't one of its own pictures."""


@cache
def templates() -> Environment:
    """The templates of paper: everything is escaped, and a value that isn't given is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"administrative_date": administrative_date, "show_date": show_date}
    return environment


def render_template(name: str, **values: Any) -> str:
    return templates().get_template(name).render(**values)


def html_to_pdf(
    html: str,
    css: str,
    pictures: Mapping[str, bytes] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> bytes:
    """One PDF/A-2a. `pictures` are all that `asset:` addresses in `html` and `css` can name.

    `told` hears each of WeasyPrint's seven steps with the page it is at, 0 where a step has none.
    Raises FontsMissing before the build step has run, AssetRefused when anything else is asked for.
    """
    with _one_at_a_time, telling(told):
        weasyprint, fonts = _weasyprint()
        fetcher = _fetcher_class()(pictures or {})
        document = weasyprint.HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        try:
            pdf: bytes = document.write_pdf(
                stylesheets=[_stylesheet(css)], font_config=fonts, pdf_variant=ARCHIVE
            )
        except weasyprint.urls.FatalURLFetchingError as refused:
            raise AssetRefused(str(refused)) from refused
        return pdf


_STEP = re.compile(r"Step (\d)(?:.* Page (\d+))?")


class _Teller(logging.Handler):
    def __init__(self, told: Callable[[int, int], None]) -> None:
        super().__init__()
        self.told = told

    def emit(self, record: logging.LogRecord) -> None:
        if step := _STEP.match(record.getMessage()):
            self.told(int(step[1]), int(step[2] or 0))


@contextmanager
def telling(told: Callable[[int, int], None] | None) -> Iterator[None]:
    """`told` hears what is laid out inside, as of `html_to_pdf`; WeasyPrint says so by a log of its own."""
    if told is None:
        yield
        return
    log, teller = logging.getLogger("weasyprint.progress"), _Teller(told)
    log.addHandler(teller)
    log.propagate = False
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(teller)
        log.setLevel(logging.WARNING)


@cache
def _weasyprint() -> tuple[Any, Any]:
    """The module and this process's one font configuration."""
    require_fonts()
    with _our_fonts_only():
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        return weasyprint, FontConfiguration()


@contextmanager
def _our_fonts_only() -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONT_CONFIGURATION)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


@lru_cache(maxsize=32)
def _stylesheet(css: str) -> Any:
    weasyprint, fonts = _weasyprint()
    return weasyprint.CSS(string=css, base_url="asset:", url_fetcher=_fetcher_class()({}), font_config=fonts)


@cache
def _fetcher_class() -> Any:
    """WeasyPrint wants a subclass, and importing its base is what we put off."""
    _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Knows the pictures of one paper by name; never opens a file or a connection."""

        def __init__(self, pictures: Mapping[str, bytes]) -> None:
            super().__init__(fail_on_errors=True)
            self.pictures = pictures

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != "asset" or name not in self.pictures:
                raise AssetRefused(f"Không được mở {url[:80]}")
            kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
            return URLFetcherResponse(url, self.pictures[name], {"Content-Type": kind})

        def open(self, url: Any, data: Any = None, timeout: Any = None) -> Any:
            raise AssetRefused("Không được mở địa chỉ nào")

    return AssetFetcher
