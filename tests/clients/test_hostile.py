"""Hostile input at both planes: a correct error each time, no crash, no growth."""

import datetime
import email
import email.policy
import json
import random
import re
import select
import socket
import unittest.mock

import botocore.auth
import pytest
from support import aws
from support.administration import Administration
from support.aws import EcrClient
from support.images import OCI_MANIFEST, digest_of, make_image
from support.oci import OciClient
from support.raw_http import RawAnswer, connect, exchange, parse, read_all, request
from support.real_service import RealService
from support.server import ALIAS, SANITIZER_REPORT, Server, is_under_thread_sanitizer
from support.waiting import wait_until

# A server that leaks a request's worth of anything grows past this in ROUNDS of all requests.
ROUNDS = 20
GROWTH_LIMIT_BYTES = 32 << 20
MIB = 1 << 20


@pytest.fixture(autouse=True)
def still_well(server):
    """After each test the server runs, answers, and no sanitizer has spoken."""
    yield
    if isinstance(server, RealService):
        return
    assert server.is_running(), server.log_tail()
    assert server.is_healthy()
    assert not SANITIZER_REPORT.search(server.log_tail())


# --- the AWS plane -----------------------------------------------------------------------------

BODY = b'{"repositoryName":"hostile/none"}'


def signed(server: Server, body: bytes = BODY) -> dict[str, str]:
    return aws.signed_headers(server, "DescribeImageTags", body)


def changed_signature(server: Server, pattern: str, replacement: str) -> dict[str, str]:
    headers = signed(server)
    changed = re.sub(pattern, replacement, headers["Authorization"])
    assert changed != headers["Authorization"]
    return headers | {"Authorization": changed}


def signed_at(server: Server, offset: datetime.timedelta) -> dict[str, str]:
    now = datetime.datetime.utcnow() + offset
    with unittest.mock.patch.object(botocore.auth.datetime, "datetime") as clock:
        clock.utcnow.return_value = now
        return signed(server)


SIGNATURE_ERRORS = {"MissingAuthenticationTokenException", "IncompleteSignatureException",
                    "InvalidSignatureException", "UnrecognizedClientException"}
UNSIGNED = {"X-Amz-Target": aws.TARGET_PREFIX + "DescribeImageTags",
            "Content-Type": aws.CONTENT_TYPE}
BAD_SIGNATURES = {
    "missing": lambda server: UNSIGNED,
    "empty": lambda server: UNSIGNED | {"Authorization": ""},
    "another scheme": lambda server: UNSIGNED | {"Authorization": "Basic QVdTOng="},
    "only the scheme": lambda server: UNSIGNED | {"Authorization": "AWS4-HMAC-SHA256"},
    "wrong": lambda server: changed_signature(server, "Signature=.{8}", "Signature=00000000"),
    "truncated": lambda server: changed_signature(server, ".$", ""),
    "too long": lambda server: changed_signature(server, "$", "0"),
    "not hexadecimal": lambda server: changed_signature(server, "Signature=..", "Signature=zz"),
    "upper case": lambda server: changed_signature(server, "Signature=.*",
                                                   "Signature=" + "A" * 64),
    "empty signature": lambda server: changed_signature(server, "Signature=.*", "Signature="),
    "no signature": lambda server: changed_signature(server, ", Signature=.*", ""),
    "no credential": lambda server: changed_signature(server, "Credential=[^,]*, ", ""),
    "short credential": lambda server: changed_signature(server, "/aws4_request", ""),
    "unknown key": lambda server: changed_signature(server, "Credential=....", "Credential=ZZZZ"),
    "another service": lambda server: changed_signature(server, "/ecr-public/", "/s3/"),
    "another day": lambda server: changed_signature(server, r"/\d{8}/", "/20200101/"),
    "host not signed": lambda server: changed_signature(server, "host;", ""),
    "no headers signed": lambda server: changed_signature(server, "SignedHeaders=[^,]*",
                                                          "SignedHeaders="),
    "header signed that is not there": lambda server: changed_signature(
        server, "SignedHeaders=", "SignedHeaders=absent;"),
    "expired": lambda server: signed_at(server, datetime.timedelta(minutes=-16)),
    "of the future": lambda server: signed_at(server, datetime.timedelta(minutes=16)),
    "without a date": lambda server: {name: value for name, value in signed(server).items()
                                      if name != "X-Amz-Date"},
    "of an invalid date": lambda server: signed(server) | {"X-Amz-Date": "20261399T999999Z"},
    "huge": lambda server: UNSIGNED | {"Authorization": "AWS4-HMAC-SHA256 " + "a=b, " * 1000},
}


@pytest.mark.aws
@pytest.mark.parametrize("kind", BAD_SIGNATURES)
def test_bad_signatures(server, kind):
    response = aws.post(server, BODY, BAD_SIGNATURES[kind](server))
    assert response.error in SIGNATURE_ERRORS, response


