"""`make run`: set up what is missing, bring the database up to date, serve, and leave nothing behind.

Standard library only. This process is the parent of the web server and of the background worker. It starts
again whichever of them gives up, and ends when somebody asks for it or the server is killed or cannot start.
"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from tools.install import PYTHON, ROOT, VENV, InstallFailed, or_one_line, prepare, say
from tools.processes import end_children, end_with_parent, start, until_stopped
from tools.serving import MEMORY, granian

START_SECONDS = 60
PAUSE_SECONDS = 1


def main() -> int:
    os.chdir(ROOT)
    if os.environ.get("MAKELEVEL"):
        end_with_parent()
    until_stopped(_set_up_and_serve)
    say("Đã dừng")
    return 0


def _set_up_and_serve() -> NoReturn:
    port = _port()
    prepare("run")
    os.umask(0o077)
    _settle_environment(port)
    if subprocess.run([PYTHON, "-m", "tools.database"], stdin=subprocess.DEVNULL).returncode:
        raise InstallFailed("Cơ sở dữ liệu chưa sẵn sàng; xem các dòng trên.")
    serve(port)


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
            line = f"Không mở được cổng {text} ({error.strerror}). Thử cổng khác: PORT=8001 make run"
            raise InstallFailed(line) from None
    return int(text)


def _settle_environment(port: int) -> None:
    """Fix what every process we start shall agree on, and make the secret key when nobody gave one."""
    instance = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    os.environ.update(MEMORY, INSTANCE_PATH=str(instance), PORT=str(port))
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


def serve(port: int) -> NoReturn:
    """Run the server and the worker. Raises InstallFailed when the server cannot start or was killed."""
    server = _start_server(port)
    worker = _start_worker()
    say(f"Đang phục vụ tại http://127.0.0.1:{port} (Ctrl+C để dừng)")
    while True:
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        if pid == server.pid and code < 0:
            raise InstallFailed(f"Máy chủ web bị dừng (tín hiệu {-code}).")
        if pid == server.pid:
            say(f"Máy chủ web đã dừng (mã {code}), đang chạy lại")
            end_children(keep=frozenset({worker.pid}))
            server = _start_server(port)
            if worker.poll() is not None:
                worker = _start_worker()
        elif pid == worker.pid:
            say(f"Tiến trình nền đã dừng (mã {code}), đang chạy lại")
            time.sleep(PAUSE_SECONDS)
            worker = _start_worker()


def _start_worker() -> subprocess.Popen[bytes]:
    return start(VENV / "bin" / "webapp", "worker")


def _start_server(port: int) -> subprocess.Popen[bytes]:
    """Start granian and wait until the site says that it is well; InstallFailed when it does not."""
    server = start(VENV / "bin" / "granian", *granian(port))
    deadline = time.monotonic() + START_SECONDS
    while not _is_healthy(port):
        if server.poll() is not None:
            line = f"Máy chủ web không khởi động được (mã {server.returncode}); xem các dòng trên."
            raise InstallFailed(line)
        if time.monotonic() > deadline:
            raise InstallFailed(f"Sau {START_SECONDS} giây /suc-khoe vẫn chưa trả lời tốt.")
        time.sleep(0.05)
    return server


def _is_healthy(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/suc-khoe")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(or_one_line(main))
