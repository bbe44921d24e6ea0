"""Files that are made once and then only sent: leaflets, posters, pictures of lessons.

They lie in the instance folder under a name that changes with whatever they show, so none is ever out of
date; each process makes at most one of a kind at a time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from uuid import uuid4

from flask import current_app

from webapp.lessons.loader import CONTENT

TEMPLATES = Path(__file__).parents[1] / "templates"
FOLDER = "shared"
MOST_FILES = 500


def kept_file(kind: str, shows: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of a file. `shows` is everything it depends on besides templates and drawings of the site;
    `make` is called when it isn't kept yet."""
    folder = Path(current_app.instance_path) / FOLDER
    path = folder / f"{kind}-{hashlib.sha256(f'{_look()} {shows}'.encode()).hexdigest()[:24]}"
    if path.is_file():
        return path.read_bytes()
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.is_file():
            return path.read_bytes()
        content = make()
        _put(path, content)
        _forget_oldest(folder)
    return content


@cache
def _look() -> str:
    """A hash of every template of paper and every drawing of the site."""
    files = (*(TEMPLATES / "pdf").glob("*.*"), TEMPLATES / "macros" / "draw.html", *CONTENT.rglob("*.svg"))
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _put(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.{uuid4().hex}")
    half.write_bytes(content)
    os.replace(half, path)


def _forget_oldest(folder: Path) -> None:
    files = sorted((file for file in folder.iterdir() if file.suffix != ".lock"), key=_age)
    for file in files[:-MOST_FILES]:
        file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
