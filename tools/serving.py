"""How the web server is started: the same words for `make run`, the browser tests and the benchmarks."""

from __future__ import annotations

THREADS = 16
# With a malloc arena for each of sixteen threads a worker took 134 MB under load; with two 110 MB, no slower.
MEMORY = {"MALLOC_ARENA_MAX": "2"}


def granian(port: int, *, workers: int = 2, app: str = "webapp.wsgi:app") -> list[str]:
    """granian's arguments.

    No access log: addresses carry tokens and search words. No warnings: each start would warn that sixteen
    threads are many, which they are not where most wait for the disk or the database. Their number is what
    limits the work at once; granian's back-pressure counts idle connections too, so it stays high.
    """
    wire = ["--interface", "wsgi", "--http", "1", "--no-ws", "--no-access-log", "--log-level", "error"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--backlog", "2048", "--backpressure", "1024"]
    size = ["--workers", str(workers), "--blocking-threads", str(THREADS)]
    repair = ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8"]
    return [*wire, *where, *size, *repair, app]
