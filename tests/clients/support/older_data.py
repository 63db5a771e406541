"""Data directories as older versions of Berth left them."""

import contextlib
import re
import sqlite3

from support.matching import found
from support.server import ROOT, Server

STEPS = [found(r'R"sql\((.*?)\)sql"', file.read_text(encoding="utf-8"), re.DOTALL)
         for file in sorted((ROOT / "src/storage/sqlite/schema/steps").glob("step_*.h"),
                            key=lambda file: int(file.stem.removeprefix("step_")))]
NEWEST = len(STEPS)
SMALL_BLOBS = 4  # the first version that keeps them in the database
IDENTITY = 6  # the first version that says whose the database and the blobs are

# A virtual table, which has tables of its own beneath it.
_SEARCH = "repository_search"

# The first version's, which had no packed column.
_TAGS_OF_1 = """
    INSERT INTO tags
    SELECT t.repository, t.name, i.digest, i.media_type, i.artifact_media_type, i.size, i.pushed_at,
           t.created_at, t.image_sequence
    FROM now.tags t JOIN now.images i
    ON i.repository = t.repository AND i.sequence = t.image_sequence"""


def version_of(server: Server) -> int:
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        return version


def remove_mark(server: Server) -> None:
    """By which the blobs are known to be those of the database."""
    (server.data_dir / "blobs" / "berth-store").unlink()


def make_older(server: Server, version: int, *, with_mark: bool = False) -> None:
    """The data of a stopped server in tables of that version of the schema, which its own
    statements make, and with every blob where that version had it. with_mark: the blobs have been
    those of a newer version meanwhile, and only the database is older."""
    if version < IDENTITY and not with_mark:
        remove_mark(server)
    file = server.data_dir / "metadata.db"
    now = file.rename(server.data_dir.parent / "now.db")
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        # For the existing tags: none so far.
        database.create_function("pack_image", 5, lambda *_: None)
        database.create_function("version_key", 1, lambda *_: None)
        for number, step in enumerate(STEPS[:version], 1):
            database.executescript(step)
            assert database.execute("PRAGMA user_version").fetchone() == (number,)
        database.execute("ATTACH ? AS now", [str(now)])
        if version < SMALL_BLOBS:
            _write_small_blobs(server, database)
        _copy_rows(database, version)
        database.commit()
    now.unlink()


def _copy_rows(database: sqlite3.Connection, version: int) -> None:
    for [table] in database.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            f" AND name NOT LIKE '{_SEARCH}_%'").fetchall():
        if version == 1 and table == "tags":
            database.execute(_TAGS_OF_1)
            continue
        columns = ", ".join(name for [name] in database.execute(
            "SELECT name FROM pragma_table_info(?, 'main')", [table]))
        if table == _SEARCH:
            columns += ", rowid"
        database.execute(f"DELETE FROM main.{table}")  # what a step put there
        database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")


def _write_small_blobs(server: Server, database: sqlite3.Connection) -> None:
    for digest, content in database.execute("SELECT digest, content FROM now.small_blobs"):
        algorithm, digits = digest.split(":")
        folder = server.data_dir / "blobs" / algorithm / digits[:2]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digits).write_bytes(content)
