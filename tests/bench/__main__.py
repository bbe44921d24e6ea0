"""`make bench`: every bench_*.py beside this file, one table, and instance/bench.json. It fails nothing."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from tests import bench

COLUMNS = ("name", "value", "unit", "anchor", "ratio", "goal")


def main(words: list[str]) -> None:
    """Run all, or those whose names hold one of `words`."""
    rows: list[dict[str, Any]] = []
    for module in sorted(each.name for each in iter_modules(bench.__path__)):
        if module.startswith("bench_") and (not words or any(word in module for word in words)):
            print(f"… {module}", file=sys.stderr, flush=True)  # noqa: T201
            rows += import_module(f"tests.bench.{module}").run()
    print(table(rows))  # noqa: T201
    file = Path(os.environ.get("INSTANCE_PATH") or "instance") / "bench.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, columns lined up."""
    lines = [list(COLUMNS), *([_shown(row.get(column)) for column in COLUMNS] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return (
        f"{value:,.4g}"
        if isinstance(value, float) and abs(value) < 1000
        else (f"{value:,.0f}" if isinstance(value, float) else str(value))
    )


if __name__ == "__main__":
    main(sys.argv[1:])
