"""`make run`: set up what is missing, bring the database up to date, serve, and leave nothing behind.

Standard library only. This process is the parent of the web server and of the background worker. It adopts
what they leave behind when they are killed, so that no orphan keeps the port or the database.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tools.install import ROOT, VENV, InstallFailed, or_one_line, prepare, say
from tools.serving import granian

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
START_SECONDS = 60
STOP_SECONDS = 10
WORKER_PAUSE_SECONDS = 2

COLUMNS = {
    "role": "vai trò",
    "username": "tên đăng nhập",
    "password": "mật khẩu",
    "commune": "xã",
    "hamlet": "thôn",
}


class Stopped(Exception):
    """Somebody asked for the end: Ctrl+C, SIGTERM or a closed terminal."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if os.environ.get("MAKELEVEL"):
        _end_with_parent()
    try:
        _set_up_and_serve()
    except Stopped:
        say("Đã dừng")
    return 0


def _set_up_and_serve() -> NoReturn:
    os.chdir(ROOT)
    port = _port()
    prepare("run")
    os.umask(0o077)
    _settle_environment(port)
    _webapp("db", "upgrade", doing="Đưa cơ sở dữ liệu lên bản mới nhất")
    _webapp("demo", "load", doing="Nạp dữ liệu mẫu nếu chưa có gì")
    _serve(port)


def _port() -> int:
    """PORT, by default 8000; InstallFailed with one line when it is no port or somebody listens there."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise InstallFailed(f"PORT phải là một số từ 1 đến 65535, đang là “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise InstallFailed(
                f"Không mở được cổng {text} ({error.strerror}). Thử: PORT=8001 make run"
            ) from None
    return int(text)


def _settle_environment(port: int) -> None:
    """Fix what every process we start shall agree on, and make the secret key when nobody gave one."""
    instance = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    os.environ.update(INSTANCE_PATH=str(instance), PORT=str(port))
    if not os.environ.get("SECRET_KEY"):
        _make_key(instance / "secret_key")


def _make_key(path: Path) -> None:
    """Write a key that only its owner reads; whole or not at all, so that a cut-off start leaves none."""
    if path.exists():
        return
    draft = path.with_name(f"secret_key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48) + "\n")
    draft.rename(path)


def _webapp(*words: str, doing: str) -> None:
    say(doing)
    if subprocess.run([VENV / "bin" / "webapp", *words], stdin=subprocess.DEVNULL).returncode:
        raise InstallFailed(f"webapp {' '.join(words)} không xong; xem các dòng trên.")


def _serve(port: int) -> NoReturn:
    """Run the server and the worker until somebody asks for the end or the server dies."""
    _adopt_orphans()
    try:
        accounts = _start("webapp", "demo", "accounts", stdout=subprocess.PIPE)
        worker = _start("webapp", "worker")
        server = _start("granian", *granian(port))
        _wait_until_healthy(server, port)
        _print_accounts(accounts)
        say(f"Đang phục vụ tại http://127.0.0.1:{port} (Ctrl+C để dừng)")
        _watch(server, worker)
    finally:
        _end_everything()


def _start(program: str, *words: str, stdout: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [VENV / "bin" / program, *words],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        text=True,
        preexec_fn=_end_with_parent,  # this process has one thread
    )


def _wait_until_healthy(server: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise InstallFailed(
                f"Máy chủ web không khởi động được (mã {server.returncode}); xem các dòng trên."
            )
        if _is_healthy(port):
            return
        time.sleep(0.05)
    raise InstallFailed(f"Sau {START_SECONDS} giây /suc-khoe vẫn chưa trả lời tốt; xem các dòng trên.")


def _is_healthy(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/suc-khoe")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def _print_accounts(command: subprocess.Popen[str]) -> None:
    """Show `webapp demo accounts` as a table; an installation without demo data has none."""
    output, _ = command.communicate()
    rows = [COLUMNS, *(json.loads(line) for line in output.splitlines())]
    cells = [[str(row.get(column) or "") for column in COLUMNS] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if len(rows) > 1:
        say("Tài khoản dùng thử:")
        for row in cells:
            print("  " + "  ".join(map(str.ljust, row, widths)).rstrip())


def _watch(server: subprocess.Popen[str], worker: subprocess.Popen[str]) -> NoReturn:
    """Start the worker again whenever it ends; raise InstallFailed when the server does."""
    while True:
        pid, status = os.wait()
        if pid == server.pid:
            raise InstallFailed(f"Máy chủ web đã dừng (mã {os.waitstatus_to_exitcode(status)}).")
        if pid == worker.pid:
            say(f"Tiến trình nền đã dừng (mã {os.waitstatus_to_exitcode(status)}), đang chạy lại")
            time.sleep(WORKER_PAUSE_SECONDS)
            worker = _start("webapp", "worker")


def _end_everything() -> None:
    """Ask every process under this one to end, insist after a while, and wait for the last."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    deadline = time.monotonic() + STOP_SECONDS
    asked: set[int] = set()
    while children := _children():
        late = time.monotonic() > deadline
        for pid in children if late else children - asked:
            os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        asked |= children
        time.sleep(0.02)


def _children() -> set[int]:
    """The living children, adopted ones too, after burying the dead."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return set()
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def _adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(or_one_line(main))
