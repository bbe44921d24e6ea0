"""Joins parts into one PDF/A-2a: pages, structure tree, bookmarks, title.

Parts that lie in files are read page by page while the result is written, so memory holds the outline of
the document and never its content.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from webapp.web.pdf.plates import save

if TYPE_CHECKING:
    from pikepdf import Object, Pdf


class Bookmark(NamedTuple):
    """A label and the page it leads to, counted from 0; `top` is the height on it, in points from below."""

    label: str
    page: int
    top: float | None = None
    inner: tuple[Any, ...] = ()


def join_parts(parts: Iterable[bytes | Path], *, title: str, bookmarks: Sequence[Bookmark] = ()) -> bytes:
    """One PDF of all the parts' pages in order, as bytes."""
    out = io.BytesIO()
    join_parts_to(out, parts, title=title, bookmarks=bookmarks)
    return out.getvalue()


def join_parts_to(
    out: BinaryIO, parts: Iterable[bytes | Path], *, title: str, bookmarks: Sequence[Bookmark] = ()
) -> None:
    """Like `join_parts`, into an open file. The parts are ours: PDF/A-2a, tagged, one root element each."""
    import pikepdf

    with pikepdf.new() as joined:
        branches: list[tuple[Object, Object]] = []
        marks: list[Any] = []
        frames: dict[bytes, Object] = {}
        for part in parts:
            branches.append(_append(joined, part, marks))
            _share_frame(joined, branches[-1][0], frames)
        _build_pages(joined, [pages for pages, _ in branches])
        _build_structure(joined, [section for _, section in branches], marks)
        _bookmark(joined, bookmarks)
        _describe(joined, title)
        save(joined, out)


def _append(joined: Pdf, part: bytes | Path, marks: list[Any]) -> tuple[Object, Object]:
    """Copies a part; returns its branch of the page tree and of the structure tree.

    The pages are hung in by hand: qpdf's own appending grows with the square of their number. The part is
    let go, not closed: its objects leave memory, its streams can still be read when saving.
    """
    import pikepdf

    source = pikepdf.open(part if isinstance(part, Path) else io.BytesIO(part))
    first = len(marks) // 2
    for number, page in enumerate(source.pages, start=first):
        page.obj.StructParents = number
    branch = _branch(joined, [joined.copy_foreign(page.obj) for page in source.pages])
    tree = joined.copy_foreign(source.Root.StructTreeRoot)
    for number, owners in enumerate(list(tree.ParentTree.Nums)[1::2], start=first):
        marks += [number, owners]
    if "/OutputIntents" not in joined.Root:  # what the colours mean, once for the whole file
        joined.Root.OutputIntents = joined.copy_foreign(source.make_indirect(source.Root.OutputIntents))
    return branch, tree.K[0]


def _share_frame(joined: Pdf, branch: Object, frames: dict[bytes, Object]) -> None:
    """Parts that were drawn over the same frame, or a photograph of megabytes, keep one of it for all."""
    import pikepdf

    own: list[Any] = [page.Resources.get("/XObject", {}) for page in branch.Kids if "/Resources" in page]
    if not own or "/Frame" not in own[0]:
        return
    frame = own[0]["/Frame"]
    inner: Any = frame.Resources.get("/XObject", {}) if "/Resources" in frame else {}
    pictures = (picture.read_raw_bytes() for _, picture in sorted(inner.items()))
    drawn = hashlib.sha256(b"".join((frame.read_raw_bytes(), *pictures))).digest()
    first = frames.setdefault(drawn, frame)
    for xobjects in own:
        xobjects[pikepdf.Name.Frame] = first


def _branch(joined: Pdf, pages: Sequence[Object]) -> Object:
    import pikepdf

    branch = joined.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Pages,
            Parent=joined.Root.Pages,
            Kids=pikepdf.Array(list(pages)),
            Count=len(pages),
            MediaBox=pages[0].MediaBox,
        )
    )
    for page in pages:
        page.Parent = branch
        if page.MediaBox == branch.MediaBox:
            del page["/MediaBox"]
    return branch


def _build_pages(joined: Pdf, branches: Sequence[Object]) -> None:
    import pikepdf

    joined.Root.Pages.Kids = pikepdf.Array(list(branches))
    joined.Root.Pages.Count = sum(int(branch.Count) for branch in branches)


def _build_structure(joined: Pdf, parts: Sequence[Object], marks: Sequence[Any]) -> None:
    import pikepdf

    name = pikepdf.Name
    document = joined.make_indirect(
        pikepdf.Dictionary(Type=name.StructElem, S=name.Document, K=pikepdf.Array(list(parts)))
    )
    for part in parts:
        part.S, part.P = name.Part, document
    parents = joined.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(list(marks))))
    document.P = joined.Root.StructTreeRoot = joined.make_indirect(
        pikepdf.Dictionary(
            Type=name.StructTreeRoot,
            K=pikepdf.Array([document]),
            ParentTree=parents,
            ParentTreeNextKey=len(marks) // 2,
        )
    )


def _bookmark(joined: Pdf, bookmarks: Sequence[Bookmark]) -> None:
    import pikepdf

    if bookmarks:
        with joined.open_outline() as outline:
            outline.root.extend(_outline_item(each) for each in bookmarks)
        joined.Root.PageMode = pikepdf.Name.UseOutlines


def _outline_item(bookmark: Bookmark) -> Any:
    import pikepdf

    place = "Fit" if bookmark.top is None else "FitH"
    item = pikepdf.OutlineItem(bookmark.label, bookmark.page, place, top=bookmark.top)
    item.is_closed = bool(bookmark.inner)
    item.children.extend(_outline_item(each) for each in bookmark.inner)
    return item


def _describe(joined: Pdf, title: str) -> None:
    import pikepdf

    joined.Root.Lang = "vi"
    joined.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    joined.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with joined.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = ["vi"]
        metadata["pdf:Producer"] = "WeasyPrint, pikepdf"
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "A"
