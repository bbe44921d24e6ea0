"""Hundreds of pages in one loaded page: each page's body is put where the last one stood, styles stay loaded.

A page of its own costs a browser a fifth of a second; a body swapped in, a hundredth. Scripts of the pages do
not run: what they change is tested on pages really opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

FETCH = """async paths => {
    const links = doc => [...doc.querySelectorAll('link[rel=stylesheet]')];
    const sheets = doc => links(doc).map(one => one.getAttribute('href')).join();
    const wanted = sheets(document);
    window.kept = window.kept || {};
    const odd = [];
    const one = async path => {
        const doc = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
        if (sheets(doc) !== wanted) odd.push(path);
        doc.querySelectorAll('script').forEach(script => script.remove());
        window.kept[path] = { html: doc.body.innerHTML, title: doc.title };
    };
    for (let start = 0; start < paths.length; start += 8) {
        await Promise.all(paths.slice(start, start + 8).map(one));
    }
    return odd;
}"""
SHOW = """() => {
    window.show = path => {
        document.body.innerHTML = window.kept[path].html;
        document.title = window.kept[path].title;
        scrollTo(0, 0);
    };
}"""
WALK = """([paths, ...sizes]) => {
    const found = {};
    for (const path of paths) {
        show(path);
        for (const size of sizes) {
            document.documentElement.dataset.size = size;
            const value = MEASURE;
            if (value) found[path] = { ...found[path], [size]: value };
        }
    }
    return found;
}"""
# What a page is made of: its tree of tags, classes and roles, without words; rows alike count once.
MADE_OF = """paths => {
    const names = ['class', 'role', 'type', 'hidden', 'aria-hidden', 'aria-current', 'aria-live'];
    const parts = node => {
        const own = names.map(name => node.getAttribute(name)).join('/');
        const inner = node.tagName === 'svg'
            ? [node.querySelector('title') ? 'titled' : '']
            : [...node.children].map(parts).filter((each, place, all) => each !== all[place - 1]);
        return `${node.tagName}(${own})[${inner.join()}]`;
    };
    return paths.map(path => {
        const body = document.createElement('body');
        body.innerHTML = window.kept[path].html;
        return parts(body);
    });
}"""


def load(page: Page, site: str, paths: Sequence[str]) -> None:
    """Open the first of `paths` and keep the bodies of all: they must have the same style sheets."""
    page.goto(site + paths[0])
    assert page.evaluate(FETCH, list(paths)) == []
    page.evaluate(SHOW)


def each(page: Page, paths: Sequence[str], measure: str, sizes: Sequence[str] = ("1",)) -> dict[str, Any]:
    """What the expression `measure` gives on each page in letters of each size, where that isn't null or 0.

    By path, and by size where there are several.
    """
    found: dict[str, dict[str, Any]] = page.evaluate(WALK.replace("MEASURE", measure), [list(paths), *sizes])
    return {path: by_size if len(sizes) > 1 else by_size[sizes[0]] for path, by_size in found.items()}


def made_of(page: Page, paths: Sequence[str]) -> dict[str, str]:
    """A signature of each page's structure: equal ones differ in words and drawings alone."""
    return dict(zip(paths, page.evaluate(MADE_OF, list(paths)), strict=True))
