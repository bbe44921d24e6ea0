"""Household lists: read, compared, corrected, confirmed, taken back.

place = imports.place_of(viewer)
draft = imports.draft(viewer, place, imports.from_file(content, "danh-sach.xlsx"))
with transaction():
    batch = imports.keep(by=viewer, draft=draft)
ready = imports.make_ready(viewer, imports.get(viewer, batch.id, whole=True))
with transaction():
    imports.confirm(by=viewer, ready=ready)
"""

from webapp.services.imports.batches import (
    HistoryLine,
    discard,
    get,
    history,
    keep,
    replace,
    source_of,
)
from webapp.services.imports.corrections import Corrections, corrected
from webapp.services.imports.planning import Draft, draft
from webapp.services.imports.reading import ListPlace, from_file, from_text, place_of, who_adds_hamlets
from webapp.services.imports.source import Source
from webapp.services.imports.writing import ListChanged, Ready, confirm, make_ready

__all__ = [
    "Corrections",
    "Draft",
    "HistoryLine",
    "ListChanged",
    "ListPlace",
    "Ready",
    "Source",
    "confirm",
    "corrected",
    "discard",
    "draft",
    "from_file",
    "from_text",
    "get",
    "history",
    "keep",
    "make_ready",
    "place_of",
    "replace",
    "source_of",
    "who_adds_hamlets",
]
