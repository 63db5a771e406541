"""Tags, images and repositories by the million, written past the server, which must not be running."""

import contextlib
import pathlib
import sqlite3
import struct
from collections.abc import Iterator

# Every tag points to an image of its own, made after the existing one; manifests are left
# empty, since no listing reads them.
_IMAGES = """
WITH RECURSIVE numbers (n) AS (
  SELECT :begin + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :end)
INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type, size, pushed_at,
                    tag_count)
SELECT repository, :last + n, 'sha256:' || lower(hex(randomblob(32))), media_type,
       artifact_media_type, size + n, pushed_at + n, 1
FROM numbers, images WHERE repository = :repository AND sequence = :first
"""
_TAGS = """
INSERT INTO tags (repository, name, created_at, image_sequence, image, version_key)
SELECT repository, printf('%07d', sequence - :last), pushed_at, sequence,
       pack_image(digest, size, pushed_at, m.id, coalesce(a.id, 0)),
       version_key(printf('%07d', sequence - :last))
FROM images JOIN media_types m ON m.text = media_type
LEFT JOIN media_types a ON a.text = artifact_media_type
WHERE repository = :repository AND sequence > :last + :begin
"""
# Images that are pushed later come after those.
_SEQUENCE = """
UPDATE sqlite_sequence SET seq = (SELECT max(sequence) FROM images) WHERE name = 'manifests'
"""
_IMAGE_COUNT = """
UPDATE repositories SET image_count = (SELECT count(*) FROM images WHERE repository = key)
WHERE key = :repository
"""
_REPOSITORIES = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO repositories (registry_id, name, created_at)
SELECT registry_id, printf('another-%06d', n), created_at + n FROM numbers, repositories
WHERE name = :name
"""


# So many at a time, so that one can interrupt it.
BATCH = 50_000


# docs/formats/schema.md, "The image of a tag".
def pack_image(digest: str, size: int, pushed_at: int, media_type: int,
               artifact_media_type: int) -> bytes:
    algorithm, digits = digest.split(":")
    return (bytes([["sha256", "sha512"].index(algorithm)]) + bytes.fromhex(digits)
            + struct.pack("<QqII", size, pushed_at, media_type, artifact_media_type))


# docs/formats/schema.md, "The order of versions", for a name that is one number.
def version_key(name: str) -> bytes:
    digits = name.lstrip("0").encode()
    number = bytes([2 + len(digits)]) + digits if digits else b""
    return b"\x02" + number + b"\x01\x02"


@contextlib.contextmanager
def _open(data_dir: pathlib.Path) -> Iterator[sqlite3.Connection]:
    [database_file] = data_dir.glob("*.db")
    with contextlib.closing(sqlite3.connect(database_file)) as database:
        database.execute("PRAGMA cache_size = -500000")  # KiB: indexes of random digests fit in
        database.execute("PRAGMA synchronous = OFF")
        database.create_function("pack_image", 5, pack_image)
        database.create_function("version_key", 1, version_key)
        with database:
            yield database
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def add_repositories(data_dir: pathlib.Path, like: str, count: int) -> None:
    """To the registry that has a repository of the name `like`."""
    with _open(data_dir) as database:
        database.execute(_REPOSITORIES, {"count": count, "name": like})


def add_tags(data_dir: pathlib.Path, repository_name: str, total: int) -> int:
    """Makes it so many tags in a repository that has one tag, "0000000". Returns how many it has."""
    with _open(data_dir) as database:
        key, first = database.execute(
            "SELECT repository, image_sequence FROM tags JOIN repositories ON key = repository"
            " WHERE repositories.name = ?", (repository_name,)).fetchone()
        [last] = database.execute("SELECT max(sequence) FROM images").fetchone()
        for begin in range(0, total - 1, BATCH):
            values = {"repository": key, "first": first, "last": last, "begin": begin,
                      "end": min(begin + BATCH, total - 1)}
            database.execute(_IMAGES, values)
            database.execute(_TAGS, values)
        database.execute(_SEQUENCE)
        database.execute(_IMAGE_COUNT, {"repository": key})
        [count] = database.execute(
            "SELECT count(*) FROM tags WHERE repository = ?", (key,)).fetchone()
        return count
