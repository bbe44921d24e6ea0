"""What certificates were issued in is drawn the same for ever: a changed drawing is a new folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from webapp.rules.designs import DRAWING
from webapp.web.pdf.layouts import FOLDER, folder

KEPT = Path(__file__).with_name("drawings.txt")
HOW = (
    "Certificates that were issued keep their drawing. Copy the folder to the next number of "
    "templates/pdf/certificates, draw there, raise rules.designs.DRAWING, and write its files' lines "
    "(sha256, path) into tests/guards/drawings.txt."
)


def lines() -> dict[str, str]:
    files = sorted(file for file in FOLDER.rglob("*") if file.is_file())
    return {str(file.relative_to(FOLDER)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_no_drawing_of_before_has_changed() -> None:
    kept = dict(reversed(line.split(maxsplit=1)) for line in KEPT.read_text().splitlines())
    assert {path: lines().get(path) for path in kept} == kept, HOW
    assert not {path for path in lines() if path.split("/")[0] != str(DRAWING)} - set(kept), HOW


def test_the_newest_folder_is_what_designs_are_saved_with() -> None:
    assert folder(DRAWING).is_dir()
    assert not folder(DRAWING + 1).exists()
