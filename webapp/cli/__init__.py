"""The command line `webapp <noun> <verb>`: every module here offers `command`, a click group or command."""

from importlib import import_module
from pkgutil import iter_modules

import click


@click.group(help="Gia đình số: vận hành từ dòng lệnh.")
def main() -> None:
    pass


for _module in iter_modules(__path__):
    _command = getattr(import_module(f"{__name__}.{_module.name}"), "command", None)
    if _command is not None:
        main.add_command(_command)
