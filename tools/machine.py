"""What the machine itself must offer, and the Debian or Ubuntu packages that bring what is missing.

Standard library only: this runs before anything is installed. Each thing is looked for by what it does, not
by its package's name, so a machine that has it from elsewhere is left alone.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOTO = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"
# The shell first: without a drawn window a page opens in a fifth of the processor time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class MachineNotReady(Exception):
    """Something is missing that cannot be installed from here; the message is one line saying what to do."""


@dataclass(frozen=True)
class Need:
    """A Debian package, what it is for, and how to see whether the machine has it already."""

    package: str
    present: Callable[[], bool]


def _library(name: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _module(name: str) -> Callable[[], bool]:
    return lambda: importlib.util.find_spec(name) is not None


def _has_vietnam_time() -> bool:
    try:
        zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return True


def _has_postgresql_server() -> bool:
    return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


TO_RUN = [
    Need("python3-venv", _module("ensurepip")),
    Need("tzdata", _has_vietnam_time),
    Need("libpango-1.0-0", _library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", _library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", _library("libharfbuzz-subset.so.0")),
    Need("ffmpeg", _command("ffmpeg")),
]
TO_TEST = [
    *TO_RUN,
    Need("postgresql", _has_postgresql_server),
    Need("chromium-headless-shell", lambda: chromium() is not None),
    Need("libatomic1", _library("libatomic.so.1")),  # Playwright's driver
    Need("fonts-noto-core", lambda: Path(NOTO).is_file()),
    Need("poppler-utils", _command("pdftoppm")),
    Need("espeak-ng", _command("espeak-ng")),
    Need("default-jre-headless", _command("java")),
]
TO_BENCH = [*TO_TEST, Need("wrk", _command("wrk")), Need("libreoffice-writer-nogui", _command("soffice"))]
NEEDS = {"run": TO_RUN, "check": TO_RUN, "test": TO_TEST, "bench": TO_BENCH}


def chromium() -> str | None:
    """Where Chromium's program lies, whatever the distribution calls it; None if there is none."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever has an older one should read why it stops)
        found = ".".join(map(str, sys.version_info[:3]))
        raise MachineNotReady(f"Cần Python 3.11 trở lên, máy này có {found}.")


def require_packages(needs: list[Need], say: Callable[[str], None]) -> None:
    """Install the packages of what is missing, as root or through sudo. Raises MachineNotReady."""
    missing = [need.package for need in needs if not need.present()]
    if not missing:
        return
    names = " ".join(missing)
    apt = _apt_get(names)
    say(f"Cài gói hệ thống: {names}")
    _run_apt([*apt, "update", "-qq"], names)
    _run_apt([*apt, "install", "-y", "-qq", "--no-install-recommends", *missing], names)
    importlib.invalidate_caches()
    if still := [need.package for need in needs if not need.present()]:
        raise MachineNotReady(f"Đã cài {names} nhưng vẫn chưa dùng được: {' '.join(still)}")


def _apt_get(names: str) -> list[str]:
    """The words that begin an apt-get call with the rights it needs."""
    if not shutil.which("apt-get"):
        raise MachineNotReady(f"Máy này không có apt-get. Hãy cài thứ tương đương với: {names}")
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and _sudo_answers():
        return ["sudo", "apt-get"]
    raise MachineNotReady(f"Thiếu quyền cài gói. Chạy: sudo apt-get install --no-install-recommends {names}")


def _sudo_answers() -> bool:
    """Whether sudo works: without a password, or by asking for it at a terminal."""
    ask = ["sudo", "-v"] if sys.stdin.isatty() else ["sudo", "-n", "true"]
    return subprocess.run(ask, stderr=subprocess.DEVNULL).returncode == 0


def _run_apt(command: list[str], names: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        raise MachineNotReady(f"apt-get không cài được. Chạy thử: apt-get install {names}")