LONG = "x" * 3000
MAX_QUOTED_BYTES = 200


def quotes_little(body: bytes) -> bool:
    return max(map(len, re.findall(b"x*", body))) <= MAX_QUOTED_BYTES


STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "ecr-public:PutImage"}
POLICY = {"Version": "2008-10-17", "Statement": [STATEMENT]}
LONG_VALUES: dict[str, tuple[str, dict]] = {
    "a registry": ("DescribeRepositories", {"registryId": LONG}),
    "a repository": ("DescribeRepositories", {"repositoryNames": [LONG]}),
    "a tag": ("DescribeImages", {"imageIds": [{"imageTag": LONG}]}),
    "a digest": ("DescribeImages", {"imageIds": [{"imageDigest": LONG}]}),
    "an upload": ("CompleteLayerUpload", {"uploadId": LONG, "layerDigests": ["sha256:" + "0" * 64]}),
    "a token": ("DescribeRepositories", {"nextToken": LONG}),
    "an ARN": ("ListTagsForResource", {"resourceArn": LONG}),
    "an unknown member": ("DescribeRepositories", {LONG: LONG}),
    "a media type": ("PutImage", {"imageManifest": json.dumps({"mediaType": LONG})}),
    "a member given twice": ("PutImage", {"imageManifest": f'{{"{LONG}":1,"{LONG}":1}}'}),
    "a digest in a manifest": ("PutImage", {"imageManifest": json.dumps({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": [],
        "config": {"mediaType": "a/b", "digest": LONG, "size": 1}})}),
    "an element of a policy": ("SetRepositoryPolicy", {"policyText": json.dumps(
        POLICY | {LONG: LONG})}),
    "an action": ("SetRepositoryPolicy", {"policyText": json.dumps(POLICY | {
        "Statement": STATEMENT | {"Action": LONG}})}),
    "a principal": ("SetRepositoryPolicy", {"policyText": json.dumps(POLICY | {
        "Statement": STATEMENT | {"Principal": {"AWS": LONG}}})}),
    "a kind of principal": ("SetRepositoryPolicy", {"policyText": json.dumps(POLICY | {
        "Statement": STATEMENT | {"Principal": {LONG: "*"}}})}),
    "a condition": ("SetRepositoryPolicy", {"policyText": json.dumps(POLICY | {
        "Statement": STATEMENT | {"Condition": {LONG: {LONG: LONG}}}})}),
    "a variable": ("SetRepositoryPolicy", {"policyText": json.dumps(POLICY | {
        "Statement": STATEMENT | {"Action": "${" + LONG}})}),
}


@pytest.mark.parametrize("kind", LONG_VALUES)
def test_an_error_quotes_little_of_a_long_value(server, repository, kind):
    operation, members = LONG_VALUES[kind]
    if "repositoryNames" not in members and "Repositories" not in operation:
        members = {"repositoryName": repository} | members
    answer = aws.call(server, operation, members)
    assert quotes_little(answer.body), answer


def test_an_error_quotes_little_of_a_signature(server):
    for headers in (signed(server) | {"X-Amz-" + LONG: "1"},
                    changed_signature(server, r"/\d{8}/", f"/{LONG}/"),
                    changed_signature(server, "SignedHeaders=", f"SignedHeaders={LONG};"),
                    changed_signature(server, "Credential=", f"Credential={LONG}"),
                    signed(server) | {"X-Amz-Date": LONG},
                    signed(server) | {"X-Amz-Target": LONG}):
        answer = aws.post(server, BODY, headers)
        assert answer.error and quotes_little(answer.body), answer


def test_an_error_of_the_oci_plane_quotes_little(oci, anonymous, path):
    for client in oci, anonymous:
        for target in (f"/v2/{LONG}/tags/list", f"/v2/{LONG}/x/tags/list", f"/v2/acme/{LONG}/tags/list",
                       f"/v2/{path}/manifests/{LONG}", f"/v2/{path}/blobs/{LONG}",
                       f"/v2/{path}/blobs/sha256:{LONG}", f"/v2/{path}/blobs/uploads/{LONG}",
                       f"/v2/{path}/referrers/{LONG}", f"/v2/{path}/tags/list?n={LONG}",
                       f"/v2/{path}/tags/list?last={LONG}", f"/token/?scope={LONG}&service={LONG}",
                       f"/v2/{LONG}"):
            assert quotes_little(client.request("GET", target).body), target
    for media_type in LONG, OCI_MANIFEST:
        answer = oci.request("PUT", f"/v2/{path}/manifests/v1", json.dumps({"mediaType": LONG}),
                             {"Content-Type": media_type})
        assert answer.status == 400
        assert quotes_little(answer.body)


