"""`berth fsck`, and data for it."""

import contextlib
import json
import pathlib
import sqlite3
from collections.abc import Iterator

from support import aws
from support.administration import Administration
from support.images import make_image, make_multi_arch, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server

PATH = f"{ALIAS}/app"
# Its layers are files; its config is small, and in the database.
IMAGE = make_image(layers=2, layer_bytes=20_000)
INDEX = make_multi_arch(layer_bytes=100)
LAYER = IMAGE.layers[0]
CONFIG = IMAGE.config
# Only a push brings back a damaged blob; until then the image cannot be pulled.
WITHOUT_A_BLOB = {("problem", "absent_reference", f"{PATH}@{IMAGE.digest}")}


def make_checked_server(tmp_path: pathlib.Path) -> Server:
    """Stopped. It holds the image, with the tags v1 and latest, and an index."""
    server = Server(tmp_path, "--gc", "off")
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
            oci.tag(PATH, IMAGE, "latest")
            oci.push(PATH, INDEX, "index")
    return server


@contextlib.contextmanager
def oci_of(server: Server) -> Iterator[OciClient]:
    with server, OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
        yield oci


def fsck(server: Server, *options: str) -> tuple[int, set[tuple[str, str, str]]]:
    """The exit code, and (severity, kind, subject) of each finding."""
    done = Administration(server).try_to("fsck", "--output", "json", *options)
    assert done.stderr == "", done
    return done.returncode, {(found["severity"], found["kind"], found["subject"])
                             for found in json.loads(done.stdout)}


def execute(server: Server, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        assert database.execute(statement, values).rowcount > 0


def file_of(server: Server, digest: str) -> pathlib.Path:
    algorithm, digits = digest.split(":")
    return server.data_dir / "blobs" / algorithm / digits[:2] / digits


def check_healed(server: Server) -> None:
    """By a push of the same image."""
    with oci_of(server) as oci:
        oci.push(PATH, IMAGE, "v1")
        assert oci.pull(PATH, "v1") == {part.digest: part.content
                                        for part in manifests_and_blobs(IMAGE)}
    assert fsck(server) == (0, set())
