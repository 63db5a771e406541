"""The garbage collector of a server, and its data."""

import contextlib
import sqlite3

from support.administration import Administration
from support.server import Server


def collect(server: Server, *options: str) -> dict[str, tuple[int, int]]:
    """Runs `berth gc`. (count, bytes) of what went, by kind."""
    return {row["kind"]: (row["count"], row["bytes"])
            for row in Administration(server).read("gc", *options)}


def make_due(server: Server) -> None:
    """Whatever is garbage has been so since the beginning of time: every grace period is over."""
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        for table in "unnamed_blobs", "unheld_blobs":
            database.execute(f"UPDATE {table} SET since = 0")


def stored(server: Server) -> set[str]:
    """Digests of all stored blobs: large ones are files, small ones rows."""
    files = {f"{file.parent.parent.name}:{file.name}"
             for file in (server.data_dir / "blobs").glob("*/*/*")}
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        return files | {digest for [digest] in database.execute("SELECT digest FROM small_blobs")}
