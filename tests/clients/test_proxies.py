"""Behind proxies, in front of many clients: which addresses, schemes and hosts the server believes."""

import contextlib
import http.client
import json
import socket

import pytest
from support.nginx import Nginx
from support.raw_http import TIMEOUT_S, connect, parse, read_all, request
from support.server import Server

MIB = 1 << 20
ELSEWHERE = "127.0.0.9"  # of no other client in these tests
UPLOAD = "/v2/acme/app/blobs/uploads/00000000-0000-0000-0000-000000000000"


def connect_from(address: str, port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), TIMEOUT_S, source_address=(address, 0))


def logged(server: Server, target: str) -> dict:
    """The line of the only request for this target."""
    server.wait_for_log(f'"target":"{target}"')
    line, = (line for line in server.log_lines() if f'"target":"{target}"' in line)
    return json.loads(line)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--trusted-proxies", "127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def nginx(server, tmp_path_factory):
    with Nginx(tmp_path_factory.mktemp("nginx"), server) as running:
        yield running


@pytest.mark.parametrize("method,target", [
    ("PATCH", UPLOAD), ("PUT", UPLOAD + "?digest=sha256:0"), ("PUT", "/v2/acme/app/manifests/v1"),
    ("POST", "/")])
def test_a_proxy_passes_on_what_is_refused_early(nginx, method, target):
    """It sends all of the body that its client gave it before it looks at the answer."""
    body = bytes(40 * MIB)
    statuses = []
    for _ in range(4):
        connection = http.client.HTTPConnection(nginx.address, timeout=TIMEOUT_S)
        with contextlib.closing(connection):
            connection.request(method, target, body)
            statuses.append(connection.getresponse().status)
    assert statuses == [statuses[0]] * len(statuses)
    assert 400 <= statuses[0] < 500


def test_the_log_names_the_client_of_a_trusted_proxy(server, nginx):
    with connect_from(ELSEWHERE, nginx.port) as connection:
        connection.sendall(request("GET", "/through-nginx", {"X-Forwarded-For": "198.51.100.7"}))
        assert parse(read_all(connection)).status == 404
    line = logged(server, "/through-nginx")
    assert (line["peer"], line["client"]) == ("127.0.0.1", ELSEWHERE)


def test_the_log_believes_nobody_else(server):
    with connect_from(ELSEWHERE, server.port) as connection:
        connection.sendall(request("GET", "/direct", {"X-Forwarded-For": "198.51.100.7"}))
        read_all(connection)
    line = logged(server, "/direct")
    assert line["peer"] == ELSEWHERE
    assert "client" not in line


def test_the_log_names_the_client_of_the_standard_field(tmp_path):
    with Server(tmp_path, "--trusted-proxies", f"10.0.0.0/8,{ELSEWHERE}",
                "--client-address-from", "forwarded") as server:
        with connect_from(ELSEWHERE, server.port) as connection:
            connection.sendall(request("GET", "/forwarded", {
                "X-Forwarded-For": "198.51.100.7",
                "Forwarded": 'for=198.51.100.8, for="[2001:db8::1]:4711", for=10.1.2.3'}))
            read_all(connection)
        assert logged(server, "/forwarded")["client"] == "2001:db8::1"


def test_the_log_names_the_client_of_the_proxy_protocol(tmp_path):
    with Server(tmp_path, "--trusted-proxies", ELSEWHERE,
                "--client-address-from", "proxy-protocol") as server:
        with connect_from(ELSEWHERE, server.port) as connection:
            connection.sendall(b"PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n" +
                               request("GET", "/proxied"))
            read_all(connection)
        line = logged(server, "/proxied")
        assert (line["peer"], line["client"]) == (ELSEWHERE, "192.0.2.1")


def test_a_silent_crowd_keeps_nobody_out(tmp_path):
    with Server(tmp_path, "--max-connections", "20") as server, contextlib.ExitStack() as crowd:
        for _ in range(50):
            crowd.enter_context(connect(server.address))
            assert server.is_healthy()


def test_an_address_has_its_share_of_connections(tmp_path):
    with Server(tmp_path, "--max-connections-per-address", "3") as server:
        with contextlib.ExitStack() as share:
            for _ in range(3):
                taken = share.enter_context(connect_from(ELSEWHERE, server.port))
                taken.sendall(request("GET", "/healthz", {"Connection": None}))
                assert taken.recv(1000).startswith(b"HTTP/1.1 200 ")
            with connect_from(ELSEWHERE, server.port) as refused:
                answer = parse(read_all(refused))
            assert (answer.status, answer.headers["retry-after"]) == (429, "1")
            assert server.is_healthy()
