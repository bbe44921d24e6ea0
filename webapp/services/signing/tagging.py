"""A signature's field in the structure tree: a tagged page stays tagged when it is signed."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

NAME = generic.NameObject


def tag_field(writer: IncrementalPdfFileWriter, field_ref: Any, words: str) -> None:
    """Hang a new field into the tree of a tagged document, read as `words`; others stay as they are."""
    tree = _of(writer.root, "/StructTreeRoot")
    way, owner = _last_of(_of(tree, "/ParentTree")), _first_element(tree)
    if not way or owner is None:
        return
    field, numbers = field_ref.get_object(), way[-1]["/Nums"]
    number = int(_of(tree, "/ParentTreeNextKey") or (numbers[-2] + 1 if len(numbers) > 1 else 0))
    element = writer.add_object(_element(owner, field, field_ref, words))
    _append_child(writer, owner, element)
    numbers.extend([generic.NumberObject(number), element])
    tree[NAME("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    field[NAME("/StructParent")] = generic.NumberObject(number)
    for node in way:
        if "/Limits" in node:
            node["/Limits"][1] = generic.NumberObject(number)
    for changed in (tree, *way, numbers, field):
        writer.update_container(changed)


def _of(holder: Any, key: str) -> Any:
    """What a dictionary holds under a key, or None."""
    return holder[key] if isinstance(holder, generic.DictionaryObject) and key in holder else None


def _last_of(tree: Any) -> list[Any]:
    """The nodes of a number tree from its root to the leaf that holds the highest numbers; empty where
    there is none."""
    way: list[Any] = []
    while isinstance(tree, generic.DictionaryObject):
        way.append(tree)
        if _of(tree, "/Nums") is not None:
            return way
        kids = _of(tree, "/Kids")
        tree = kids[-1] if kids else None
    return []


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
