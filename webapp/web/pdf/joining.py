"""Joins parts into one PDF/A-2a: pages, structure tree, bookmarks, title.

One part is in memory at a time: what it adds is written at once, and its numbers are all that is kept.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from webapp.web.pdf.writing import SPARE, PdfWriter

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
    joining = _Joining(out)
    for part in parts:
        joining.add(part)
    joining.finish(title, bookmarks)


class _Joining:
    """A file in the making, and the numbers in it of what still has to be hung into its trees."""

    def __init__(self, out: BinaryIO) -> None:
        self.writer = PdfWriter(out)
        self.pages = array("I")
        self.branches: list[int] = []  # of the page tree
        self.sections: list[int] = []  # of the structure tree
        self.owners: list[int] = []  # of the pages' marks
        self.frames: dict[bytes, int] = {}
        self.intents = 0

    def add(self, part: bytes | Path) -> None:
        """Writes a part's pages and its branch of each tree."""
        import pikepdf

        with (
            pikepdf.open(part if isinstance(part, Path) else io.BytesIO(part)) as source,
            self.writer.stage(self.frames.values()) as stage,
        ):
            section, owners = _structure(source, len(self.pages))
            frame = self._framed(source, stage)
            pages = [stage.copy_foreign(page.obj) for page in source.pages]
            for page in () if frame is None else pages:
                page.Resources.XObject.Frame = frame
            self._hang_in(stage, pages, stage.copy_foreign(section), stage.copy_foreign(owners))
            if not self.intents:  # what the colours mean, once for the whole file
                intents = stage.copy_foreign(source.make_indirect(source.Root.OutputIntents))
                self.intents = _number(intents)
            self.writer.write(stage)

    def finish(self, title: str, bookmarks: Sequence[Bookmark]) -> None:
        """Writes the trees' roots, the bookmarks, and what the file says of itself."""
        led_to = (self.pages[mark.page] for mark in _with_inner(bookmarks))
        known = [self.intents, *self.branches, *self.owners, *self.sections, *led_to]
        with self.writer.stage(known) as last:
            last.Root.OutputIntents = last.get_object(self.intents, 0)
            self._build_pages(last)
            self._build_structure(last)
            _bookmark(last, bookmarks, self.pages)
            _describe(last, title)
            self.writer.finish(last)

    def _framed(self, source: Pdf, stage: Pdf) -> Object | None:
        """Takes the frame off a part's pages; returns the one to put there, the same for all equal ones.

        Parts that were drawn over the same frame, or a photograph of megabytes, keep one of it for all.
        """
        own: list[Any] = [page.Resources.get("/XObject", {}) for page in source.pages if "/Resources" in page]
        if not own or "/Frame" not in own[0]:
            return None
        frame = own[0]["/Frame"]
        for xobjects in own:
            del xobjects["/Frame"]
        drawn = _fingerprint(frame)
        if drawn in self.frames:
            return stage.get_object(self.frames[drawn], 0)
        copied = stage.copy_foreign(frame)
        self.frames[drawn] = _number(copied)
        return copied

    def _hang_in(self, stage: Pdf, pages: Sequence[Object], section: Object, owners: Object) -> None:
        import pikepdf

        section.S, section.P = pikepdf.Name.Part, stage.get_object(SPARE, 0)
        self.branches.append(_number(_branch(stage, pages)))
        self.sections.append(_number(section))
        self.owners.append(_number(owners))
        self.pages.extend(_number(page) for page in pages)

    def _build_pages(self, last: Pdf) -> None:
        import pikepdf

        last.Root.Pages.Kids = pikepdf.Array([last.get_object(number, 0) for number in self.branches])
        last.Root.Pages.Count = len(self.pages)

    def _build_structure(self, last: Pdf) -> None:
        import pikepdf

        name, document = pikepdf.Name, last.get_object(SPARE, 0)
        tree = pikepdf.Dictionary(
            Type=name.StructTreeRoot,
            K=pikepdf.Array([document]),
            ParentTree=last.make_indirect(
                pikepdf.Dictionary(Kids=pikepdf.Array([last.get_object(number, 0) for number in self.owners]))
            ),
            ParentTreeNextKey=len(self.pages),
        )
        last.Root.StructTreeRoot = last.make_indirect(tree)
        document.Type, document.S, document.P = name.StructElem, name.Document, last.Root.StructTreeRoot
        document.K = pikepdf.Array([last.get_object(number, 0) for number in self.sections])


def _number(held: Object) -> int:
    return held.objgen[0]


def _structure(source: Pdf, first: int) -> tuple[Object, Object]:
    """A part's root element, and the owners of its pages' marks, counted from the page `first` on."""
    import pikepdf

    tree = source.Root.StructTreeRoot
    nums: list[Any] = []
    for number, (page, owners) in enumerate(
        zip(source.pages, list(tree.ParentTree.Nums)[1::2], strict=True), start=first
    ):
        page.obj.StructParents = number
        nums += [number, owners]
    leaf = pikepdf.Dictionary(Limits=pikepdf.Array([nums[0], nums[-2]]), Nums=pikepdf.Array(nums))
    section: Any = tree.K[0]
    del section["/P"]  # else the part's own root comes along
    return section, source.make_indirect(leaf)


def _fingerprint(frame: Object) -> bytes:
    """Equal for frames that look the same."""
    inner: Any = frame.Resources.get("/XObject", {}) if "/Resources" in frame else {}
    pictures = (picture.read_raw_bytes() for _, picture in sorted(inner.items()))
    return hashlib.sha256(b"".join((frame.read_raw_bytes(), *pictures))).digest()


def _branch(stage: Pdf, pages: Sequence[Object]) -> Object:
    import pikepdf

    branch = stage.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Pages,
            Parent=stage.Root.Pages,
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


def _with_inner(bookmarks: Iterable[Bookmark]) -> Iterator[Bookmark]:
    for bookmark in bookmarks:
        yield bookmark
        yield from _with_inner(bookmark.inner)


def _bookmark(last: Pdf, bookmarks: Sequence[Bookmark], pages: Sequence[int]) -> None:
    import pikepdf

    if bookmarks:
        with last.open_outline() as outline:
            outline.root.extend(_outline_item(last, each, pages) for each in bookmarks)
        last.Root.PageMode = pikepdf.Name.UseOutlines


def _outline_item(last: Pdf, bookmark: Bookmark, pages: Sequence[int]) -> Any:
    import pikepdf

    name = pikepdf.Name
    place = [name.Fit] if bookmark.top is None else [name.FitH, bookmark.top]
    page = last.get_object(pages[bookmark.page], 0)
    item = pikepdf.OutlineItem(bookmark.label, pikepdf.Array([page, *place]))
    item.is_closed = bool(bookmark.inner)
    item.children.extend(_outline_item(last, each, pages) for each in bookmark.inner)
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
