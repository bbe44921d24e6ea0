"""Spreadsheet files into plain sheets. The file is parsed by a child process with limits of its own."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from webapp.rules.csv_text import decode_csv
from webapp.rules.sheets import Sheet
from webapp.services.sheet_refusals import (
    MAX_FILE_BYTES,
    REFUSALS,
    ArchiveFile,
    BusyReading,
    EmptyFile,
    EncryptedWorkbook,
    FileTooLarge,
    PdfFile,
    PictureFile,
    SheetError,
    TooMuchContent,
    UnreadableFile,
    WebPageFile,
    WordFile,
)

logger = logging.getLogger(__name__)

__all__ = ["SheetError", "read_sheets"]

_CHILD = Path(__file__).with_name("sheet_child.py")
_SECONDS = 25
# The key and the database's address stay out of a process that reads what strangers made.
_ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
_AT_ONCE = BoundedSemaphore(2)
_WAIT_SECONDS = 30


def read_sheets(source: bytes | Path, filename: str) -> list[Sheet]:
    """The visible sheets of an .xlsx, .xls, .ods or .csv file, told apart by content, not by name.

    Raises a SheetError, whose message says what is wrong and what to do. `filename` is only for CSV sheets.
    """
    data = _bytes_of(source)
    kind = _kind_of(data)
    if kind == "csv":
        text = decode_csv(data)
        if text is None:
            raise UnreadableFile
        data = text.encode()
    answer = _ask_child(kind, data)
    if "error" in answer:
        raise REFUSALS[answer.pop("error")](**answer)
    return [_sheet(each, filename) for each in answer["sheets"]]


def _bytes_of(source: bytes | Path) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileTooLarge
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyFile
    return data


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: dict[str, type[SheetError]] = {"EncryptedPackage": EncryptedWorkbook, "WordDocument": WordFile}
_OTHER_KINDS: tuple[tuple[bytes, type[SheetError]], ...] = (
    (b"%PDF-", PdfFile),
    (b"<", WebPageFile),
    (b"{\\rtf", WordFile),
    *((start, PictureFile) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")),
    *((start, ArchiveFile) for start in (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
)


def _kind_of(data: bytes) -> str:
    """zip, ole or csv; raises for what is recognised as something else."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        return "zip"
    if start.startswith(_OLE):
        for stream, refusal in _STREAMS.items():
            if stream.encode("utf-16-le") in data:
                raise refusal
        return "ole"
    for beginning, refusal in _OTHER_KINDS:
        if start.startswith(beginning):
            raise refusal
    return "csv"


def _ask_child(kind: str, data: bytes) -> dict[str, Any]:
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise BusyReading
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the upload is only its standard input
            [sys.executable, "-I", "-X", "utf8", str(_CHILD), kind],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=_ENVIRONMENT,
        )
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError) as error:
        # The reason alone: what the child had written so far may hold people's names.
        logger.warning("the sheet reader gave up: %s", getattr(error, "returncode", type(error).__name__))
        raise TooMuchContent from None
    finally:
        _AT_ONCE.release()


def _sheet(answer: dict[str, Any], filename: str) -> Sheet:
    merged = tuple(tuple(each) for each in answer["merged"])
    return Sheet(answer["name"] or Path(filename).stem, answer["rows"], merged)
