"""PostgreSQL for the tests: one cluster a run, started when the first test asks, one database a worker.

The server is Debian's; it listens on a unix socket only, in a folder of its own, and is stopped when the run
ends, whatever became of its workers. A folder whose run was killed is cleared away by the next run.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

FOLDER_NAME = "gia-dinh-so-postgres-{pid}"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
CONFIGURATION = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "64MB"}


def _programs() -> Path:
    """The newest server's programs, where Debian and Ubuntu keep them."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max(versions, key=lambda path: int(path.parts[-3])).parent


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of our own: its data and its socket lie in `folder`."""

    folder: Path

    @property
    def is_running(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def create(self, settings: dict[str, str]) -> None:
        self.folder.mkdir(mode=0o755, parents=True)
        shutil.chown(self.folder, _owner())
        self._do(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        lines = {**CONFIGURATION, "unix_socket_directories": str(self.folder), **settings}
        with (self.folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in lines.items())

    def start(self) -> None:
        self._do("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop: `fast` closes connections in order, `immediate` is a crash."""
        if self.is_running:
            self._do("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def restart(self, mode: str = "fast") -> None:
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        """Stop it if it runs and delete its folder; a server that is gone already is no error."""
        with suppress(RuntimeError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self, name: str, template: str = "template1") -> str:
        """Make an empty database, or a copy of another that nobody uses now; its address."""
        self._sql(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={quote(str(self.folder))}"

    def _sql(self, *statements: str) -> None:
        words = itertools.chain.from_iterable(("-c", statement) for statement in statements)
        self._do("psql", "-h", str(self.folder), "-U", "postgres", "-d", "postgres", "-q", *words)

    def _do(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs as the owner: the server refuses root."""
        owner = _owner() if os.geteuid() == 0 else None
        done = subprocess.run(
            [_programs() / program, *words],
            cwd=self.folder,
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            raise RuntimeError(f"{program} {words[0]} failed: {done.stderr.strip()}")


def _owner() -> str:
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


@contextmanager
def own_cluster(durable: bool = True) -> Iterator[Cluster]:
    """A second cluster for a test that restarts or breaks it; `durable` syncs to disk as in real use."""
    cluster = Cluster(_shared_cluster(_run_process()).folder.with_suffix(f".{secrets.token_hex(4)}"))
    try:
        cluster.create({} if durable else FAST)
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def postgres_cluster() -> Cluster:
    """The run's cluster, shared between workers; it is fast and not durable."""
    cluster = _shared_cluster(_run_process())
    lock = cluster.folder.with_suffix(".lock")
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not cluster.is_running:
            shutil.rmtree(cluster.folder, ignore_errors=True)
            cluster.create(FAST)
            cluster.start()
    return cluster


@pytest.fixture(scope="session")
def postgres_url(postgres_cluster: Cluster) -> str:
    """The address of this worker's empty database."""
    return postgres_cluster.new_database(f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _clear_away_dead_runs()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Called last in the process that outlives its workers, also after failures and Ctrl+C."""
    if not hasattr(config, "workerinput"):
        _remove(_shared_cluster(os.getpid()))


def _run_process() -> int:
    """The process that outlives the run: xdist's controller, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _shared_cluster(pid: int) -> Cluster:
    return Cluster(Path(tempfile.gettempdir()) / FOLDER_NAME.format(pid=pid))


def _remove(cluster: Cluster) -> None:
    if cluster.folder.exists():
        cluster.remove()
    cluster.folder.with_suffix(".lock").unlink(missing_ok=True)


def _clear_away_dead_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob(FOLDER_NAME.format(pid="*")):
        run = re.search(r"-(\d+)(\.[0-9a-f]+)?$", folder.name)
        if run and folder.is_dir() and not Path(f"/proc/{run[1]}").exists():
            _remove(Cluster(folder))
