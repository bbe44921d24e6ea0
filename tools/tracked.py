"""Check that no file in git names a path of somebody's machine or the address of a package registry."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|mnt|home/\w+|Users/\w+)/\w")
REGISTRY = re.compile(
    r'"resolved": "http|registry\.npm|files\.pythonh|deb\.debian|https?://[^\s"]*/(?:simple|debian)/'
    r"|pypi\.org/(?:simple|pypi)|--(?:extra-)?index-url|--find-links",
)
ITSELF = "tools/tracked.py"


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file in git that is text; this file, which holds the patterns, left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name == ITSELF or not path.is_file():
            continue
        try:
            yield name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def faults() -> Iterator[str]:
    for name, text in tracked_texts():
        for number, line in enumerate(text.splitlines(), 1):
            if f"{ROOT}/" in line or MACHINE_PATH.search(line):
                yield f"{name}:{number}: a path of one machine"
            if REGISTRY.search(line):
                yield f"{name}:{number}: the address of a package registry"


def main() -> int:
    found = list(faults())
    print("\n".join(found) or "tracked files: no machine path, no registry address")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
