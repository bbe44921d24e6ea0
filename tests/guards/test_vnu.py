"""The HTML checker sees what it should and forgives nothing but htmx's harmless attributes."""

from __future__ import annotations

from tests.guards.vnu import html_errors

PAGE = '<!doctype html><html lang="vi"><head><title>Hộ</title></head><body>{}</body></html>'


def test_a_sound_page_with_htmx_has_no_errors() -> None:
    assert html_errors({"ho": PAGE.format('<p hx-get="/ho/">Đào</p>')}) == {}


def test_inline_script_a_duplicate_id_and_a_stray_tag_are_named_with_their_page() -> None:
    found = html_errors(
        {
            "sound": PAGE.format("<p>Đào</p>"),
            "script": PAGE.format('<p hx-on:click="alert(1)">Đào</p>'),
            "twice": PAGE.format('<p id="a">1</p><p id="a">2</p>'),
            "stray": PAGE.format("<p>1</div>"),
        }
    )
    assert found.keys() == {"script", "twice", "stray"}
    assert "Duplicate ID “a”" in found["twice"][0]
    assert "Stray end tag “div”" in found["stray"][0]
