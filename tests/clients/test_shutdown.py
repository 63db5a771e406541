"""SIGTERM stops a server when what runs has finished, a second one at once; SIGHUP never."""

import contextlib
import json
import os
import signal

import pytest

from support import aws
from support.images import digest_of
from support.oci import OciClient
from support.raw_http import connect, parse, read_all, request
from support.server import ALIAS, Server
from support.waiting import wait_until

PATH = f"{ALIAS}/app"
# The first part is more than the server hands to the upload at a time, so that it is seen to come.
FIRST, REST = os.urandom(1_000_000), os.urandom(1_000_000)
DIGEST = digest_of(FIRST + REST)


@contextlib.contextmanager
def half_an_upload(server):
    """The connection on which its first half has come, and what the other half is still to do."""
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        location = oci.start_upload(PATH)
        headers = {"Authorization": "Bearer " + oci.bearer(),
                   "Content-Length": str(len(FIRST + REST))}
        with connect(server.address) as connection:
            connection.sendall(request("PUT", f"{location}?digest={DIGEST}", headers) + FIRST)
            # The protocol tells of a PUT only what is kept, which is nothing before it has ended.
            uploads = server.data_dir / "uploads"
            wait_until(lambda: any(file.stat().st_size > 0 for file in uploads.iterdir()))
            yield connection


def line_about(server: Server, event: str) -> dict:
    server.wait_for_log(f'"event":"{event}"')
    [line] = [line for line in server.log_lines() if f'"event":"{event}"' in line]
    return json.loads(line)


def test_an_upload_that_runs_is_finished_before_the_server_ends(tmp_path):
    server = Server(tmp_path)
    with server:
        with half_an_upload(server) as connection:
            os.kill(server.pid, signal.SIGTERM)
            stopping = line_about(server, "stopping")
            assert (stopping["uploads"], stopping["requests"]) == (1, 1)
            assert server.is_running()
            connection.sendall(REST)
            assert parse(read_all(connection)).status == 201
        wait_until(lambda: not server.is_running())
        assert '"event":"stopped"' in server.log_tail()
    # Leaving `with` has checked that it ended with 0.
    with server, OciClient(server.address) as anonymous:
        assert anonymous.get_blob(PATH, DIGEST).body == FIRST + REST


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_server_at_once(tmp_path, second):
    with Server(tmp_path, "--shutdown-grace", "100000") as server:
        with half_an_upload(server):
            os.kill(server.pid, signal.SIGTERM)
            server.wait_for_log('"event":"stopping"')
            os.kill(server.pid, second)
            wait_until(lambda: not server.is_running())
    assert line_about(server, "stopped")["connections_cut"] == 1
    [cut] = [json.loads(line) for line in server.log_lines()
             if '"method":"PUT"' in line and "/blobs/uploads/" in line]
    assert (cut["status"], cut["error"]) == (503, "ServerStopped")


def test_a_hang_up_ends_no_server(tmp_path):
    with Server(tmp_path) as server:
        os.kill(server.pid, signal.SIGHUP)
        assert line_about(server, "hangup_ignored")["level"] == "info"
        assert server.is_healthy()
        with half_an_upload(server) as connection:
            os.kill(server.pid, signal.SIGTERM)
            server.wait_for_log('"event":"stopping"')
            os.kill(server.pid, signal.SIGHUP)
            connection.sendall(REST)
            assert parse(read_all(connection)).status == 201
        wait_until(lambda: not server.is_running())
