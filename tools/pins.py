"""Check that requirements*.txt pin every version, once, and within what pyproject.toml allows."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILES = {"requirements.txt": ["setup"], "requirements-dev.txt": ["dev"]}


def pinned(file: str) -> dict[str, str]:
    """Package -> version; a line that is no exact pin raises ValueError."""
    pins: dict[str, str] = {}
    for line in (ROOT / file).read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, separator, version = line.partition("==")
        key = canonicalize_name(name)
        if not separator or key in pins:
            raise ValueError(f"{file}: not one exact pin: {line}")
        pins[key] = version
    return pins


def faults(project: dict[str, Any], pins: dict[str, dict[str, str]]) -> Iterator[str]:
    """What is declared and not pinned, pinned outside its range, or pinned twice."""
    base, extra = project["dependencies"], project["optional-dependencies"]
    known = pins["requirements.txt"] | pins["requirements-dev.txt"]
    for file, extras in FILES.items():
        declared = [*base, *(line for name in extras for line in extra[name])]
        for requirement in map(Requirement, declared):
            version = known.get(canonicalize_name(requirement.name))
            if version is None:
                yield f"{file}: {requirement} is not pinned; run `make lock`"
            elif not requirement.specifier.contains(version):
                yield f"{file}: {requirement.name}=={version} is outside {requirement.specifier}"
    for name in pins["requirements.txt"].keys() & pins["requirements-dev.txt"].keys():
        yield f"{name} is pinned in both files"


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    try:
        found = sorted(set(faults(project, {file: pinned(file) for file in FILES})))
    except ValueError as error:
        found = [str(error)]
    print("\n".join(found) or "pins: every dependency is pinned within its range")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
