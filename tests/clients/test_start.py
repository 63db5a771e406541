"""How `berth serve` starts: where it listens, what it says, and why it does not."""

import json
import os
import pathlib
import pty
import socket
import subprocess

import pytest
from support.matching import found
from support.server import BINARY, ENVIRONMENT, START_TIMEOUT_S, STOP_TIMEOUT_S, Server

BANNER = "Berth serves on"


class Started:
    """`berth serve` in the folder, until it is told to stop."""

    def __init__(self, folder: pathlib.Path, *options: str, stdout: int = subprocess.DEVNULL):
        self._process = subprocess.Popen([BINARY, "serve", *options], cwd=folder, env=ENVIRONMENT,
                                         stdin=subprocess.DEVNULL, stdout=stdout,
                                         stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate(timeout=STOP_TIMEOUT_S)

    def listening(self) -> dict:
        """The line of the log that says so."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if '"event":"listening"' in line:
                return json.loads(line)
        raise AssertionError("it ended")


def answers(host: str, port: int) -> bool:
    with socket.create_connection((host, port), timeout=START_TIMEOUT_S) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(1024).startswith(b"HTTP/1.1 200 ")


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def test_a_star_is_every_address_of_both_families(tmp_path):
    with Started(tmp_path, "--listen", "*:0") as berth:
        address = berth.listening()["address"]
        port = int(found(r"^\*:(\d+)$", address))
        assert answers("127.0.0.1", port)
        if has_ipv6():
            assert answers("::1", port)


@pytest.mark.parametrize("listen", ["0", ":0"])
def test_a_port_alone_is_one_of_loopback(tmp_path, listen):
    with Started(tmp_path, "--listen", listen) as berth:
        host, _, port = berth.listening()["address"].partition(":")
        assert host == "127.0.0.1"
        assert answers(host, int(port))


def test_the_data_directory_is_named_from_the_root(tmp_path):
    with Started(tmp_path, "--listen", "0", "--data-dir", "kept/here/") as berth:
        assert berth.listening()["data_dir"] == str(tmp_path / "kept/here")


def test_the_banner_is_shown_at_the_first_start_and_to_a_person(tmp_path):
    server = Server(tmp_path)
    with server:
        pass
    with server:
        pass
    said = server.log_tail()
    assert said.count(BANNER) == 1
    assert f"data          {server.data_dir}\n" in said

    person, terminal = pty.openpty()
    try:
        with Started(tmp_path, "--listen", "0", "--data-dir", str(server.data_dir),
                     stdout=terminal) as berth:
            berth.listening()
            assert BANNER in os.read(person, 4096).decode()
    finally:
        os.close(person)
        os.close(terminal)


def refusal(folder: pathlib.Path, *options: str) -> str:
    """What it says when it does not start, which is one line."""
    done = subprocess.run([BINARY, "serve", *options], cwd=folder, env=ENVIRONMENT, check=False,
                          capture_output=True, text=True, timeout=START_TIMEOUT_S)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_port_in_use_is_called_that(server, tmp_path):
    said = refusal(tmp_path, "--listen", server.address)
    assert said.startswith(f"berth: {server.address}: Address already in use: another program")
    assert "choose another port with --listen" in said


def test_an_address_of_another_machine_is_called_that(tmp_path):
    said = refusal(tmp_path, "--listen", "192.0.2.1:0")  # of nobody: RFC 5737
    assert said.startswith("berth: 192.0.2.1:0: Cannot assign requested address: this machine has")


def test_a_host_that_is_none_is_called_that(tmp_path):
    said = refusal(tmp_path, "--listen", "no-such-host.invalid:0")
    assert said.startswith("berth: no-such-host.invalid:0: Host not found")
    assert "--listen takes the name or an address of this machine" in said


@pytest.mark.parametrize("name", ["{folder}/notify", "@{folder}/notify"],
                         ids=["a file", "a name without a file"])
def test_a_service_manager_hears_when_it_serves_and_when_it_stops(tmp_path, name):
    name = name.format(folder=tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(START_TIMEOUT_S)
        server = Server(tmp_path, variables={"NOTIFY_SOCKET": name})
        with server:
            assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"STOPPING=1"


def test_a_service_manager_that_does_not_listen_is_no_obstacle(tmp_path):
    with Server(tmp_path, variables={"NOTIFY_SOCKET": str(tmp_path / "nobody")}) as server:
        assert server.is_healthy()
