"""axe-core, from node_modules, run inside a Playwright page: what breaks WCAG 2.2 level AA."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
LEVEL_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
READ = "Boolean(window.axe || (window.readAxe && (window.readAxe(), true)))"
RUN = "options => axe.run(document, options).then(results => results.violations)"


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def axe_violations(
    page: Page, also: tuple[str, ...] = ("target-size",), without: tuple[str, ...] = ()
) -> list[str]:
    """One line for each violation: its rule, what it asks, and the elements it means.

    `also` are more rules to switch on (`color-contrast-enhanced`), `without` those to leave out. The script
    is evaluated by the browser's driver, so the page's content security policy stays as it is.
    """
    load_axe(page)
    return run_axe(page, also, without)


def bring_axe(page: Page) -> None:
    """Pages opened from now on have axe at hand and read it when asked to: half as dear as sending it."""
    page.add_init_script(f"window.readAxe = () => {{ {_script()}\n}};")


def load_axe(page: Page) -> None:
    if not page.evaluate(READ):
        page.evaluate(_script())


def run_axe(page: Page, also: tuple[str, ...] = ("target-size",), without: tuple[str, ...] = ()) -> list[str]:
    """As `axe_violations`, on a page where axe was loaded before and only the content has changed."""
    rules = {rule: {"enabled": True} for rule in also} | {rule: {"enabled": False} for rule in without}
    options = {"runOnly": {"type": "tag", "values": LEVEL_AA}, "resultTypes": ["violations"], "rules": rules}
    return _violations(page, options)


def run_axe_on_colours(page: Page) -> list[str]:
    """What a theme can break on a page that was seen whole in another one: the contrast of seven.

    `color-contrast-enhanced` alone is silent about what has not even the contrast of four and a half.
    """
    values = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
    rules = {"type": "rule", "values": values}
    return _violations(page, {"runOnly": rules, "resultTypes": ["violations"]})


def _violations(page: Page, options: dict[str, Any]) -> list[str]:
    return [_line(violation) for violation in page.evaluate(RUN, options)]


def _line(violation: dict[str, Any]) -> str:
    where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']} [{where}]"
