"""The scam trainer as data: cases by call, SMS, Zalo and QR, about half of them genuine, in fixed rounds."""

from webapp.lessons.scams.catalog import ScamCatalog, scam_catalog
from webapp.lessons.scams.schema import Case, Channel, Clue, Round

__all__ = ["Case", "Channel", "Clue", "Round", "ScamCatalog", "scam_catalog"]
