"""The Nu HTML checker, from node_modules: many pages in one Java process."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

JAR = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# The second compiler never earns its cost back in a process of seconds; the first one's frames are larger.
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-Xss4m", "-jar", str(JAR))
HTMX_ATTRIBUTE = re.compile(r"Attribute “hx-(?!on)[a-z-]+” not allowed on element")


def html_errors(pages: dict[str, str]) -> dict[str, list[str]]:
    """Page's name -> what is wrong with its HTML, each with its line; pages without an error are left out.

    htmx's own attributes are forgiven, but for hx-on, which is inline script. Whole documents, no fragments.
    """
    if not pages:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        names = _write(pages, Path(folder))
        report = _check(Path(folder))
    errors: dict[str, list[str]] = {}
    for message in report:
        if _is_error(message):
            name = names[Path(message.get("url", "").removeprefix("file:")).name]
            errors.setdefault(name, []).append(_line(message))
    return errors


def _write(pages: dict[str, str], folder: Path) -> dict[str, str]:
    """Lay the pages out as files; file name -> page's name."""
    names = {f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in names.items():
        (folder / file).write_text(pages[name], encoding="utf-8")
    return names


def _check(folder: Path) -> list[dict[str, str]]:
    command = [*JAVA, "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True)
    messages: list[dict[str, str]] = json.loads(done.stdout)["messages"]
    return messages


def _is_error(message: dict[str, str]) -> bool:
    if message["type"] == "non-document-error":
        raise RuntimeError(f"the HTML checker itself failed: {message.get('message')}")
    return message["type"] == "error" and not HTMX_ATTRIBUTE.match(message["message"])


def _line(message: dict[str, str]) -> str:
    return f"line {message.get('lastLine', '?')}: {message['message']} … {message.get('extract', '').strip()}"
