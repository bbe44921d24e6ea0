"""The demo: five communes of invented people, the same on every installation, safe to load again."""

from webapp.services.demo.cast import Account, accounts
from webapp.services.demo.extra import add_eligible, lacking
from webapp.services.demo.load import load, missing, shared_hash

__all__ = ["Account", "accounts", "add_eligible", "lacking", "load", "missing", "shared_hash"]
