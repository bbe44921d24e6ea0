"""The names on a stage's paper: kept when the stage is called done, shown so from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from webapp.services import kept_names
from webapp.services.recognition import Case


def names_of(cases: Iterable[Case]) -> dict[str, Any]:
    """The recipients' words by recognition id, to be kept with the paper."""
    return {case.recognition.id: kept_names.words_of(case.recipient) for case in cases if case.recognition}


def as_signed(cases: Iterable[Case], names: Mapping[str, Any] | None) -> list[Case]:
    """The cases as a paper named them, in its order; a person whose name was erased stays unnamed."""
    if not names:
        return list(cases)
    signed = [
        replace(case, recipient=kept_names.as_kept(case.recipient, names.get(case.recognition.id)))
        if case.recognition and case.recipient.name
        else case
        for case in cases
    ]
    return sorted(signed, key=lambda case: case.recipient.order)
