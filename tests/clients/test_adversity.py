"""What a server goes on through: clients that leave, a log that nobody reads, few descriptors."""

import http.client
import json
import os
import pathlib
import selectors
import socket
from collections.abc import Iterator

import pytest
from support import aws
from support.images import digest_of, make_image
from support.oci import OciClient, path_of
from support.raw_http import TIMEOUT_S, connect, exchange, request
from support.server import ALIAS, Server
from support.waiting import wait_until

# More than the sockets of a connection hold, so that the server is sending when its client leaves.
LARGE_BLOB_BYTES = 20_000_000
ABORTED_DOWNLOADS = 20
# Each is a line of the log, of more than 100 bytes; a pipe holds 64 KiB.
REQUESTS_THAT_FILL_A_PIPE = 3000
# What threads need of the descriptors does not depend on the machine.
FEW_THREADS = ["--workers", "4", "--io-threads", "2"]


@pytest.fixture
def log_pipe():
    """(reader, writer)"""
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as reader, os.fdopen(write_end, "wb") as writer:
        yield reader, writer


def push_blob(server: Server, content: bytes) -> str:
    """Its path."""
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        return f"/v2/{ALIAS}/app/blobs/{oci.push_blob(f'{ALIAS}/app', content)}"


def test_an_aborted_download_ends_nothing_but_its_connection(server, ecr):
    path = push_blob(server, os.urandom(LARGE_BLOB_BYTES))
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        headers = {"Authorization": "Bearer " + oci.bearer()}
    for number in range(ABORTED_DOWNLOADS):
        with connect(server.address) as connection:
            connection.sendall(request("GET", path, headers))
            assert connection.recv(12) == b"HTTP/1.1 200"
            # What is sent after an end and a reset is a broken pipe, after a reset alone it is not.
            if number % 2 == 0:
                connection.shutdown(socket.SHUT_WR)
    assert len(exchange(server.address, request("GET", path, headers)).body) == LARGE_BLOB_BYTES
    assert server.is_running(), server.log_tail()


def test_an_upload_goes_on_when_its_connection_is_lost_without_a_word(server, oci, path):
    content = os.urandom(1_000_000)
    location = path_of(oci.start_upload(path))

    def received() -> int:
        return int(oci.request("GET", location).headers["Range"].split("-")[1]) + 1

    def send_the_rest() -> bool:
        start = received()
        answer = oci.request("PATCH", location, content[start:],
                             {"Content-Range": f"{start}-{len(content) - 1}"})
        assert answer.status in (202, 409), answer
        return answer.status == 202

    with connect(server.address) as silent:
        headers = {"Authorization": "Bearer " + oci.bearer(), "Content-Length": str(len(content))}
        silent.sendall(request("PATCH", location, headers) + content[:len(content) // 2])
        wait_until(lambda: received() > 1)
        wait_until(send_the_rest)  # long before the server gives the connection up
        digest = digest_of(content)
        assert oci.finish_upload(location, digest).status == 201
    assert oci.get_blob(path, digest).body == content


def test_a_push_whose_connection_is_lost_without_a_word_can_be_repeated(server, oci, path):
    content = os.urandom(600_000)
    location = path_of(oci.start_upload(path))
    target = f"{location}?digest={digest_of(content)}"

    def repeat() -> bool:
        answer = oci.finish_upload(location, digest_of(content), content)
        assert answer.status in (201, 409), answer
        return answer.status == 201

    with connect(server.address) as silent:
        headers = {"Authorization": "Bearer " + oci.bearer(), "Content-Length": str(len(content))}
        silent.sendall(request("PUT", target, headers) + content[:len(content) // 2])
        wait_until(lambda: any(file.stat().st_size > 0 for file in files_of_upload(server, location)))
        assert oci.request("GET", location).headers["Range"] == "0-0"
        wait_until(repeat)  # long before the server gives the connection up
    assert oci.get_blob(path, digest_of(content)).body == content


def files_of_upload(server: Server, location: str) -> Iterator[pathlib.Path]:
    return (server.data_dir / "uploads").glob(f"*.{location.rsplit('/', 1)[-1]}*")


def test_a_log_whose_reader_has_gone_ends_nothing(tmp_path, log_pipe):
    reader, writer = log_pipe
    with Server(tmp_path, log_to=writer.fileno()) as server:
        writer.close()
        reader.close()
        push_blob(server, b"content")
        assert server.is_healthy()
    # It has written to its log, at the latest before it stopped, and ended well.


def test_a_log_that_nobody_reads_holds_nothing_up(tmp_path, log_pipe):
    _, writer = log_pipe
    with Server(tmp_path, "--shutdown-grace", "1", log_to=writer.fileno()) as server:
        connection = http.client.HTTPConnection(server.address, timeout=TIMEOUT_S)
        for _ in range(REQUESTS_THAT_FILL_A_PIPE):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"ok\n"
        connection.close()
        push_blob(server, b"content")


def warnings(server: Server) -> list[dict]:
    lines = [json.loads(line) for line in server.log_lines() if line.startswith("{")]
    return [line for line in lines if line["level"] == "warning"]


def first_to_be_answered(connections: list[socket.socket]) -> socket.socket:
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
        answered = selector.select(TIMEOUT_S)[0][0].fileobj
    assert isinstance(answered, socket.socket)
    return answered


def test_strangers_do_not_use_up_a_soft_limit_of_descriptors(tmp_path):
    with Server(tmp_path, *FEW_THREADS, "--max-connections", "1000",
                open_files=(256, 4096)) as server:
        strangers = [connect(server.address) for _ in range(600)]
        push_blob(server, os.urandom(LARGE_BLOB_BYTES))
        for stranger in strangers:
            stranger.close()
    assert warnings(server) == []


def test_where_few_descriptors_are_allowed_there_are_fewer_connections(tmp_path):
    with Server(tmp_path, *FEW_THREADS, open_files=(256, 1500)) as server:
        server.wait_for_log("max_connections_lowered")
        warning, = warnings(server)
        assert warning["event"] == "max_connections_lowered"
        assert (warning["wanted"], warning["open_files"]) == (10_000, 1500)
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        password = aws.login_password(ecr)
        strangers = [connect(server.address) for _ in range(warning["max_connections"] + 1)]
        # The oldest idle connection gives way to any new one.
        assert first_to_be_answered(strangers).recv(100) == b""
        with OciClient(server.address, password) as oci:
            oci.push(f"{ALIAS}/app", make_image(), "v1")
        for stranger in strangers:
            stranger.close()
