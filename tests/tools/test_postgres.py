"""The tests' own PostgreSQL: databases stand apart, and a crash loses nothing that was acknowledged."""

from __future__ import annotations

import os

from sqlalchemy import create_engine, text

from tests.postgres import Cluster, own_cluster


def _rows(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM tick")).scalar_one())


def _tick(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS tick (id serial)"))
        connection.execute(text("INSERT INTO tick DEFAULT VALUES"))
    engine.dispose()


def test_a_copied_database_has_the_rows_of_its_template_and_no_later_ones(postgres_cluster: Cluster) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    first = postgres_cluster.new_database(f"first_{worker}")
    _tick(first)
    copy = postgres_cluster.new_database(f"copy_{worker}", template=f"first_{worker}")
    _tick(first)
    assert (_rows(first), _rows(copy)) == (2, 1)


def test_a_durable_cluster_keeps_its_rows_through_a_crash_and_leaves_no_folder() -> None:
    with own_cluster() as cluster:
        url = cluster.new_database("crash")
        _tick(url)
        cluster.restart("immediate")
        assert _rows(url) == 1
    assert not cluster.folder.exists()
