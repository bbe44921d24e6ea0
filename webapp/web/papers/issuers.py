"""Who issues a paper: the commune, an office of it, a hamlet; and the words that name them."""

from __future__ import annotations

from datetime import date

from webapp.models.commune import Commune, Hamlet
from webapp.rules.settings import CommuneSettings
from webapp.services import presets
from webapp.web.papers.paper import Head, dated_line, number_line

COMMITTEE = "ỦY BAN NHÂN DÂN"


def commune_in_text(commune: Commune) -> str:
    """ "xã Liên Minh", as it stands inside a sentence."""
    return commune.name[:1].lower() + commune.name[1:]


def place_of(commune: Commune, settings: CommuneSettings) -> str:
    """The place before a date."""
    return settings.certificate.place or presets.short_name(commune.name)


def commune_head(
    commune: Commune,
    settings: CommuneSettings,
    symbol: str,
    year: int,
    *,
    number: str = "",
    dated: date | None = None,
) -> Head:
    """ "ỦY BAN NHÂN DÂN / XÃ LIÊN MINH", number and day left to be written where there are none."""
    return Head(
        own=(COMMITTEE, commune.name.upper()),
        number=number_line(symbol, number),
        dated=dated_line(place_of(commune, settings), dated, year),
    )


def office_head(
    commune: Commune,
    settings: CommuneSettings,
    kind: str,
    year: int,
    *,
    number: str = "",
    dated: date | None = None,
) -> Head:
    """An office under the commune's committee; `kind` is the paper's symbol, such as "TTr"."""
    symbol = f"{kind}-{settings.stages.office_symbol}" if settings.stages.office_symbol else kind
    return Head(
        above=(COMMITTEE, commune.name.upper()),
        own=(settings.stages.office.upper(),),
        number=number_line(symbol, number),
        dated=dated_line(place_of(commune, settings), dated, year),
    )


def hamlet_head(commune: Commune, hamlet: Hamlet, dated: str = "") -> Head:
    """ "XÃ LIÊN MINH / THÔN HẠ TRUNG": a hamlet's paper has no number of its own."""
    return Head(above=(commune.name.upper(),), own=(hamlet.label.upper(),), dated=dated)
