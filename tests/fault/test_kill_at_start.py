"""A first start, and the first start on older data, are killed at each call that makes something
durable or gives it its name: the next start goes on."""

import pathlib
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest
from support import aws
from support.administration import Administration
from support.images import make_image, manifests_and_blobs
from support.oci import OciClient
from support.older_data import NEWEST, make_older, version_of
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.whole_data import check_ended

PATH = f"{ALIAS}/app"
IMAGE = make_image(layers=2, layer_bytes=20_000)
TIMEOUT_S = 60
# What makes something, makes it durable, or gives it its name; and of how many of each the next is
# the last one. All of the few, and of the writes a sample.
CALLS = {"mkdir": 1, "rename": 1, "renameat": 1, "unlink": 1, "fsync": 2, "fdatasync": 3,
         "pwrite64": 16}
MOST_CALLS = 1000  # of one name; a start makes fewer


def start_is_killed(server: Server, call: str, number: int) -> bool:
    """At its call of that name and number. False: it made fewer, and served; it was ended."""
    command: list[str | pathlib.Path] = [
        "strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}",
        "-e", f"inject={call}:signal=SIGKILL:when={number}",
        BINARY, "serve", "--data-dir", server.data_dir, "--listen", "127.0.0.1:0",
        "--alias", ALIAS, "--gc", "off"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env=ENVIRONMENT) as process:
        assert process.stderr is not None
        serves = any(b'"event":"listening"' in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT_S)
    return not serves


def killed_starts(make: Callable[[pathlib.Path], Server], call: str,
                  folder: pathlib.Path) -> Iterator[Server]:
    """Servers that were killed at different calls of a start on what `make` makes in a folder."""
    for number in range(1, MOST_CALLS, CALLS[call]):
        directory = folder / str(number)
        directory.mkdir()
        server = make(directory)
        if not start_is_killed(server, call, number):
            return
        yield server
    raise AssertionError("a start makes more calls than are tried")


@pytest.mark.parametrize("call", CALLS)
def test_a_first_start_is_made_again_whenever_it_was_killed(call, tmp_path):
    for server in killed_starts(lambda folder: Server(folder, "--gc", "off"), call, tmp_path):
        with server:
            # Its key is the one in the credentials file.
            aws.make_client(server).create_repository(repositoryName="app")
        assert Administration(server).read("fsck") == []
        assert not list(server.data_dir.rglob("*.new"))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Server:
    server = Server(tmp_path_factory.mktemp("older"), "--gc", "off")
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
    check_ended()  # while its schema is the newest
    make_older(server, 5)
    return server


@pytest.mark.parametrize("call", CALLS)
def test_older_data_are_adopted_whenever_that_was_killed(older, call, tmp_path):
    def copy(folder: pathlib.Path) -> Server:
        server = Server(folder, "--gc", "off")
        subprocess.run(["cp", "-a", older.data_dir, server.data_dir], check=True)
        return server

    for server in killed_starts(copy, call, tmp_path):
        with server:
            assert version_of(server) == NEWEST
            with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
                assert oci.pull(PATH, "v1") == {part.digest: part.content
                                                for part in manifests_and_blobs(IMAGE)}
        assert Administration(server).read("fsck") == []
