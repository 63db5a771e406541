"""Bytes to a socket and back, for requests that no HTTP client would send."""

import json
import socket
from typing import NamedTuple

TIMEOUT_S = 60


class RawAnswer(NamedTuple):
    """status 0: the server closed without a word."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


def connect(address: str, *, source: str = "") -> socket.socket:
    """source: another address of this machine, of 127.0.0.0/8, to come from."""
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_S,
                                    source_address=(source, 0) if source else None)


def read_all(connection: socket.socket) -> bytes:
    """Until the server closes; a reset is how it closes on unread bytes."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return received


def parse(received: bytes) -> RawAnswer:
    """The last of the answers received: an interim 100 is stepped over."""
    head, _, rest = received.partition(b"\r\n\r\n")
    if not head:
        return RawAnswer(0, {}, b"")
    status_line, *fields = head.decode("latin-1").split("\r\n")
    version, status, *_ = status_line.split(" ")
    assert version in ("HTTP/1.1", "HTTP/1.0"), status_line
    if status == "100":
        return parse(rest)
    headers = {name.lower(): value.strip()
               for name, value in (field.split(":", 1) for field in fields)}
    return RawAnswer(int(status), headers, rest[:int(headers.get("content-length", len(rest)))])


def exchange(address: str, request: bytes, *, finish: bool = False) -> RawAnswer:
    """Sends the bytes and reads one answer up to the close; finish: says it sends no more."""
    with connect(address) as connection:
        try:
            connection.sendall(request)
            if finish:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered and closed already
        return parse(read_all(connection))


def request(method: str, target: str, headers: dict | None = None, body: bytes = b"") -> bytes:
    """A request that asks for the connection to be closed, with exactly these bytes in it."""
    fields = {"Host": "localhost", "Connection": "close", **(headers or {})}
    if body and "Content-Length" not in fields and "Transfer-Encoding" not in fields:
        fields["Content-Length"] = str(len(body))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return head.encode("latin-1") + b"\r\n" + body