@pytest.mark.aws
def test_a_signature_is_good_for_15_minutes(server):
    for minutes in -14, 14:
        headers = signed_at(server, datetime.timedelta(minutes=minutes))
        assert aws.post(server, BODY, headers).error == "RepositoryNotFoundException"


@pytest.mark.aws
def test_a_signature_is_for_one_body(server):
    response = aws.post(server, BODY.replace(b"none", b"nine"), signed(server))
    assert response.error == "InvalidSignatureException"


BAD_JSON = {
    "empty": b"",
    "not JSON": b"hello",
    "cut off": b'{"repositoryName":"a',
    "something after it": BODY + b"x",
    "an array": b"[]",
    "a number": b"1",
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "too many values": b'{"x":[' + b"0," * 400_000 + b"0]}",
    "deep in an unknown member": b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "invalid UTF-8": b'{"repositoryName":"\xff\xfe"}',
    "overlong UTF-8": b'{"repositoryName":"\xc0\xaf"}',
    "lone surrogate": b'{"repositoryName":"\\ud800"}',
    "UTF-16": BODY.decode().encode("utf-16"),
    "NUL": b'{"repositoryName":"a\x00b"}',
    "huge number": b'{"repositoryName":"ab","maxResults":' + b"9" * 10_000 + b"}",
    "number with a huge exponent": b'{"repositoryName":"ab","maxResults":1e999999}',
    "fraction": b'{"repositoryName":"ab","maxResults":1.5}',
    "out of 64 bits": b'{"repositoryName":"ab","maxResults":18446744073709551617}',
    "not a number": b'{"repositoryName":"ab","maxResults":NaN}',
}


@pytest.mark.aws
@pytest.mark.parametrize("kind", BAD_JSON)
def test_bad_json(server, kind):
    response = aws.call(server, "DescribeImageTags", BAD_JSON[kind])
    assert response.error in ("SerializationException", "InvalidParameterException"), response


BAD_NAMES = ["..", "a/../b", "%2e%2e", "a/%2e%2e/b", "a\0b", "a\nb", "/a", "a/", "a//b", "./a",
             "a\\b", "A", "a" * 206, "a:b", "a@b", "\u00e9", "a;drop table tag", "a'b", "-a"]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("operation", [
    "CreateRepository", pytest.param("DescribeImageTags", marks=pytest.mark.aws)])
def test_bad_repository_names(server, operation, name):
    response = aws.call(server, operation, {"repositoryName": name})
    assert response.error == "InvalidParameterException", response


@pytest.mark.aws
@pytest.mark.parametrize("number", [-1, 0, 1001, 2**31, 2**31 - 1, -2**31, 2**63, -2**63])
def test_bad_page_sizes(server, number):
    response = aws.call(server, "DescribeImageTags",
                        {"repositoryName": "hostile/none", "maxResults": number})
    assert response.error in ("InvalidParameterException", "SerializationException"), response


@pytest.mark.parametrize("target", [None, "", "DescribeImageTags", "SpencerFrontendService.",
                                    "SpencerFrontendService.\xff", "Other.DescribeImageTags",
                                    "SpencerFrontendService." + "A" * 4000])
def test_bad_targets(server, target):
    headers = signed(server)
    del headers["X-Amz-Target"]
    if target is not None:
        headers["X-Amz-Target"] = target
    response = aws.post(server, BODY, headers)
    assert response.error in SIGNATURE_ERRORS | {"UnknownOperationException"}, response


def test_a_body_over_the_limit_of_the_aws_plane(server):
    body = b'{"repositoryName":"' + b"a" * (64 * MIB) + b'"}'
    headers = signed(server, body) | {"Content-Length": str(len(body))}
    answer = exchange(server.address, request("POST", "/", headers) + body)
    assert answer.status in (400, 413)
    assert answer.json()["__type"]


def test_a_body_said_to_be_huge_is_refused_before_it_comes(server):
    headers = signed(server) | {"Content-Length": str(2**62)}
    answer = exchange(server.address, request("POST", "/", headers) + BODY)
    assert answer.status in (400, 413)


# --- the OCI plane -----------------------------------------------------------------------------

@pytest.fixture(scope="module")
def bearer(server, password):
    with OciClient(server.address, password) as client:
        return {"Authorization": "Bearer " + client.bearer()}


@pytest.fixture(scope="module")
def target(ecr: EcrClient) -> str:
    """A repository's path to be hostile to."""
    ecr.create_repository(repositoryName="hostile/app")
    return f"/v2/{ALIAS}/hostile/app"


