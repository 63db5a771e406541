"""Logins that last as long as an access key, the token endpoint's form, and messages of refusals."""

import base64
import contextlib
import socket
import urllib.parse

import pytest
from support import aws
from support.callers import GET_LOGIN, UPLOADS, ecr_client, oci_client, statement, user_with
from support.container_clients import CommandError, Skopeo
from support.images import digest_of, make_image
from support.push_and_pull import REFUSED, content_of
from support.raw_http import RawAnswer, connect, exchange, parse, read_all, request
from support.server import ALIAS, Server

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def ask(server: Server, method: str, target: str, headers: dict | None = None,
        body: bytes = b"") -> RawAnswer:
    return exchange(server.address, request(
        method, target, {"Content-Length": str(len(body)), **(headers or {})}, body))


def post_form(server: Server, **parameters: str) -> RawAnswer:
    return ask(server, "POST", "/token/", {"Content-Type": FORM},
               urllib.parse.urlencode(parameters).encode())


def message(answer: RawAnswer) -> str:
    [error] = answer.json()["errors"]
    return error["message"]


@pytest.fixture
def pusher(berth):
    return user_with(berth, statement("Allow", "PutImage", *UPLOADS))


@pytest.fixture
def skopeo(tmp_path):
    return Skopeo(tmp_path)


def test_an_access_key_is_a_login_until_it_is_deleted(
        server, berth, pusher, skopeo, oci, path, reference):
    image, other = make_image(), make_image()
    skopeo.run("skopeo", "login", "--tls-verify=false", "--username", pusher.access_key_id,
               "--password-stdin", server.address, stdin=pusher.secret_access_key)
    skopeo.push(image, f"{reference}:v1")
    assert skopeo.pull(f"{reference}:v1") == content_of(image)
    berth.run("key", "delete", pusher.access_key_id)
    with pytest.raises(CommandError, match=REFUSED):
        skopeo.push(other, f"{reference}:v2")
    assert oci.tags(path) == ["v1"]


def test_an_access_key_is_a_login_at_every_door(server, pusher, path):
    login = basic(*pusher)
    assert ask(server, "GET", "/v2/", login).status == 200
    assert ask(server, "POST", f"/v2/{path}/blobs/uploads/", login).status == 202
    assert ask(server, "DELETE", f"/v2/{path}/manifests/v1", login).status == 403
    for reply in (ask(server, "GET", "/token/?account=x&scope=aws", login),
                  post_form(server, grant_type="password", username=pusher.access_key_id,
                            password=pusher.secret_access_key, service="x", client_id="y")):
        token = reply.json()["access_token"]
        assert token == reply.json()["token"]
        started = ask(server, "POST", f"/v2/{path}/blobs/uploads/",
                      {"Authorization": f"Bearer {token}"})
        assert started.status == 202


def test_a_refresh_token_ends_with_its_key(server, berth, pusher):
    reply = post_form(server, grant_type="password", username=pusher.access_key_id,
                      password=pusher.secret_access_key, access_type="offline", service="x",
                      client_id="y", scope="repository:a/b:pull,push").json()
    assert reply["scope"] == "repository:a/b:pull,push"
    again = {"grant_type": "refresh_token", "refresh_token": reply["refresh_token"]}
    assert post_form(server, **again).status == 200
    berth.run("key", "delete", pusher.access_key_id)
    assert post_form(server, **again).status == 401
    assert post_form(server, **again, scope="repository:a/b:pull").status == 200


def test_nobody_learns_from_a_refusal_which_half_of_a_login_is_right(server, pusher):
    answers = {message(ask(server, "GET", path, basic(user, secret)))
               for user, secret in [(pusher.access_key_id, "wrong"), ("AKIANOBODY", "wrong"),
                                    ("admin", pusher.secret_access_key)]
               for path in ("/token/", "/v2/")}
    [answer] = answers
    assert "the user name is AWS" in answer


def test_a_refusal_says_what_to_do(server, password, stranger, path):
    host = {"Host": server.address}
    assert "the password is what `aws ecr-public get-login-password` prints" in message(
        ask(server, "GET", "/token/", basic("AWS", password[:-8] + "AAAAAAA=")))
    login = basic("AWS", password) | host
    for name, advice in [
            ("hello", f"push to {server.address}/{ALIAS}/hello"),
            ("nope/hello", "there is no registry 'nope'"),
            (f"{ALIAS}/none", "create it (aws ecr-public create-repository --repository-name none) "
                              "or serve --create-on-push")]:
        for method, rest in ("POST", "blobs/uploads/"), ("PUT", "manifests/v1"):
            answer = ask(server, method, f"/v2/{name}/{rest}", login)
            assert answer.status == 404
            assert advice in message(answer), name
    # To others nothing is said of what could be made in this registry.
    answer = ask(server, "POST", f"/v2/{ALIAS}/none/blobs/uploads/", basic(*stranger))
    assert "create it" not in message(answer)


def upload_in_the_middle(server: Server, target: str, authorization: dict,
                         content: bytes) -> socket.socket:
    """A connection over which half of the content has come, and was taken in."""
    connection = connect(server.address)
    connection.sendall(request("PUT", target, {**authorization, "Expect": "100-continue",
                                               "Content-Length": str(len(content))}))
    interim = connection.recv(65536)
    assert b" 100 " in interim, interim
    connection.sendall(content[:len(content) // 2])
    return connection


@pytest.mark.parametrize("taken_away", ["key", "policy"])
def test_an_upload_of_a_caller_who_may_no_longer_gets_no_201(
        server, berth, oci, path, taken_away):
    name = f"revoked-{taken_away}"
    user = user_with(berth, statement("Allow", GET_LOGIN, "PutImage", *UPLOADS), name=name)
    content = make_image(layer_bytes=300_000).layers[0].content
    with oci_client(server, user) as client:
        location = client.start_upload(path)
        bearer = {"Authorization": f"Bearer {client.bearer()}"}
    target = f"{location}?digest={digest_of(content)}"
    with upload_in_the_middle(server, target, bearer, content) as connection:
        if taken_away == "key":
            berth.run("key", "delete", user.access_key_id)
        else:
            berth.run("policy", "detach", ALIAS, name, "own")
        connection.sendall(content[len(content) // 2:])
        answer = parse(read_all(connection))
    assert answer.status == (401 if taken_away == "key" else 403), answer
    assert oci.get_blob(path, digest_of(content)).status == 404


def test_a_layer_of_a_key_that_is_gone_is_not_completed(server, berth, ecr, repository):
    user = user_with(berth, statement("Allow", GET_LOGIN, *UPLOADS))
    content = b"a layer"
    with contextlib.closing(ecr_client(server, user)) as own:
        upload = own.initiate_layer_upload(repositoryName=repository)["uploadId"]
        own.upload_layer_part(repositoryName=repository, uploadId=upload, partFirstByte=0,
                              partLastByte=len(content) - 1, layerPartBlob=content)
    berth.run("key", "delete", user.access_key_id)
    answer = aws.call_as(server, user, "CompleteLayerUpload", {
        "repositoryName": repository, "uploadId": upload, "layerDigests": [digest_of(content)]})
    assert answer.error == "UnrecognizedClientException"
    [layer] = ecr.batch_check_layer_availability(
        repositoryName=repository, layerDigests=[digest_of(content)])["layers"]
    assert layer["layerAvailability"] == "UNAVAILABLE"
