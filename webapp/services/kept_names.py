"""How a signed paper names its recipients: kept from then on, whatever a list or a visit changes later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webapp.models.recognition import RecipientKind
from webapp.rules.abbreviations import spelled_out
from webapp.rules.names import same_name
from webapp.services.recipients import Recipient

WORDS = ("name", "form", "place", "hamlet_sort", "name_sort")  # what papers print and what orders their rows


def words_of(recipient: Recipient) -> dict[str, Any]:
    """The words of WORDS as a JSON object."""
    return {word: getattr(recipient, word) for word in WORDS}


def as_kept(recipient: Recipient, words: Mapping[str, Any] | None) -> Recipient:
    """The recipient as a paper named it; as it is today where nothing was kept, or a paper named nobody."""
    if not words or not words["name"]:
        return recipient
    kept = replace(recipient, **{word: words[word] for word in WORDS})
    return replace(kept, name=spelled_out(kept.name)) if kept.kind is RecipientKind.TEAM else kept


def signed_words(words: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The words that the decision was signed with: `words` themselves, unless they were corrected since."""
    if not words:
        return None
    return dict(words.get("signed") or {word: words[word] for word in WORDS})


def said_alike(one: Recipient, two: Recipient) -> bool:
    """Whether papers would name both alike; where a tone stands (Hòa, Hoà) is no difference."""
    return same_name(one.name, two.name) and (one.form, one.place) == (two.form, two.place)
