from __future__ import annotations

import pytest

from webapp.web.redirects import local_path


@pytest.mark.parametrize("path", ["/ho/", "/ho/?q=%C4%90%C3%A0o&trang=2", "/cong-nhan/#danh-sach", "/"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert local_path(path, "/mac-dinh") == path


@pytest.mark.parametrize(
    "evil",
    [
        None, "", "ho/", "//evil.vn", "///evil.vn", "/\\evil.vn", "/%5cevil.vn", "/%2fevil.vn", "https://evil.vn",
        "javascript:alert(1)", "/ho/%0d%0aSet-Cookie:a=b", "/ho/\r\nX: y", "/\t/evil.vn", "/%09/evil.vn",
        "\\\\evil.vn", "/ho\x00", "/" + "a" * 3000, "/ho/%ff", " /ho/", "/\u2028evil",
    ],
)  # fmt: skip
def test_anything_else_becomes_the_default(evil: str | None) -> None:
    assert local_path(evil, "/mac-dinh") == "/mac-dinh"
