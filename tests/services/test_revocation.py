"""Revoked certificates: who is asked, what is said, and what a signed file keeps for later years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest

from tests import keys
from tests.revoking import Responder, responding
from webapp.services.signing.authorities import Authorities
from webapp.services.signing.keys import KeyRefused, open_key, require_unrevoked
from webapp.services.signing.lasting import take
from webapp.services.signing.pdf_checking import check
from webapp.services.signing.pdf_signing import Purpose, sign
from webapp.services.signing.preparing import prepare

ROOTS = [keys.root().der]


@pytest.fixture(scope="module")
def server() -> Iterator[Responder]:
    with responding() as responder:
        yield responder


@pytest.fixture
def authority(server: Responder) -> Responder:
    server.revoked.clear()
    server.silent.clear()
    server.asked.clear()
    return server


@cache
def small_page() -> bytes:
    """A page of a few hundred bytes, ready to be signed, and a blank stamp."""
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(170, 60))
        document.save(out)
    return out.getvalue()


def signed(content: bytes, *, stamper: object = None) -> bytes:
    key = open_key(content, keys.KEY_PASSWORD, ROOTS, datetime.now(UTC))
    return sign(prepare(small_page())[1], key, small_page(), Purpose("", ""), stamper)  # type: ignore[arg-type]


def taken(content: bytes, roots: list[bytes] | None = None) -> tuple[dict[str, object], bytes]:
    report, kept = take(content, ROOTS if roots is None else roots, Authorities(), made_size=None, had=0)
    return report["signatures"][0], kept


@pytest.mark.parametrize("silent", [set(), {"ocsp"}])
def test_an_answer_is_kept_in_the_file_and_speaks_when_no_server_does(
    authority: Responder, silent: set[str]
) -> None:
    authority.silent = silent
    before = signed(authority.signer())
    told, kept = taken(before)
    assert told["revocation"] == "good"
    assert kept.startswith(before)
    assert b"/DSS" in kept[len(before) :]
    authority.asked.clear()
    [later] = check(kept, ROOTS)["signatures"]
    assert (later["revocation"], later["last"], later["changed"]) == ("good", True, False)
    assert authority.asked == []


def test_a_revoked_certificate_is_told_with_its_day_and_opens_no_key(authority: Responder) -> None:
    content = authority.signer("Người Bị Thu Hồi")
    file = signed(content)
    authority.revoke(content, days_ago=3)
    for silent in (set(), {"ocsp"}):
        authority.silent = silent
        told, kept = taken(file)
        assert (told["revocation"], kept) == ("revoked", file)
    key = open_key(content, keys.KEY_PASSWORD, ROOTS, datetime.now(UTC))
    with pytest.raises(KeyRefused, match="revoked"):
        require_unrevoked(key, ROOTS, Authorities())


def test_without_an_answer_nothing_is_claimed_and_a_run_asks_once(authority: Responder) -> None:
    authority.silent = {"ocsp", "crl"}
    file, run = signed(authority.signer()), Authorities()
    for _ in range(3):
        report, kept = take(file, ROOTS, run, made_size=None, had=0)
        assert (report["signatures"][0]["revocation"], kept) == ("unknown", file)
    assert authority.asked == ["/ocsp", "/crl"]
    assert taken(signed(keys.p12()))[0]["revocation"] == "unknown"


def test_nobody_is_asked_about_a_certificate_that_no_trusted_root_stands_behind(authority: Responder) -> None:
    file = signed(authority.signer())
    assert taken(file, [])[0]["revocation"] == "unasked"
    assert taken(file, [keys.root("CA Lạ").der])[0]["revocation"] == "unasked"
    check(file, ROOTS)
    assert authority.asked == []


def test_a_time_stamp_from_before_the_revocation_still_counts(authority: Responder) -> None:
    content = authority.signer("Ký Trước Thu Hồi")
    file = signed(content, stamper=keys.time_stamper())
    authority.revoke(content, days_ago=-1)  # from tomorrow on
    told, kept = taken(file)
    assert (told["timestamped"], told["revocation"]) == (True, "good")
    assert check(kept, ROOTS)["signatures"][0]["revocation"] == "good"
