"""What a printed paper spells out."""

from __future__ import annotations

import pytest

from webapp.rules.abbreviations import spelled_out


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("Tổ CNSCĐ Buôn Ea Knŭr", "Tổ công nghệ số cộng đồng Buôn Ea Knŭr"),
        ("TỔ TRƯỞNG TỔ CNSCĐ", "TỔ TRƯỞNG TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"),
        ("tổ cnscđ", "tổ công nghệ số cộng đồng"),
        ("CNSCĐ", "công nghệ số cộng đồng"),
        ("Tổ công nghệ số cộng đồng Thôn 3", "Tổ công nghệ số cộng đồng Thôn 3"),
    ],
)
def test_the_teams_short_name_is_spelled_out(said: str, printed: str) -> None:
    assert spelled_out(said) == printed
