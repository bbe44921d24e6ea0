"""Paper opens nothing of the machine and nothing of the network, whatever a value says."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest

from tests.papers import WORDS, certificate, text_of
from webapp.web.pdf import AssetRefused, SlipPage, render_certificates, render_slips
from webapp.web.pdf.engine import html_to_pdf, render_template

PAGE = "<!doctype html><html lang='vi'><title>x</title><body>{}</body></html>"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and the paths that anything asked it for."""
    asked: list[str] = []

    class Remember(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Remember)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='file:///etc/passwd' alt='x'>",
        "<img src='/etc/passwd' alt='x'>",
        "<img src='passwd' alt='x'>",
        "<img src='data:image/png;base64,iVBORw0KGgo=' alt='x'>",
        "<img src='asset:../../../etc/passwd' alt='x'>",
        "<img src='asset:frame.svg' alt='x'>",
        "<img src='ASSET:qr.png' alt='x'>",
        "<object data='file:///etc/passwd'></object>",
        "<link rel='attachment' href='file:///etc/passwd'>",
        "<link rel='stylesheet' href='file:///etc/passwd'>",
        "<style>@import 'file:///etc/passwd'</style>",
        "<style>body{background:url(file:///etc/passwd)}</style>",
        "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}</style>",
        "<p style='background:url(file:///etc/passwd)'>x</p>",
    ],
)
def test_the_engine_refuses_every_address_but_its_own_pictures(markup: str) -> None:
    with pytest.raises(AssetRefused):
        html_to_pdf(PAGE.format(markup), "")


@pytest.mark.parametrize("css", ["@import 'file:///etc/passwd';", "body{background:url(http://127.0.0.1/x)}"])
def test_a_style_sheet_gets_nothing_else_either(css: str) -> None:
    with pytest.raises(AssetRefused):
        html_to_pdf(PAGE.format("x"), css)


def test_nothing_is_asked_of_the_network(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    for markup in (f"<img src='{address}/a' alt='x'>", f"<link rel='stylesheet' href='{address}/b'>"):
        with pytest.raises(AssetRefused):
            html_to_pdf(PAGE.format(markup), "")
    assert asked == []


def test_markup_in_every_field_prints_as_it_was_typed(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    hostile = f"<img src={address}/x><script>alert(1)</script>&amp;{{{{ 7*7 }}}}"
    names = [name for name, value in WORDS.items() if isinstance(value, str) and name != "check_code"]
    words = dict.fromkeys(names, hostile) | {"signature_lines": (hostile, "</p></section>")}
    pdf = render_certificates([certificate(**words)], demo=True)
    (text,) = text_of(pdf)
    squeezed = text.replace(" ", "")
    assert squeezed.count("<script>alert(1)</script>&amp;{{7*7}}") >= 8
    assert "</p></section>" in squeezed
    assert asked == []


@pytest.mark.parametrize(
    "recipient",
    [
        "\u202eĐào Thị Nguyễn",
        "Nguyễn\u200f Thị\u2066 Đào\u2069",
        "Nguyễn\x00 Thị\x07 Đào",
        "a]]>b",
        "\ufeffĐào",
    ],
)
def test_direction_marks_and_control_characters_leave_a_readable_name(recipient: str) -> None:
    (text,) = text_of(render_certificates([certificate(recipient)], demo=False))
    assert not set(text) & set("\u202e\u200f\u2066\u2069\x00\x07\ufeff")
    plain = "".join(letter for letter in recipient if letter.isprintable())
    assert plain in text


def test_markup_on_a_slip_prints_as_it_was_typed() -> None:
    from datetime import date

    hostile = "<b>Đào</b>"
    slip = SlipPage(hostile, hostile, hostile, hostile, "https://x.example/<b>", date(2026, 11, 28))
    (text,) = text_of(render_slips([slip]))
    assert text.count("<b>Đào</b>") == 4


def test_paper_attaches_nothing_and_runs_nothing() -> None:
    import io

    with pikepdf.open(io.BytesIO(render_certificates([certificate()], demo=False))) as pdf:
        assert not pdf.attachments
        assert {"/OpenAction", "/AA", "/AcroForm", "/Names"}.isdisjoint(pdf.Root.keys())
        assert "/Annots" not in pdf.pages[0].obj


def test_a_value_that_a_template_misses_is_an_error_not_a_blank() -> None:
    with pytest.raises(Exception, match="slips"):
        render_template("pdf/slips.html")


def test_a_process_that_never_prints_loads_no_printing_library() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import webapp.web.pdf, sys; print(*sys.modules)"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "webapp.web.pdf.engine" in told
    assert {"weasyprint", "pikepdf", "segno", "fontTools", "PIL"}.isdisjoint(told)


def test_printing_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere")
    render_certificates([certificate()], demo=False)
    assert os.environ["FONTCONFIG_FILE"] == "/nowhere"
