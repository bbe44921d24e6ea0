"""What makes a PDF show one thing when it is signed and another when it is read.

Commands that run, files inside it, words behind a switch, content that lies elsewhere. Imports nothing of
the site: children without the site read strangers' files with it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

SCRIPTS, EMBEDDED, HIDDEN, OUTSIDE = "scripts", "embedded", "hidden", "outside"
WORST_FIRST = (SCRIPTS, EMBEDDED, OUTSIDE, HIDDEN)
# Names that stand as a key or as a value, whatever the object is.
RUNS = {"/JavaScript", "/JS", "/Launch", "/RichMedia", "/Movie", "/SubmitForm", "/ImportData", "/XFA"}
CARRIES = {"/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/EF"}
ACTIONS = {"/Rendition", "/Sound", "/ResetForm", "/RichMediaExecute", "/GoTo3DView", "/GoToE"}
SWITCHES = {"/Hide", "/SetOCGState"}
PLAYS, ATTACHES = {"/Screen", "/Sound", "/3D"}, {"/FileAttachment"}
TURNS_AROUND = {"/AllOff", "/AnyOff"}
NO_VIEW = 32 | 256  # flags of a note that is printed and not shown, or turns so
# Most objects of a long file have none of these words: they are passed over in a tenth of the time.
_WORTH_A_LOOK = re.compile(
    rb"/(?:%b)\b"
    % b"|".join(
        each[1:].encode()
        for each in sorted(
            {"/AA", "/OCMD", "/Rect", "/F", "/FFilter", "/Ref"}
            | RUNS | CARRIES | ACTIONS | SWITCHES | PLAYS | ATTACHES
        )
    )
)  # fmt: skip


def dangers_in(content: bytes) -> list[str]:
    """The codes of what a PDF carries, the worst first. Raises pikepdf's errors where it can't be read."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return dangers_of(document)


def dangers_of(document: Any) -> list[str]:
    """As `dangers_in`, of a document that is open."""
    found = set(_of_root(document.Root))
    for each in document.objects:
        if _WORTH_A_LOOK.search(_written(each)):
            for part in _parts(each):
                found |= set(_of_part(part))
    return [each for each in WORST_FIRST if each in found]


def _of_root(root: Any) -> Iterator[str]:
    opened = root.get("/OpenAction")
    if _is_dictionary(opened) and opened.get("/S", "") != "/GoTo":
        yield SCRIPTS
    layers = root.get("/OCProperties")
    usual = layers.get("/D") if layers is not None and _is_dictionary(layers) else None
    if _is_dictionary(usual) and (
        len(usual.get("/OFF", [])) or len(usual.get("/AS", [])) or usual.get("/BaseState", "/ON") != "/ON"
    ):
        yield HIDDEN


def _written(each: Any) -> bytes:
    """An object's own dictionary or list; names stand there without escapes."""
    import pikepdf

    written: bytes = (each.stream_dict if isinstance(each, pikepdf.Stream) else each).unparse(resolved=True)
    return written


def _parts(each: Any) -> Iterator[Any]:
    """An object and what is written inside it: dictionaries in dictionaries and in lists."""
    import pikepdf

    left = [each]
    while left:
        part = left.pop()
        if isinstance(part, pikepdf.Array):
            left += [one for one in part if _is_container(one) and not one.is_indirect]
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            left += [one for _, one in part.items() if _is_container(one) and not one.is_indirect]


def _of_part(part: Any) -> Iterator[str]:
    import pikepdf

    keys = {key for key, _ in part.items()}
    said = keys | {str(value) for _, value in part.items() if isinstance(value, pikepdf.Name)}
    does, kind = str(part.get("/S", "")), str(part.get("/Subtype", ""))
    if said & RUNS or does in ACTIONS or kind in PLAYS or _reacts(part.get("/AA")):
        yield SCRIPTS
    if said & CARRIES or kind in ATTACHES:
        yield EMBEDDED
    if isinstance(part, pikepdf.Stream) and keys & {"/F", "/FFilter", "/Ref"}:
        yield OUTSIDE
    if does in SWITCHES or _switched(part) or ("/Rect" in keys and kind != "/Widget" and _unseen(part)):
        yield HIDDEN


def _reacts(more: Any) -> bool:
    """Whether something happens when a page is opened, a field is left."""
    return _is_dictionary(more) and any(
        _is_dictionary(action) and "/S" in action for _, action in more.items()
    )


def _switched(part: Any) -> bool:
    """Words that are shown where a layer is off."""
    return str(part.get("/Type", "")) == "/OCMD" and (
        "/VE" in part or str(part.get("/P", "")) in TURNS_AROUND
    )


def _unseen(note: Any) -> bool:
    flags = note.get("/F", 0)
    return isinstance(flags, int) and bool(flags & NO_VIEW)


def _is_dictionary(value: Any) -> TypeGuard[Any]:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)


def _is_container(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)
