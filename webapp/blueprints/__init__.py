"""One folder a feature; each offers `bp`."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(app: Flask) -> None:
    for module in iter_modules(__path__):
        app.register_blueprint(import_module(f"{__name__}.{module.name}").bp)
