"""The ecr-public API: through boto3, and raw for what boto3 would not send."""

import base64
import contextlib
import http.client
import json
import pathlib
import uuid
from typing import Any, NamedTuple, Protocol

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

from support.real_service import TARGET_PREFIX, RealService

REGION = "us-east-1"
CONTENT_TYPE = "application/x-amz-json-1.1"
TIMEOUT_S = 60
# The real service throttles; a server of the tests must not fail once.
REAL_SERVICE_ATTEMPTS = 5

# What boto3 makes from its model of the API: its operations have no types.
EcrClient = Any

_clients: list[EcrClient] = []


class Endpoint(Protocol):
    """Where requests go, and who signs them: a server of the tests or of the benchmarks, or
    the real service."""

    @property
    def address(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def certificate_file(self) -> pathlib.Path | None: ...

    def credentials(self) -> tuple[str, ...]: ...


def make_client(server: Endpoint, *, access_key: str | None = None, secret_key: str | None = None,
                proxies: dict[str, str] | None = None, endpoint_path: str = "") -> EcrClient:
    """boto3's client, without retries: an error the test did not expect must be seen."""
    own_access_key, own_secret_key, *own_token = server.credentials()
    is_real = isinstance(server, RealService)
    client = boto3.client(
        "ecr-public", endpoint_url=server.url + endpoint_path, region_name=REGION,
        verify=str(server.certificate_file) if server.certificate_file else None,
        aws_access_key_id=access_key or own_access_key,
        aws_secret_access_key=secret_key or own_secret_key,
        aws_session_token=None if access_key or not own_token else own_token[0],
        config=botocore.config.Config(
            retries={"total_max_attempts": REAL_SERVICE_ATTEMPTS if is_real else 1},
            read_timeout=TIMEOUT_S, proxies=proxies))
    if isinstance(server, RealService):
        server.watch(client)
    _clients.append(client)
    return client


def close_clients() -> None:
    """Every one that was made, with the connections that it keeps for later."""
    while _clients:
        _clients.pop().close()


def login_password(client: EcrClient) -> str:
    """What `aws ecr-public get-login-password` prints."""
    token = client.get_authorization_token()["authorizationData"]["authorizationToken"]
    user, password = base64.b64decode(token).decode().split(":")
    assert user == "AWS"
    return password


def registry_id(client: EcrClient) -> str:
    return client.describe_registries()["registries"][0]["registryId"]


class RawResponse(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def error(self) -> str | None:
        """The exception's name, or None if the operation succeeded."""
        if self.status == 200:
            return None
        document = self.json()
        assert isinstance(document["message"], str)
        assert self.status == (500 if document["__type"] == "ServerException" else 400), self
        return document["__type"]


def signed_headers(server: Endpoint, operation: str, body: bytes, *,
                   credentials: tuple[str, str] | None = None,
                   **more_headers: str) -> dict[str, str]:
    """Headers of a request that botocore's own Signature Version 4 has signed: by default with the
    administrator's (access key id, secret access key)."""
    request = botocore.awsrequest.AWSRequest(
        "POST", server.url + "/", data=body,
        headers={"X-Amz-Target": TARGET_PREFIX + operation, "Content-Type": CONTENT_TYPE,
                 **more_headers})
    signer = botocore.credentials.Credentials(*(credentials or server.credentials()))
    botocore.auth.SigV4Auth(signer, "ecr-public", REGION).add_auth(request)
    return dict(request.headers.items())


def post(server: Endpoint, body: bytes, headers: dict[str, str]) -> RawResponse:
    if isinstance(server, RealService):
        server.check(headers.get("X-Amz-Target", ""), body)
        connection = server.connect()
    else:
        connection = http.client.HTTPConnection(server.address, timeout=TIMEOUT_S)
    with contextlib.closing(connection):
        connection.request("POST", "/", body=body, headers=headers)
        response = connection.getresponse()
        raw = RawResponse(response.status, response.headers, response.read())
    uuid.UUID(raw.headers["x-amzn-RequestId"])  # every answer has one
    return raw


def body_of(parameters: dict | bytes) -> bytes:
    return parameters if isinstance(parameters, bytes) else json.dumps(parameters).encode()


def call(server: Endpoint, operation: str, parameters: dict | bytes) -> RawResponse:
    """A correctly signed request with any parameters at all."""
    body = body_of(parameters)
    return post(server, body, signed_headers(server, operation, body))


def call_as(server: Endpoint, credentials: tuple[str, str] | None, operation: str,
            parameters: dict | bytes) -> RawResponse:
    """A request signed by someone else; unsigned if credentials is None."""
    body = body_of(parameters)
    if credentials is None:
        headers = {"X-Amz-Target": TARGET_PREFIX + operation, "Content-Type": CONTENT_TYPE}
    else:
        headers = signed_headers(server, operation, body, credentials=credentials)
    return post(server, body, headers)
