"""A signature's field in the structure tree: a tagged page stays tagged when it is signed."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

NAME = generic.NameObject


def tag_field(writer: IncrementalPdfFileWriter, field_ref: Any, words: str) -> None:
    """Hang a new field into the tree of a tagged document, read as `words`; others stay as they are."""
    tree = _of(writer.root, "/StructTreeRoot")
    numbers, owner = _of(_of(tree, "/ParentTree"), "/Nums"), _first_element(tree)
    if numbers is None or owner is None:
        return
    field = field_ref.get_object()
    number = int(_of(tree, "/ParentTreeNextKey") or len(numbers) // 2)
    element = writer.add_object(_element(owner, field, field_ref, words))
    _append_child(writer, owner, element)
    numbers.extend([generic.NumberObject(number), element])
    tree[NAME("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    field[NAME("/StructParent")] = generic.NumberObject(number)
    for changed in (tree, tree["/ParentTree"], numbers, field):
        writer.update_container(changed)


def _of(holder: Any, key: str) -> Any:
    """What a dictionary holds under a key, or None."""
    return holder[key] if isinstance(holder, generic.DictionaryObject) and key in holder else None


def _first_element(tree: Any) -> Any:
    """The document's element: what the root holds first."""
    kids = _of(tree, "/K")
    first = kids[0] if isinstance(kids, generic.ArrayObject) and kids else kids
    return first if isinstance(first, generic.DictionaryObject) else None


def _element(owner: Any, field: Any, field_ref: Any, words: str) -> generic.DictionaryObject:
    place = generic.DictionaryObject({NAME("/Type"): NAME("/OBJR"), NAME("/Obj"): field_ref})
    if "/P" in field:
        place[NAME("/Pg")] = field.raw_get("/P")
    return generic.DictionaryObject({
        NAME("/Type"): NAME("/StructElem"),
        NAME("/S"): NAME("/Form"),
        NAME("/P"): generic.IndirectObject(
            owner.container_ref.idnum, owner.container_ref.generation, owner.container_ref.pdf
        ),
        NAME("/Alt"): generic.pdf_string(words),
        NAME("/K"): place,
    })  # fmt: skip


def _append_child(writer: IncrementalPdfFileWriter, owner: Any, element: Any) -> None:
    kids = _of(owner, "/K")
    if isinstance(kids, generic.ArrayObject):
        kids.append(element)
        writer.update_container(kids)
    else:
        before = [owner.raw_get("/K")] if kids is not None else []
        owner[NAME("/K")] = generic.ArrayObject([*before, element])
        writer.update_container(owner)
