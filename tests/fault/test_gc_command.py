"""`berth gc` asks the running server: what if that ends before it answers."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess

from support import aws
from support.garbage import make_due, stored
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.waiting import wait_until

TIMEOUT_S = 120


def requests_to_collect(server: Server) -> int:
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        [count] = database.execute("SELECT count(*) FROM garbage_requests").fetchone()
        return count


def test_berth_gc_does_the_work_itself_when_the_server_ends_before_it_answers(tmp_path):
    server = Server(tmp_path, "--gc", "off")
    server.start()
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        digest = oci.push_blob(f"{ALIAS}/app", os.urandom(20_000))
    make_due(server)
    os.kill(server.pid, signal.SIGSTOP)  # so that it cannot answer
    command = subprocess.Popen(
        [BINARY, "gc", "--data-dir", server.data_dir, "--gc-grace", "0", "--output", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    try:
        wait_until(lambda: requests_to_collect(server) > 0)
        assert command.poll() is None
        assert stored(server) == {digest}
        server.kill()
        output, errors = command.communicate(timeout=TIMEOUT_S)
    finally:
        command.kill()
        if server.is_running():
            server.kill()
    assert (command.returncode, errors) == (0, b"")
    assert {"kind": "blobs", "count": 1, "bytes": 20_000} in json.loads(output)
    assert stored(server) == set()
    assert requests_to_collect(server) == 0  # no later server does it once more