def codes(answer: RawAnswer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("authorization", [
    "Bearer", "Bearer ", "Bearer x", "Bearer " + "A" * 4000, "Basic", "Basic !", "Basic QVdT",
    "Basic QVdTOng=", "Basic Ong=", "Negotiate x", "Bearer \xff\xfe", "AWS4-HMAC-SHA256 x"])
@pytest.mark.parametrize("path", ["/v2/", "manifests/v1"])
def test_bad_authorization_is_401_with_a_challenge(server, target, path, authorization):
    path = path if path.startswith("/") else f"{target}/{path}"
    answer = exchange(server.address, request("GET", path, {"Authorization": authorization}))
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer realm=")
    assert codes(answer)


def test_a_changed_bearer_token_is_no_token(server, target, bearer):
    for position in 20, 60, -5:
        text = list(bearer["Authorization"])
        text[position] = "A" if text[position] != "A" else "B"
        answer = exchange(server.address, request(
            "GET", f"{target}/tags/list", {"Authorization": "".join(text)}))
        assert answer.status == 401


@pytest.mark.parametrize("name", [
    "..", "%2e%2e", f"{ALIAS}/..", f"{ALIAS}/../x", f"{ALIAS}/%2e%2e/x", f"{ALIAS}/a%00b",
    f"{ALIAS}/a%2fb%2f..", f"{ALIAS}//x", f"{ALIAS}/A", f"{ALIAS}/{'a' * 300}", f"{ALIAS}/a%ff",
    f"{ALIAS}/a%", f"{ALIAS}/a%zz", f"{ALIAS}/\xff", "Not-An-Alias/x", f"{ALIAS}/a%0d%0ab"])
@pytest.mark.parametrize("path", ["manifests/v1", "tags/list", "blobs/uploads/"])
def test_bad_names_in_paths(server, bearer, name, path):
    method = "POST" if path.startswith("blobs") else "GET"
    headers = bearer | ({"Content-Length": "0"} if method == "POST" else {})
    answer = exchange(server.address, request(method, f"/v2/{name}/{path}", headers))
    assert answer.status in (400, 404), answer


@pytest.mark.parametrize("digest", [
    "sha256:", "sha256:xyz", "sha256:" + "a" * 63, "sha256:" + "a" * 65, "sha256:" + "A" * 64,
    "sha256:" + "g" * 64, "md5:" + "a" * 32, "sha256", ":", "sha256:..%2f..%2fetc%2fpasswd",
    "sha256:" + "a" * 62 + "%00", "sha512:" + "a" * 64, "sha256%3A" + "%2e" * 32])
def test_digests_that_are_none(server, target, bearer, digest):
    for method in "GET", "HEAD", "DELETE":
        answer = exchange(server.address, request(method, f"{target}/blobs/{digest}", bearer))
        assert answer.status in (400, 404, 405), (method, answer)
    start = exchange(server.address, request("POST", f"{target}/blobs/uploads/?digest={digest}",
                                             bearer, b"content"))
    assert start.status == 400, start
    assert codes(start) == ["DIGEST_INVALID"]
    answer = exchange(server.address, request(
        "PUT", f"{target}/manifests/{digest}", bearer | {"Content-Type": OCI_MANIFEST},
        make_image().manifest.content))
    assert answer.status in (400, 404), answer


def test_a_digest_of_something_else_is_refused(server, target, bearer):
    wrong = "sha256:" + "a" * 64
    answer = exchange(server.address, request(
        "POST", f"{target}/blobs/uploads/?digest={wrong}", bearer, b"content"))
    assert answer.status == 400 and codes(answer) == ["DIGEST_INVALID"]
    assert exchange(server.address, request("GET", f"{target}/blobs/{wrong}", bearer)).status == 404


@pytest.mark.parametrize("query", ["n=-1", "n=x", "n=1.5", "n=0x10", "n=%00"])
def test_page_sizes_of_tags_list_that_are_none(server, target, bearer, query):
    answer = exchange(server.address, request("GET", f"{target}/tags/list?{query}", bearer))
    assert answer.status == 400, answer
    assert codes(answer)


@pytest.mark.parametrize("query", ["n=10001", "n=2147483648"])
def test_page_sizes_beyond_the_limit_are_clamped(server, target, bearer, query):
    answer = exchange(server.address, request("GET", f"{target}/tags/list?{query}", bearer))
    assert answer.status == 200, answer


@pytest.mark.parametrize("query", ["n=2147483648", "n=4294967297", "last=%ff%fe", "last=" + "a" * 5000,
                                   "last=..%2f..", "n=1&n=2", "&&&=&", "last=%00"])
def test_odd_queries_of_tags_list(server, target, bearer, query):
    answer = exchange(server.address, request("GET", f"{target}/tags/list?{query}", bearer))
    assert answer.status in (200, 400), answer
    assert "tags" in answer.json() or codes(answer)


MANIFEST = {"schemaVersion": 2, "mediaType": OCI_MANIFEST}
BLOB = {"mediaType": "application/octet-stream", "digest": "sha256:" + "a" * 64, "size": 1}
BAD_MANIFESTS = {
    "empty": b"",
    "not JSON": b"hello",
    "deep": b"[" * 100_000,
    "deep in an unknown member": b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "too many values": b'{"x":[' + b"0," * (2 * MIB - 8) + b"0]}",
    "invalid UTF-8": b'{"schemaVersion":2,"mediaType":"\xff"}',
    "a number": b"1",
    "nothing in it": json.dumps(MANIFEST).encode(),
    "another schema": json.dumps(MANIFEST | {"schemaVersion": 1}).encode(),
    "another media type": json.dumps({"schemaVersion": 2, "mediaType": "text/plain"}).encode(),
    "config missing": json.dumps(MANIFEST | {"config": BLOB, "layers": []}).encode(),
    "negative size": json.dumps(
        MANIFEST | {"config": BLOB | {"size": -1}, "layers": []}).encode(),
    "huge size": json.dumps(
        MANIFEST | {"config": BLOB | {"size": 2**63}, "layers": [BLOB] * 3}).encode(),
    "invalid digest": json.dumps(
        MANIFEST | {"config": BLOB | {"digest": "sha256:../../etc/passwd"}, "layers": []}).encode(),
    "layers of another type": json.dumps(MANIFEST | {"config": BLOB, "layers": "x"}).encode(),
    "null": json.dumps(MANIFEST | {"config": None, "layers": None}).encode(),
    "over the limit": json.dumps(MANIFEST | {"annotations": {"x": "a" * (5 * MIB)}}).encode(),
}
MANIFEST_ERRORS = {"MANIFEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "SIZE_INVALID"}


@pytest.mark.parametrize("kind", BAD_MANIFESTS)
def test_bad_manifests(server, target, bearer, kind):
    answer = exchange(server.address, request(
        "PUT", f"{target}/manifests/bad", bearer | {"Content-Type": OCI_MANIFEST},
        BAD_MANIFESTS[kind]))
    assert answer.status in (400, 404, 413), answer
    assert set(codes(answer)) <= MANIFEST_ERRORS, answer
    missing = exchange(server.address, request("GET", f"{target}/manifests/bad", bearer))
    assert missing.status == 404


@pytest.mark.parametrize("tag", ["", ".a", "-a", "a" * 129, "a%00", "a%20b", "a%2f..%2fb", "%ff"])
def test_tags_that_are_none(server, target, bearer, tag):
    answer = exchange(server.address, request(
        "PUT", f"{target}/manifests/{tag}", bearer | {"Content-Type": OCI_MANIFEST},
        make_image().manifest.content))
    assert answer.status in (400, 404, 405), answer


@pytest.mark.parametrize("upload", [
    "x", "..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "00000000-0000-0000-0000-000000000000",
    "a" * 3000, "%00", "_state"])
def test_uploads_that_are_none(server, target, bearer, upload):
    for method in "GET", "PATCH", "PUT", "DELETE":
        answer = exchange(server.address, request(
            method, f"{target}/blobs/uploads/{upload}", bearer,
            b"x" if method in ("PATCH", "PUT") else b""))
        assert answer.status in (400, 404, 405), (method, answer)


@pytest.mark.parametrize("content_range", ["x", "5-1", "-1-5", "0-", "99-100",
                                           "0-99999999999999999999"])
def test_chunks_that_do_not_fit(server, target, bearer, content_range):
    start = exchange(server.address, request("POST", f"{target}/blobs/uploads/",
                                             bearer | {"Content-Length": "0"}))
    location = re.sub(r"^https?://[^/]*", "", start.headers["location"])
    answer = exchange(server.address, request(
        "PATCH", location, bearer | {"Content-Range": content_range}, b"12"))
    assert answer.status in (400, 416), answer


@pytest.fixture(scope="module")
def ten_bytes(server: Server, target: str, password: str) -> str:
    """The path of a blob: the digits from 0 to 9."""
    with OciClient(server.address, password) as client:
        digest = client.push_blob(target.removeprefix("/v2/"), b"0123456789")
    return f"{target}/blobs/{digest}"


# (status, Content-Range, content) by Range: some of it, nothing because the range is beyond the end, or
# all because the field is ignored.
RANGES = {
    "bytes=1-2": (206, "bytes 1-2/10", b"12"),
    "bytes=9-9": (206, "bytes 9-9/10", b"9"),
    "bytes=8-": (206, "bytes 8-9/10", b"89"),
    "bytes=8-10": (206, "bytes 8-9/10", b"89"),
    "bytes=8-18446744073709551615": (206, "bytes 8-9/10", b"89"),
    "bytes=-1": (206, "bytes 9-9/10", b"9"),
    "bytes=-11": (206, "bytes 0-9/10", b"0123456789"),
    "bytes=10-": (416, "bytes */10", None),
    "bytes=18446744073709551615-": (416, "bytes */10", None),
    "bytes=5-1": (416, "bytes */10", None),
    "bytes=-0": (416, "bytes */10", None),
    "bytes=": (200, None, b"0123456789"),
    "bytes=-": (200, None, b"0123456789"),
    "bytes=x": (200, None, b"0123456789"),
    "bytes=0x1-2": (200, None, b"0123456789"),
    "bytes=--1": (200, None, b"0123456789"),
    "bytes": (200, None, b"0123456789"),
    "lines=1-2": (200, None, b"0123456789"),
    "bytes=0-1,1-2": (400, None, None),
    "bytes=5-6,0-1": (400, None, None),
    "bytes=0-1,x": (400, None, None),
    "bytes=" + "0-1," * 1000: (400, None, None),
    "bytes=" + ",".join(f"{i}-{i}" for i in range(1100)): (400, None, None),
    "bytes=10-,11-": (416, "bytes */10", None),
}


@pytest.mark.parametrize("byte_range", RANGES, ids=lambda byte_range: byte_range[:30])
def test_ranges(server, ten_bytes, bearer, byte_range):
    answer = exchange(server.address,
                      request("GET", ten_bytes, bearer | {"Range": byte_range}))
    status, content_range, content = RANGES[byte_range]
    assert (answer.status, answer.headers.get("content-range")) == (status, content_range), answer
    if content is None:
        assert codes(answer) == ["RANGE_INVALID"]
    else:
        assert answer.body == content


def test_each_of_a_thousand_ranges_is_a_part_of_its_own(server, target, password, bearer):
    content = random.Random(0).randbytes(100_000)
    with OciClient(server.address, password) as client:
        digest = client.push_blob(target.removeprefix("/v2/"), content)
    ranges = [(90 * i, 90 * i + i % 90) for i in range(1024)]
    field = "bytes=" + ",".join(f"{first:010}-{last:010}" for first, last in ranges)
    assert len(field) > 22_000
    answer = exchange(server.address, request("GET", f"{target}/blobs/{digest}",
                                              bearer | {"Range": field}))
    assert answer.status == 206, answer
    assert int(answer.headers["content-length"]) == len(answer.body)
    message = email.message_from_bytes(
        b"Content-Type: " + answer.headers["content-type"].encode() + b"\r\n\r\n" + answer.body,
        policy=email.policy.HTTP)
    assert isinstance(message, email.message.EmailMessage)
    assert [part["Content-Range"] for part in message.iter_parts()] == [
        f"bytes {first}-{last}/100000" for first, last in ranges]
    for first, last in ranges:
        head = f"Content-Range: bytes {first}-{last}/100000\r\n\r\n".encode()
        at = answer.body.index(head) + len(head)
        assert answer.body[at:at + last - first + 1] == content[first:last + 1]


def test_a_range_up_to_a_byte_that_no_64_bits_count_gives_what_there_is(server, ten_bytes, bearer):
    answer = exchange(server.address, request(
        "GET", ten_bytes, bearer | {"Range": "bytes=0-99999999999999999999"}))
    assert answer.status in (200, 206), answer
    assert answer.body == b"0123456789"


@pytest.mark.parametrize("framing", ["a length", "chunks"])
def test_a_body_that_stops_halfway_leaves_nothing(server, target, bearer, password, framing):
    image = make_image()
    with OciClient(server.address, password) as client:
        for blob in image.blobs:
            client.push_blob(target.removeprefix("/v2/"), blob.content)
    # What comes would be good if it were all: nothing but the framing says that it is not.
    half = {"blob": framing.encode() * 10_000, "manifest": image.manifest.content.ljust(50_000)}
    digests = {name: digest_of(content) for name, content in half.items()}
    headers = bearer | {"Content-Type": OCI_MANIFEST}
    pushes = [("POST", f"{target}/blobs/uploads/?digest={digests['blob']}", half["blob"]),
              ("PUT", f"{target}/manifests/half", half["manifest"]),
              ("PUT", f"{target}/manifests/{digests['manifest']}", half["manifest"])]
    for method, path, content in [*pushes, ("POST", "/", b"{}".ljust(50_000))]:
        if framing == "a length":
            sent = request(method, path, headers | {"Content-Length": "100000"}) + content
        else:
            sent = request(method, path, headers | {"Transfer-Encoding": "chunked"},
                           f"{len(content):x}\r\n".encode() + content + b"\r\n")
        answer = exchange(server.address, sent, finish=True)
        assert answer.status == 0 or answer.status >= 400, answer
    for part in (f"blobs/{digests['blob']}", "manifests/half", f"manifests/{digests['manifest']}"):
        missing = exchange(server.address, request("GET", f"{target}/{part}", bearer))
        assert missing.status == 404, part
    for method, path, content in pushes:
        answer = exchange(server.address, request(method, path, headers, content))
        assert answer.status == 201, answer
    with OciClient(server.address, password) as client:  # for the other framing
        deleted = client.request("DELETE", f"{target}/manifests/{digests['manifest']}")
        assert deleted.status == 202, deleted


# --- HTTP itself -------------------------------------------------------------------------------

BAD_REQUESTS = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "unknown version": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "space in the target": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the target": b"GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "space before the colon": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "invalid length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n",
    "length out of 64 bits":
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "invalid chunk size": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunk size out of 64 bits":
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "unknown transfer encoding":
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc",
    "huge header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MIB + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
    "huge target": b"GET /" + b"a" * MIB + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("kind", BAD_REQUESTS)
def test_bad_requests(server, kind):
    answer = exchange(server.address, BAD_REQUESTS[kind], finish=True)
    assert answer.status == 0 or 400 <= answer.status < 600, answer
    assert answer.status not in (500, 502, 503), answer


def allowed_methods(target: str) -> dict[str, str]:
    return {"/v2/": "GET, HEAD, OPTIONS", f"{target}/tags/list": "GET, HEAD, OPTIONS",
            f"{target}/manifests/v1": "GET, HEAD, PUT, DELETE, OPTIONS",
            f"{target}/blobs/sha256:{'a' * 64}": "GET, HEAD, DELETE, OPTIONS",
            f"{target}/blobs/uploads/": "POST, OPTIONS"}


def test_options_are_told_to_everyone(server, target):
    for path, allowed in {**allowed_methods(target), "/": "GET, HEAD, POST, OPTIONS",
                          "/healthz": "GET, HEAD, OPTIONS", "/logo/x.png": "GET, HEAD, OPTIONS",
                          "*": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}.items():
        answer = exchange(server.address, request("OPTIONS", path))
        assert (answer.status, answer.headers.get("allow")) == (204, allowed), (path, answer)


# What the server refuses by itself: more of the target, the version, more fields, and the status.
REFUSED_HEADS = {
    "a field twice": ("", "HTTP/1.1", "Range: bytes=0-1\r\nRange: bytes=0-1\r\n", 400),
    "another host": ("", "HTTP/1.1", "Host: y\r\n", 400),
    "a huge target": ("?" + "a" * MIB, "HTTP/1.1", "", 414),
    "a huge field": ("", "HTTP/1.1", "X: " + "a" * MIB + "\r\n", 431),
    "many fields": ("", "HTTP/1.1", "X: a\r\n" * 101, 431),
    "a coding that is not read": ("", "HTTP/1.1", "Transfer-Encoding: gzip, chunked\r\n", 501),
    "another version": ("", "HTTP/2.0", "", 505),
}


@pytest.mark.parametrize("kind", REFUSED_HEADS)
def test_what_the_server_refuses_by_itself_is_said_as_the_api_has_it(server, target, kind):
    more, version, fields, status = REFUSED_HEADS[kind]

    def refused(start: str, first_fields: str = "") -> RawAnswer:
        head = f"{start}{more} {version}\r\nHost: x\r\n{first_fields}{fields}\r\n"
        answer = exchange(server.address, head.encode())
        assert answer.status == status
        return answer

    for path in f"{target}/tags/list", "/v2/", "/token/":
        error, = refused(f"PUT {path}").json()["errors"]
        assert error["code"]
        assert error["message"]
    for path in "/", "//", "/v2/", "/nowhere":
        # A target that fills the head leaves no room for the field that says whose it is.
        is_known = path in ("/", "//") or status != 414
        answer = refused(f"POST {path}", "X-Amz-Target: SpencerFrontendService.X\r\n")
        if is_known:
            assert answer.json()["__type"]
            assert answer.json()["message"]
    assert refused("PUT /nowhere").headers["content-type"] == "text/plain; charset=utf-8"


def test_a_long_body_does_not_hide_that_nothing_takes_it(server, target, bearer):
    body = b"x" * (MIB // 8)
    for method in "PUT", "POST", "GET", "DELETE":
        for path, status in {f"{target}/nothing": 404, "/nowhere": 404, "/logo/x.png": 404}.items():
            answer = exchange(server.address, request(method, path, bearer, body))
            assert answer.status in (status, 405), (method, path, answer)
        assert exchange(server.address, request(method, f"{target}/nothing", {}, body)).status == 401


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "get", "PATCH"])
def test_methods_not_served(server, target, bearer, method):
    for path, allowed in allowed_methods(target).items():
        answer = exchange(server.address, request(method, path, bearer))
        assert (answer.status, answer.headers.get("allow")) == (405, allowed), (path, answer)
        assert codes(answer) == ["UNSUPPORTED"]
        assert exchange(server.address, request(method, path)).status == 401, path
    for path in "/", "/healthz":
        answer = exchange(server.address, request(method, path))
        assert answer.status in (400, 404, 405, 501), (path, answer)


def test_pipelined_requests_are_answered_in_order(server):
    count = 50
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    other = b"GET /nothing-here HTTP/1.1\r\nHost: x\r\n\r\n"
    with connect(server.address) as connection:
        connection.sendall((one + other) * count + request("GET", "/healthz"))
        received = read_all(connection)
    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200", b"404"] * count + [b"200"]


def test_a_body_is_asked_for_if_the_client_waits(server, target, bearer):
    headers = bearer | {"Expect": "100-continue", "Content-Length": "7"}
    digest = "sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"
    with connect(server.address) as connection:
        connection.sendall(request("POST", f"{target}/blobs/uploads/?digest={digest}", headers))
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"content")
        assert parse(read_all(connection)).status == 201


