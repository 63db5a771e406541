"""SIGTERM stops a server when what runs has finished."""

import os
import signal

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


def test_an_upload_that_runs_is_finished_before_the_server_ends(tmp_path):
    server = Server(tmp_path)
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            location = oci.start_upload(PATH)
            headers = {"Authorization": "Bearer " + oci.bearer(),
                       "Content-Length": str(len(FIRST + REST))}
            with connect(server.address) as connection:
                connection.sendall(request("PUT", f"{location}?digest={DIGEST}", headers) + FIRST)
                wait_until(lambda: oci.request("GET", location).headers["Range"] != "0-0")

                os.kill(server.pid, signal.SIGTERM)
                server.wait_for_log('"event":"stopping"')
                assert server.is_running()
                connection.sendall(REST)
                assert parse(read_all(connection)).status == 201
        wait_until(lambda: not server.is_running())
        assert '"event":"stopped"' in server.log_tail()
    # Leaving `with` has checked that it ended with 0.
    with server, OciClient(server.address) as anonymous:
        assert anonymous.get_blob(PATH, DIGEST).body == FIRST + REST
