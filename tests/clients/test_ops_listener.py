"""The second listener: probes for operators (docs/operating/running.md)."""

import http.client
import json
import os
import signal

import pytest
from support import aws
from support.administration import Administration
from support.oci import OciClient
from support.ops import OpsServer
from support.server import ALIAS, Server
from support.waiting import wait_until

PATH = f"{ALIAS}/app"
PAGE_BYTES = 4096


class DamagedServer(OpsServer):
    """One whose database can be damaged while it runs."""

    def damage(self) -> None:
        """Overwrites all pages of the database but the first, in place."""
        with (self.data_dir / "metadata.db").open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(PAGE_BYTES)
            file.write(b"\xa5" * (size - PAGE_BYTES))


@pytest.fixture
def server(tmp_path):
    with OpsServer(tmp_path, "--gc", "off") as running:
        yield running


def test_a_server_that_serves_is_alive_and_ready(server):
    for path in "/livez", "/readyz":
        assert server.ask(path) == (200, "ok\n")
        assert server.ask(path, "HEAD") == (200, "")
        assert server.ask(path, "POST")[0] == 405
    assert server.ask("/v2/")[0] == 404
    assert server.ask("/")[0] == 404


def test_probes_are_nothing_to_those_who_are_served(server):
    with OciClient(server.address) as anonymous:
        for path in "/livez", "/readyz":
            assert anonymous.send("GET", path).status == 404


def test_a_second_listener_is_there_only_if_it_is_wanted(tmp_path):
    with Server(tmp_path) as server:
        server.wait_for_log('"ops_address":""')


def test_a_port_alone_is_open_to_this_machine_only(server):
    assert server.ops_address.startswith("127.0.0.1:")


def test_any_host_may_be_named(tmp_path):
    with Server(tmp_path, "--ops-listen", "0.0.0.0:0") as server:
        server.wait_for_log('"ops_address":"0.0.0.0:')


def test_a_server_that_stops_is_not_ready_while_it_finishes_what_runs(server):
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        location = oci.start_upload(PATH)
        connection = http.client.HTTPConnection(server.address, timeout=60)
        connection.putrequest("PATCH", location)
        connection.putheader("Authorization", "Bearer " + oci.bearer())
        connection.putheader("Content-Length", "600000")
        connection.endheaders(b"x" * 300_000)
        wait_until(lambda: oci.request("GET", location).headers["Range"] != "0-0")
        assert server.ask("/readyz") == (200, "ok\n")
        os.kill(server.pid, signal.SIGTERM)
        server.wait_for_log('"event":"stopping"')
        status, reason = server.ask("/readyz")
        assert (status, reason.split(":")[0]) == (503, "draining")
        assert server.ask("/livez") == (200, "ok\n")
        connection.send(b"x" * 300_000)
        assert connection.getresponse().status == 202
        connection.close()
    wait_until(lambda: not server.is_running())


def test_a_disk_below_the_floor_is_not_ready(tmp_path):
    with OpsServer(tmp_path, "--min-free-space", str(2**60)) as server:
        status, reason = server.ask("/readyz")
        assert status == 503
        assert "disk is full" in reason
        server.wait_for_log('"event":"not_ready"')


def damage_met_by_a_reader(server: DamagedServer) -> None:
    server.damage()
    assert aws.call(server, "DescribeRepositories", {}).status == 500
    assert aws.call(server, "DescribeRepositories", {}).status == 500


def damage_met_by_the_collector(server: DamagedServer) -> None:
    server.damage()  # it asks ten times a second whether `berth gc` wants something


@pytest.mark.damages_data
@pytest.mark.parametrize("meet", [damage_met_by_a_reader, damage_met_by_the_collector])
def test_damage_of_the_database_is_said_once_and_makes_the_server_unready_for_ever(tmp_path, meet):
    server = DamagedServer(tmp_path, "--gc", "off")
    with server:
        ecr = aws.make_client(server)
        for number in range(50):  # more pages than connections remember
            ecr.create_repository(repositoryName=f"app-{number}")
    with server:
        assert server.ask("/readyz") == (200, "ok\n")
        meet(server)
        server.wait_for_log('"event":"database_damaged"')
        status, reason = server.ask("/readyz")
        assert status == 503
        assert "the database is damaged" in reason
        assert server.ask("/livez") == (200, "ok\n")
        assert server.is_healthy()
        meet(server)
        [line] = [line for line in server.log_lines() if '"event":"database_damaged"' in line]
        assert json.loads(line)["level"] == "error"
        assert "berth fsck" in json.loads(line)["remedy"]


@pytest.mark.damages_data
def test_damage_that_a_start_or_a_command_comes_upon_is_said_with_what_to_do(tmp_path):
    server = DamagedServer(tmp_path)
    with server:
        aws.make_client(server).create_repository(repositoryName="app")
    server.damage()
    done = Administration(server).try_to("account", "list")
    assert done.returncode != 0
    assert "malformed" in done.stderr
    assert "restore metadata.db from a backup" in done.stderr
    with pytest.raises(AssertionError, match="restore metadata.db from a backup"):
        server.start()


def test_advice_about_its_address_names_its_option(tmp_path):
    with Server(tmp_path) as taken:
        done = Administration(taken).try_to(
            "serve", "--data-dir", str(tmp_path / "other"), "--listen", "127.0.0.1:0",
            "--ops-listen", taken.address)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"berth: {taken.address}: Address already in use: ")
    assert done.stderr.endswith("or choose another port with --ops-listen\n")