def test_many_values_take_little_memory(tmp_path):
    """15 million of them, from a user that may do nothing."""
    body = b'{"x":[' + b"0," * (15 * MIB) + b"0]}"
    with Server(tmp_path) as server:
        nobody = Administration(server).create_user(ALIAS, "nobody")
        before = server.peak_bytes()
        response = aws.call_as(server, nobody, "UploadLayerPart", body)
        assert response.error == "SerializationException", response
        assert "too many values" in response.json()["message"]
        assert server.peak_bytes() - before < 4 * len(body)


def test_a_caller_that_only_knows_a_key_id_holds_no_more_than_a_share(tmp_path):
    """The id of an access key is no secret: large requests in its name, that never end."""
    count = 300
    with Server(tmp_path, "--max-held", str(64 * MIB)) as server:
        aws.make_client(server).create_repository(repositoryName="app")
        headers = signed(server) | {"X-Amz-Target": "SpencerFrontendService.UploadLayerPart",
                                    "Content-Length": str(12 * MIB), "Host": server.address}
        friend = Administration(server).create_user(ALIAS, "friend")
        before = server.peak_bytes()
        connections = [connect(server.address, source=f"127.0.0.{2 + number % 8}")
                       for number in range(count)]
        for connection in connections:
            connection.sendall(request("POST", "/", headers))
        for connection in connections:
            connection.sendall(b" " * MIB)
        wait_until(lambda: sum(is_answered(connection) for connection in connections) > count // 2)
        refused = [connection for connection in connections if is_answered(connection)]
        for connection in refused[:5]:
            answer = parse(connection.recv(65536))
            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
            assert answer.json()["__type"] == "ServiceUnavailable"
        # And not as much as they have sent. ThreadSanitizer remembers every byte that was used.
        limit_bytes = 200 * MIB if is_under_thread_sanitizer() else 96 * MIB
        assert server.peak_bytes() - before < limit_bytes
        body = b'{"repositoryName":"app","x":"' + b"a" * MIB + b'"}'
        response = aws.call_as(server, friend, "DescribeImageTags", body)
        assert response.error == "AccessDeniedException", response  # it was read
        for connection in connections:
            connection.close()


def is_answered(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def test_many_connections_that_say_nothing(server):
    connections = [connect(server.address) for _ in range(200)]
    assert server.is_healthy()
    for connection in connections:
        connection.close()


# --- no growth ---------------------------------------------------------------------------------

def test_no_growth(tmp_path):
    """The same hostile requests again and again on a server of its own."""
    def bombard(server: Server, headers: dict[str, str]) -> dict[str, list]:
        """The answers."""
        return {
            "signatures": [aws.post(server, BODY, make_headers(server)).error
                           for make_headers in BAD_SIGNATURES.values()],
            "json": [aws.call(server, "DescribeImageTags", body).error
                     for body in BAD_JSON.values()],
            "requests": [exchange(server.address, raw, finish=True).status
                         for raw in BAD_REQUESTS.values()],
            "manifests": [code for body in BAD_MANIFESTS.values() for code in codes(exchange(
                server.address,
                request("PUT", f"/v2/{ALIAS}/app/manifests/bad", headers, body)))]}

    with Server(tmp_path) as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as client:
            headers = {"Authorization": "Bearer " + client.bearer(), "Content-Type": OCI_MANIFEST}
        # Each gets as far as to the parser that it is to be hostile to.
        answers = bombard(server, headers)
        assert set(answers["signatures"]) <= SIGNATURE_ERRORS
        assert set(answers["json"]) <= {"SerializationException", "InvalidParameterException"}
        assert set(answers["requests"]) <= {0, 400, 413, 414, 431, 501, 505}, answers
        assert set(answers["manifests"]) <= MANIFEST_ERRORS, answers
        for _ in range(2):
            bombard(server, headers)
        before = server.resident_bytes()
        for _ in range(ROUNDS):
            bombard(server, headers)
        assert server.resident_bytes() - before < GROWTH_LIMIT_BYTES
