"""What a server goes on through: clients that leave, a log whose reader has gone."""

import os
import socket

import pytest
from support import aws
from support.oci import OciClient
from support.raw_http import connect, exchange, request
from support.server import ALIAS, Server

# More than the sockets of a connection hold, so that the server is sending when its client leaves.
LARGE_BLOB_BYTES = 20_000_000
ABORTED_DOWNLOADS = 20


@pytest.fixture
def log_pipe():
    """(reader, writer)"""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as reader, os.fdopen(writer, "wb") as writer:
        yield reader, writer


def push_blob(server, content: bytes) -> str:
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


def test_a_log_whose_reader_has_gone_ends_nothing(tmp_path, log_pipe):
    reader, writer = log_pipe
    with Server(tmp_path, log_to=writer.fileno()) as server:
        writer.close()
        reader.close()
        push_blob(server, b"content")
        assert server.is_healthy()
    # It has written to its log, at the latest before it stopped, and ended well.
