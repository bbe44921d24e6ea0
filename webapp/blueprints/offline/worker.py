"""The service worker's script: our own modules in a row, after one line that tells them of this site."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from typing import NamedTuple

from flask import url_for

from webapp.blueprints.fieldbook import pack as notebook
from webapp.blueprints.offline import shell
from webapp.web.assets import STATIC
from webapp.web.packs import NONCE, kinds

FOLDER = STATIC / "js" / "worker"
LEAVING = STATIC / "js" / "worker-leaves.js"


class Script(NamedTuple):
    """`body` is the text, compressed; `version` a hash of it."""

    body: bytes
    version: str


def script() -> Script:
    """The worker that keeps lessons."""
    return _whole(_site())


def leaving_script() -> Script:
    """The worker that takes itself and everything kept off the device: browsers fetch it as an update."""
    return _leaving()


@cache
def _leaving() -> Script:
    return _versioned(LEAVING.read_text(encoding="utf-8"))


def _site() -> str:
    """What the modules can't know by themselves, as JSON."""
    site = {
        "nonce": NONCE,
        "kinds": [kind for kind in kinds() if kind != shell.KIND],
        "shell": f"{shell.KIND}/{shell.SLUG}",
        "around": shell.paths(),
        "alone": {url_for("fieldbook.show"): f"{notebook.KIND}/{notebook.SLUG}"},
        "notKept": url_for(shell.NOT_KEPT),
        "noNetwork": url_for(shell.NO_NETWORK),
        "packs": url_for("offline.index"),
    }
    return json.dumps(site, ensure_ascii=False, sort_keys=True)


@cache
def _whole(site: str) -> Script:
    modules = "".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.js")))
    return _versioned(f'"use strict";\nconst SITE = {site};\n{modules}')


def _versioned(text: str) -> Script:
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Script(gzip.compress(f"// {version}\n{text}".encode(), 9, mtime=0), version)
