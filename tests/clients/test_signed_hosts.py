"""Requests that are signed for one host and come with another, as behind proxies."""

import types

import pytest
from support import aws
from support.raw_http import exchange, request
from support.server import Server

BODY = b"{}"
PUBLIC = "registry.example.com"


def answer_to(server: Server, signed_for: str, received: str, **added: str) -> str | None:
    """The error, or None, of a call that was signed for one host and received with another, and with
    headers added on its way."""
    client = types.SimpleNamespace(url=f"http://{signed_for}", credentials=server.credentials)
    headers = aws.signed_headers(client, "DescribeRegistries", BODY)
    answer = exchange(server.address, request(
        "POST", "/", headers | {"Host": received} | added, BODY))
    assert answer.status in (200, 400), answer
    return answer.json().get("__type")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--public-host", PUBLIC,
                "--signed-hosts", "localhost,127.0.0.1,[::1],inner:5000") as running:
        yield running


def test_the_public_host_is_signed_whatever_the_proxy_sends(proxied):
    for received in PUBLIC, PUBLIC.upper(), f"{PUBLIC}:443", "10.0.0.7:5000", "berth", "inner:5000":
        assert answer_to(proxied, PUBLIC, received) is None, received
    assert aws.call(proxied, "DescribeRegistries", {}).error is None  # on the server itself


def test_a_request_for_another_host_is_a_relay(proxied):
    for signed_for, received in [("evil.example", "evil.example"), ("evil.example", PUBLIC),
                                 (f"{PUBLIC}:5000", f"{PUBLIC}:5000"), ("inner:5001", "inner:5001"),
                                 ("inner:5000", PUBLIC)]:
        assert answer_to(proxied, signed_for, received) == "InvalidSignatureException", signed_for
    assert answer_to(proxied, "inner:5000", "inner:5000") is None


def test_without_a_public_host_the_host_that_came_is_signed(server):
    assert answer_to(server, "any.example:5000", "any.example:5000") is None
    assert answer_to(server, "any.example", "other.example") == "InvalidSignatureException"


def test_a_default_port_makes_no_difference(server):
    for signed_for, received in [("any.example", "any.example:80"), ("any.example", "any.example:443")]:
        assert answer_to(server, signed_for, received) is None
    client = types.SimpleNamespace(url="http://any.example", credentials=server.credentials)
    headers = aws.signed_headers(client, "DescribeRegistries", BODY, Host="any.example:443")
    for received in "any.example", "any.example:443":
        answer = exchange(server.address, request(
            "POST", "/", headers | {"Host": received, "X-Forwarded-Proto": "https"}, BODY))
        assert answer.status == 200


def test_what_proxies_add_need_not_be_signed(server):
    added = {"X-Amz-Cf-Id": "x", "X-Amzn-Trace-Id": "Root=1", "X-Forwarded-For": "192.0.2.1"}
    assert answer_to(server, server.address, server.address, **added) is None
    for acted_on in "X-Amz-Content-SHA256", "X-Amz-Security-Token":
        assert answer_to(server, server.address, server.address, **{acted_on: "x"}) == (
            "InvalidSignatureException")
