"""Certificates from rows to one joined PDF, beside a plain WeasyPrint document and a LibreOffice mail merge.

The plain document is what one would write first: every line of every page laid out, each code an SVG path
with the best of eight masks, one process. It has no frame, which is in its favour.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench import office
from tests.papers import SITE, WORDS
from webapp.rules.certificates import fields_from_json, freeze
from webapp.rules.designs import DEFAULT_LAYOUT
from webapp.web.pdf import CertificatePage, layout_slugs, write_certificates
from webapp.web.pdf.engine import templates
from webapp.web.pdf.layouts import load_layout
from webapp.web.pdf.parts import certificate_values

NAMES = (
    "Nguyễn Thị Đào",
    "Vàng A Páo",
    "H’Wơ̆ Niê Kđăm",
    "K’Brĭh",
    "Lường Văn Chiến",
    "Trần Đặng Minh Nguyệt Ánh",
)
PLAIN = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Giấy công nhận</title></head><body>
{% for shared, page in pages %}<section>
{% include layout.shared("before.html") %}
{% include layout.shared("page.html") %}
{% include layout.shared("after.html") %}</section>{% endfor %}</body></html>"""


def run(count: int = 1000) -> list[dict[str, Any]]:
    """Rows of the table: value and anchor in `unit`; `ratio` is value by anchor."""
    merged, many, ours = (
        _measured(*each) for each in (("office", count), ("ours", 10 * count), ("ours", count))
    )
    name = f"certificates, {10 * count:,} beside {count:,}"
    return [
        *beside_plain(count),
        *(
            _row(f"certificates, {count:,} in “{slug}”", "a second", rate, ours["rate"])
            for slug, rate in others(count)
        ),
        _row(f"certificates, {count:,}: LibreOffice's merge", "a second", ours["rate"], merged["rate"]),
        _row(name, "a second", many["rate"], ours["rate"]),
        _row(f"{name}: memory of the largest process", "MB", many["peak"], ours["peak"]),
    ]


def others(count: int) -> list[tuple[str, float]]:
    """The other layouts and how many certificates a second each makes."""
    slugs = [slug for slug in layout_slugs() if slug != DEFAULT_LAYOUT]
    return [(slug, _measured(f"ours {slug}", count)["rate"]) for slug in slugs]


def beside_plain(count: int) -> list[dict[str, Any]]:
    """Ours beside one plain WeasyPrint document."""
    ours, plain = (_measured(name, count) for name in ("ours", "plain"))
    return [
        _row(f"certificates, {count:,} rows to one joined PDF/A", "a second", ours["rate"], plain["rate"]),
        _row(f"certificates, {count:,}: memory of the largest process", "MB", ours["peak"], plain["peak"]),
        _row(f"certificates, {count:,}: size of a page", "bytes", ours["size"], plain["size"]),
    ]


def _row(name: str, unit: str, value: float, anchor: float) -> dict[str, Any]:
    ratio = round(value / anchor, 2)
    return {"name": name, "value": round(value, 1), "unit": unit, "anchor": round(anchor, 1), "ratio": ratio}


def _measured(name: str, count: int) -> dict[str, float]:
    """Runs in a process of its own, so that one way's memory isn't the other's."""
    command = [sys.executable, "-m", "tests.bench.bench_certificates", name, str(count)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def rows(count: int) -> list[tuple[dict[str, Any], str]]:
    """As the database keeps them: frozen fields as JSON, and where the code leads."""
    chance = random.Random(count)
    return [
        (
            freeze(**{**WORDS, "recipient": chance.choice(NAMES), "number": f"GDS-26-{n:05d}"}).as_json(),
            f"{SITE}/xac-minh/{chance.randbytes(16).hex()}",
        )
        for n in range(count)
    ]


def ours(kept: list[tuple[dict[str, Any], str]], file: Path, layout: str = DEFAULT_LAYOUT) -> None:
    pages = [
        CertificatePage(fields_from_json(words), url, f"Thôn {n // 80}")
        for n, (words, url) in enumerate(kept)
    ]
    with file.open("w+b") as out:
        write_certificates(out, pages, layout, demo=False)


def plain(kept: list[tuple[dict[str, Any], str]], file: Path) -> None:
    import segno
    import weasyprint

    layout = load_layout("khung-det")
    pages = [certificate_values(layout, fields_from_json(words)) for words, _ in kept]
    html = templates().from_string(PLAIN).render(pages=pages, layout=layout, mark="")
    codes = (segno.make(url, error="m", micro=False) for _, url in kept)
    html = re.sub("<img [^>]*>", lambda _: next(codes).svg_inline(border=4, omitsize=True), html)
    css = layout.css() + "svg{position:absolute;bottom:22mm;left:25mm;width:31mm}"
    weasyprint.HTML(string=html).write_pdf(str(file), stylesheets=[weasyprint.CSS(string=css)])


def main(name: str, count: int) -> None:
    kept = rows(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "giay.pdf"
        started = time.perf_counter()
        way, *layout = name.split()
        {"ours": ours, "plain": plain, "office": office.merge}[way](kept, file, *layout)
        spent = time.perf_counter() - started
        size = file.stat().st_size
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    measured = {"rate": count / spent, "peak": max(peaks) / 1024, "size": size / count}
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
