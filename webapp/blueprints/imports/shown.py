"""What the pages of a batch show, and the corrections that their form sends back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from webapp.models.job import ImportBatch
from webapp.rules.vietnamese import clean_text
from webapp.services import imports
from webapp.services.access import Viewer
from webapp.services.imports import Corrections, preview, undoing

VIEWS = {
    "sua": ("Cần sửa", "rows_left_out"),
    "moi": ("Hộ mới", "new"),
    "thay-doi": ("Thay đổi", "changed"),
    "khong-co": ("Không có trong danh sách", "gone"),
}


def of_waiting(viewer: Viewer, batch: ImportBatch, asked: str | None, page: int) -> dict[str, Any]:
    """For a batch that waits: one of the VIEWS, by default the first that has something in it."""
    counts = batch.counts
    filled = [name for name, (_words, count) in VIEWS.items() if counts[count]]
    view = asked if asked in VIEWS else next(iter(filled), "sua")
    return {
        "batch": batch,
        "counts": counts,
        "view": view,
        "views": {name: (words, counts[count]) for name, (words, count) in VIEWS.items()},
        "told": told(batch.plan),
        "people_gone": batch.plan["people_gone"],
        "waiting": batch.plan["waiting"],
        **_content(viewer, batch.plan, view, page),
    }


def _content(viewer: Viewer, plan: dict[str, Any], view: str, page: int) -> dict[str, Any]:
    place = imports.place_of(viewer)
    if view == "sua":
        rows, tables = preview.bad_rows(plan, page)
        return {
            "rows": rows,
            "tables": tables,
            "unknown": preview.unknown_places(plan),
            "names": place,
            "admins": imports.who_adds_hamlets(viewer),
        }
    lines = {"moi": preview.new_lines, "thay-doi": preview.changed_lines, "khong-co": preview.gone_lines}
    return {"rows": lines[view](plan, place.labels, page), "names": place}


def of_written(viewer: Viewer, batch: ImportBatch, page: int) -> dict[str, Any]:
    labels = imports.place_of(viewer).labels
    return {
        "batch": batch,
        "counts": batch.counts,
        "told": told(batch.plan) if batch.plan else {},
        "rows": preview.gone_lines(batch.plan, labels, page) if batch.plan else None,
        "can_undo": undoing.can_undo(batch),
        "staying": _staying(viewer, batch),
    }


def _staying(viewer: Viewer, batch: ImportBatch) -> list[undoing.Staying]:
    """Listed while the import can be taken back, and once it was."""
    return undoing.staying(viewer, batch) if batch.undone_at or undoing.can_undo(batch) else []


def told(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Dropped columns by what they hold: {"dân tộc": ["cột F “Dân tộc” (Thôn 1)"]}, and the other notes."""
    dropped: dict[str, dict[str, list[str]]] = {}
    for sheet, column, header, reason in plan["told"]["dropped"]:
        dropped.setdefault(reason, {}).setdefault(header or f"cột {column}", []).append(sheet)
    removed = [
        f"{sheet}, dòng {row}" if sheet else f"dòng {row}" for sheet, row, _c, _r in plan["told"]["removed"]
    ]
    return {**plan["told"], "dropped": dropped, "removed": list(dict.fromkeys(removed))}


_CELL = re.compile(r"o-(\d{1,3})-(\d{1,6})-(\d{1,3})\Z")
_PLACE = re.compile(r"(n|t)-(\d{1,4})\Z")


def corrections(form: Mapping[str, str]) -> Corrections:
    """Inputs named o-<sheet>-<row>-<column>, n-<unknown hamlet> and t-<sheet>."""
    cells: dict[tuple[int, int, int], str] = {}
    places: dict[str, dict[int, str]] = {"n": {}, "t": {}}
    for name, value in form.items():
        if found := _CELL.match(name):
            cells[int(found[1]), int(found[2]), int(found[3])] = value
        elif (found := _PLACE.match(name)) and value:
            places[found[1]][int(found[2])] = value
    return Corrections(cells, places["n"], places["t"])


def has_corrections(form: Mapping[str, str], plan: Mapping[str, Any]) -> bool:
    """Whether the form says anything else than the preview showed."""
    sent = corrections(form)
    if sent.places or sent.tabs:
        return True
    left = plan["left_out"]
    before = {
        (left["tables"][row["table"]]["sheet"], row["row"], column): value
        for row in left["rows"]
        for (column, *_), value in zip(left["tables"][row["table"]]["columns"], row["cells"], strict=True)
    }
    return any(clean_text(text) != before.get(at, clean_text(text)) for at, text in sent.cells.items())
