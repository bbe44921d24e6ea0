"""Life of a child process that holds a key or reads a stranger's PDF.

It has limits of its own, writes no core file, keeps its memory out of the swap where the machine lets it,
says nothing on standard error (pyHanko's log names people), and takes its key with it when it ends.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sys
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, Any

from webapp.services.signing.frames import receive, send

MEGABYTE = 1024 * 1024
PR_SET_DUMPABLE = 4
MCL_CURRENT = 1
Answer = tuple[dict[str, Any], list[bytes]]


def serve(source: IO[bytes], out: IO[bytes], *, memory_mb: int, cpu_seconds: int, seconds: int) -> None:
    """Answer requests until the input ends. A key that is opened stays open for what follows."""
    _limit(memory_mb, cpu_seconds, seconds)
    desk = Desk()
    while (request := receive(source)) is not None:
        message, parts = request
        try:
            answer, made = getattr(desk, f"do_{message.pop('do')}")(parts, **message)
        except MemoryError:
            answer, made = {"error": "too-much"}, []
        send(out, answer, made)


def _limit(memory_mb: int, cpu_seconds: int, seconds: int) -> None:
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(seconds)
    os.nice(5)


def hide_memory() -> None:
    """No debugger of the same account reads this process, and it is never swapped out, where allowed."""
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    system.mlockall(MCL_CURRENT)


class Desk:
    """What one child does, by the name in `do`."""

    def __init__(self) -> None:
        self.key: Any = None

    @cached_property
    def authorities(self) -> Any:
        from webapp.services.signing.authorities import Authorities

        return Authorities()

    def do_open(self, parts: list[bytes], password: str, ask: bool) -> Answer:
        """`parts`: the PKCS#12 file, then the commune's roots as DER. `ask`: whether it was revoked."""
        from webapp.services.signing.keys import KeyRefused, open_key, require_unrevoked

        try:
            self.key = open_key(parts[0], password, parts[1:], datetime.now(UTC))
            if ask:
                require_unrevoked(self.key, parts[1:], self.authorities)
        except KeyRefused as refused:
            return {"error": refused.code, **refused.details}, []
        hide_memory()
        return self.key.as_json(), []

    def do_sign(
        self, parts: list[bytes], reason: str, place: str, last: bool, time_stamps: str, printed: list[str]
    ) -> Answer:
        """`parts`: the PDF, and the picture of the signature as a PDF of one page."""
        from webapp.services.signing.pdf_signing import NotSigned, Purpose, sign
        from webapp.services.signing.time_stamps import AuthorityOverHttps

        try:
            stamper = AuthorityOverHttps(time_stamps) if time_stamps else None
            signed = sign(parts[0], self.key, parts[1], Purpose(reason, place, last, tuple(printed)), stamper)
        except NotSigned as refused:
            return {"error": refused.code}, []
        return {}, [signed]

    def do_check(self, parts: list[bytes], made_size: int | None) -> Answer:
        """`parts`: the PDF, then roots as DER."""
        from webapp.services.signing.pdf_checking import check

        return check(parts[0], parts[1:], made_size=made_size), []

    def do_take(self, parts: list[bytes], made_size: int | None, had: int, ask: bool) -> Answer:
        """`parts`: the PDF, then roots as DER. The answer is the report, its part the PDF to be kept."""
        from webapp.services.signing.lasting import take
        from webapp.services.signing.pdf_checking import check

        if not ask:
            return check(parts[0], parts[1:], made_size=made_size), parts[:1]
        report, lasting = take(parts[0], parts[1:], self.authorities, made_size=made_size, had=had)
        return report, [lasting]

    def do_try_time_stamps(self, parts: list[bytes], url: str) -> Answer:
        """No parts. The answer says who gave a stamp, or what went wrong."""
        from webapp.services.signing.time_stamp_trial import ask_once

        return ask_once(url), []

    def do_prepare(self, parts: list[bytes]) -> Answer:
        """`parts`: the PDF. The answer is its report, its part the PDF made ready."""
        from webapp.services.signing.preparing import prepare

        report, ready = prepare(parts[0])
        return report, [ready]

    def do_read_roots(self, parts: list[bytes]) -> Answer:
        """`parts`: a file of certificates. The answer names them, its parts are their DER."""
        from webapp.services.signing.trust import NotACertificate, read_roots

        try:
            roots = read_roots(parts[0])
        except NotACertificate as refused:
            return {"error": str(refused)}, []
        told = [{"name": each["name"], "valid_until": each["valid_until"]} for each in roots]
        return {"roots": told}, [bytes(each["der"]) for each in roots if isinstance(each["der"], bytes)]

    def do_read_signer(self, parts: list[bytes], password: str) -> Answer:
        """`parts`: a certificate or a PKCS#12, then the commune's roots. The answer says whose it is."""
        from webapp.services.signing.keys import KeyRefused, read_signer

        try:
            return read_signer(parts[0], password, parts[1:], datetime.now(UTC)), []
        except KeyRefused as refused:
            return {"error": refused.code, **refused.details}, []

    def do_name_signers(self, parts: list[bytes]) -> Answer:
        """`parts`: a PDF. The answer names the certificate of each signature; nothing is judged."""
        from webapp.services.signing.pdf_checking import signers_of

        return {"signers": signers_of(parts[0])}, []
