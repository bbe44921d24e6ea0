"""Which hamlet a cell, a tab or a title means, and whether a list is of another commune."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property

from webapp.rules.household_list.parsed import CommuneName, HamletName
from webapp.rules.vietnamese import fold

# Nghị định 185/2026 Art. 2: what a thôn or a tổ dân phố may be called.
KIND_WORDS = (
    *(
        "tổ dân phố",
        "khu phố",
        "khối phố",
        "khu dân cư",
        "tiểu khu",
        "cụm dân cư",
        "liên gia",
        "thôn",
        "buôn",
    ),
    *("bản", "bon", "xóm", "làng", "ấp", "khóm", "sóc", "phum", "plei", "khối", "khu", "cụm", "đội", "tổ"),
)
_KINDS = "|".join(sorted({fold(word) for word in KIND_WORDS}, key=len, reverse=True))
_ABBREVIATIONS = ((r"\btdp\b", "to dan pho"), (r"\bkp\b", "khu pho"), (r"\bkdc\b", "khu dan cu"))


def place_key(text: str) -> str:
    """ "TDP số 05" and "Tổ dân phố 5" are the same place: "to dan pho 5"."""
    key = re.sub(r"[^\w' ]+", " ", fold(text))
    for short, full in _ABBREVIATIONS:
        key = re.sub(short, full, key)
    key = re.sub(r"\bso (?=\d)", "", key)
    return re.sub(r"\s+", " ", re.sub(r"\b0+(?=\d)", "", key)).strip()


def without_kind(key: str) -> str:
    return re.sub(rf"^(?:(?:{_KINDS}) )+(?=.)", "", key)


def names_a_kind(text: str) -> bool:
    """ "Thôn 9" is written like a hamlet's name, whether there is one or not."""
    return re.match(rf"(?:{_KINDS}) .", place_key(text)) is not None


_MOST_SUGGESTIONS = 200


class Hamlets:
    """The commune's hamlets, looked up by any way of writing them."""

    def __init__(self, hamlets: Iterable[HamletName]) -> None:
        self.all: Sequence[HamletName] = tuple(hamlets)
        self._full: defaultdict[str, set[str]] = defaultdict(set)
        self._bare: defaultdict[str, set[str]] = defaultdict(set)
        self._found: dict[str, set[str]] = {}
        self._nearest: dict[str, str | None] = {}
        for hamlet in self.all:
            for name in (hamlet.name, *hamlet.old_names):
                self._enter(hamlet, name)

    def _enter(self, hamlet: HamletName, name: str) -> None:
        key, full = place_key(name), place_key(f"{hamlet.kind} {name}")
        self._full[full].add(hamlet.id)
        if full.startswith("to dan pho "):
            self._full[f"to {key}"].add(hamlet.id)
        if names_a_kind(name):
            self._full[key].add(hamlet.id)
        self._bare[without_kind(key)].add(hamlet.id)

    @cached_property
    def kind(self) -> str:
        """The commonest word for a hamlet here, for messages."""
        kinds = Counter(hamlet.kind.lower() for hamlet in self.all)
        return kinds.most_common(1)[0][0] if kinds else "thôn"

    @cached_property
    def labels(self) -> dict[str, str]:
        return {hamlet.id: hamlet.label for hamlet in self.all}

    def find(self, text: str) -> set[str]:
        """Ids of the hamlets that this text names, with or without the kind word: one, none, or several."""
        if text not in self._found:
            self._found[text] = self._find(place_key(text))
        return self._found[text]

    def _find(self, key: str) -> set[str]:
        if found := self._full.get(key):
            return found
        bare = without_kind(key)
        # "Thôn 3" is not "Tổ dân phố 3", but "Đắk Tiên" is known whatever word stands before it.
        return self._bare.get(bare, set()) if bare == key or not bare.isdigit() else set()

    def find_within(self, text: str) -> str | None:
        """The one hamlet that a title or an address mentions by its kind word and name."""
        key = f" {place_key(text)} "
        mentioned = [name for name in self._full if f" {name} " in key]
        whole = [
            name for name in mentioned if not any(name in other and name != other for other in mentioned)
        ]
        found = {id_ for name in whole for id_ in self._full[name]}
        return found.pop() if len(found) == 1 else None

    def nearest(self, text: str) -> str | None:
        """The label of the hamlet that is written most like this; None after very many different texts."""
        key = place_key(text[:60])
        if key not in self._nearest and len(self._nearest) < _MOST_SUGGESTIONS:
            close = get_close_matches(key, self._keys, 1, 0.6)
            close = close or get_close_matches(without_kind(key), self._keys, 1, 0.6)
            self._nearest[key] = self.labels[self._keys[close[0]]] if close else None
        return self._nearest.get(key)

    @cached_property
    def _keys(self) -> dict[str, str]:
        written = (*self._bare.items(), *self._full.items())
        return {key: hamlet for key, ids in written for hamlet in sorted(ids) if key}


_COMMUNE_KINDS = "xa|phuong|dac khu|thi tran"


class CommuneNames:
    """Tells the commune's own name, old and new, from another commune's."""

    def __init__(self, commune: CommuneName) -> None:
        self.label = commune.name
        self._own = {place_key(name) for name in (commune.name, *commune.old_names)}
        self._own_bare = {_without_commune_kind(name) for name in self._own}
        self._others = {place_key(name): name for name in commune.others} if commune.others else {}

    def is_ours(self, text: str) -> bool:
        """For a cell of a column that names the commune, with or without the kind word."""
        return _without_commune_kind(place_key(text)) in self._own_bare

    def mentions_ours(self, text: str) -> bool:
        key = f" {place_key(text)} "
        return any(f" {own} " in key for own in self._own)

    def other_in(self, text: str) -> str | None:
        """The name of another commune that a title or an address mentions, when ours isn't mentioned too."""
        words = place_key(text).split()
        if not self._others or self.mentions_ours(text):
            return None
        starts = [place for place, word in enumerate(words) if word in {"xa", "phuong", "dac"}]
        spans = [" ".join(words[start : start + length]) for start in starts for length in range(6, 1, -1)]
        return next((self._others[span] for span in spans if span in self._others), None)


def _without_commune_kind(key: str) -> str:
    return re.sub(rf"^(?:{_COMMUNE_KINDS}) (?=.)", "", key)
