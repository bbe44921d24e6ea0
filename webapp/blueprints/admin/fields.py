"""Fields of the administration's forms: one line each, links, and a sheet in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wtforms import Field, TextAreaField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from webapp.lessons import Item
from webapp.rules.settings import Link
from webapp.rules.vietnamese import clean_text
from webapp.services import lesson_shelf
from webapp.services.settings import link_problem
from webapp.web.access import current_viewer

MOST_ITEMS = 40


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines that say something, each cleaned."""
    return tuple(line for each in (text or "").splitlines() if (line := clean_text(each)))


class EachLine:
    """A text area of `least` to `most` lines of at most `length` letters."""

    def __init__(self, least: int, most: int, length: int, what: str) -> None:
        self.least, self.most, self.length, self.what = least, most, length, what

    def __call__(self, _form: Any, field: TextAreaField) -> None:
        lines = lines_of(field.data)
        if len(lines) < self.least:
            raise ValidationError(f"Ghi ít nhất {self.least} {self.what}, mỗi dòng một {self.what}.")
        if len(lines) > self.most:
            raise ValidationError(f"Nhiều nhất {self.most} {self.what}. Đang có {len(lines)}.")
        for number, line in enumerate(lines, 1):
            if len(line) > self.length:
                raise ValidationError(f"Dòng {number} dài quá {self.length} ký tự.")
        if len({line.casefold() for line in lines}) < len(lines):
            raise ValidationError(f"Có hai dòng giống nhau. Mỗi {self.what} ghi một lần.")


def links_of(text: str | None) -> tuple[Link, ...]:
    """ "Tên | https://..." a line."""
    pairs = (line.rpartition("|") for line in lines_of(text))
    return tuple(Link(clean_text(label), clean_text(url)) for label, _, url in pairs)


def text_of_links(links: Iterable[Link]) -> str:
    return "\n".join(f"{link.label} | {link.url}" for link in links)


def links_are_usable(_form: Any, field: TextAreaField) -> None:
    links = links_of(field.data)
    if len(links) > 12:
        raise ValidationError(f"Nhiều nhất 12 đường dẫn. Đang có {len(links)}.")
    for number, link in enumerate(links, 1):
        if not link.label:
            raise ValidationError(f"Dòng {number}: viết tên, dấu |, rồi đường dẫn.")
        if problem := link_problem(link.url):
            raise ValidationError(f"Dòng {number}: {problem}")


def own_items() -> list[Item]:
    """What the commune may choose from: its own published lessons, and everything of the site."""
    return lesson_shelf.items_of(current_viewer().commune_id or "")


class SheetField(Field):  # type: ignore[misc]
    """Items with a number each: their place on the sheet. Without a number an item is left out.

    Sent as `<name>-<slug>`; `data` are the slugs in order.
    """

    def __init__(self, *args: Any, items: Callable[[], Sequence[Item]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items()
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = () if data is unset_value else tuple(data)
        self.typed = {slug: str(place) for place, slug in enumerate(self.data, 1)}
        if not formdata:
            return
        self.typed = {
            each.slug: clean_text(formdata.get(f"{self.name}-{each.slug}", "")) for each in self.items
        }
        self.data = tuple(sorted((slug for slug in self.typed if self.typed[slug]), key=self._place))

    def rows(self) -> list[tuple[Item, str]]:
        """Every item with what is typed beside it, those on the sheet first."""
        return [(each, self.typed.get(each.slug, "")) for each in sorted(self.items, key=self._row)]

    def pre_validate(self, form: Any) -> None:
        for each in self.items:
            typed = self.typed.get(each.slug, "")
            if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 99):
                raise ValidationError(f"“{each.title}”: thứ tự là số từ 1 đến 99, đang là “{typed[:10]}”.")
        if not self.data:
            raise ValidationError("Phiếu cần ít nhất một việc. Ghi thứ tự cho việc muốn có.")
        if len(self.data) > MOST_ITEMS:
            raise ValidationError(f"Phiếu có nhiều nhất {MOST_ITEMS} việc.")

    def _place(self, slug: str) -> tuple[int, int]:
        typed = self.typed[slug]
        known = [each.slug for each in self.items].index(slug)
        return (int(typed) if typed.isascii() and typed.isdigit() else 100, known)

    def _row(self, item: Item) -> tuple[bool, int]:
        return (item.slug not in self.data, self.data.index(item.slug) if item.slug in self.data else 0)
