"""`make lock`: work out the exact versions again from pyproject.toml and package.json.

What is pinned already stays unless `--upgrade` is given. requirements-dev.txt holds only what comes on top of
requirements.txt.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.install import PYTHON, ROOT, SETUP, npm

PLAIN = ["--quiet", "--strip-extras", "--no-annotate", "--no-header", "--no-emit-options"]
NO_ADDRESS = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]
TITLE = "# Exact versions, made by `make lock` from pyproject.toml."


def main() -> int:
    os.chdir(ROOT)
    upgrade = sys.argv[1:]
    compiler = _compiler()
    run = _compile(compiler, "setup", ["requirements.txt"], ["--allow-unsafe", *upgrade])
    _write("requirements.txt", TITLE, run)
    both = _compile(compiler, "dev", ["requirements-dev.txt"], ["-c", "requirements.txt", *upgrade])
    _write("requirements-dev.txt", f"{TITLE} Installed on top of requirements.txt.", both - run)
    subprocess.run(npm("update" if upgrade else "install", "--package-lock-only"), check=True)
    return 0


def _compiler() -> Path:
    """pip-compile in an environment of its own, so that it is no dependency of the project."""
    place = SETUP / "lock-venv"
    subprocess.run([PYTHON, "-m", "venv", place], check=True)
    subprocess.run([place / "bin" / "pip", "install", "--quiet", "pip-tools"], check=True)
    return place / "bin" / "pip-compile"


def _compile(compiler: Path, extra: str, kept: list[str], options: list[str]) -> set[str]:
    """The pins of the project with this extra; `kept` are the files whose versions stay."""
    out = SETUP / f"{extra}.txt"
    out.write_text("".join(Path(name).read_text() for name in kept))
    command: list[str | Path] = [
        compiler,
        *PLAIN,
        *NO_ADDRESS,
        "--extra",
        extra,
        *options,
        "-o",
        out,
        "pyproject.toml",
    ]
    subprocess.run(command, check=True)
    return {line for line in out.read_text().splitlines() if "==" in line}


def _write(name: str, title: str, pins: set[str]) -> None:
    Path(name).write_text("\n".join([title, *sorted(pins, key=lambda pin: pin.split("==")[0])]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
