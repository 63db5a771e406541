"""Who may do what: every operation and every OCI endpoint, for every kind of caller, in one table."""

import json
from typing import NamedTuple

import pytest
from support import aws
from support.administration import Administration, Credentials
from support.callers import ecr_client, oci_client, user_with
from support.images import digest_of, make_image
from support.oci import OciClient
from support.server import Server
from support.service_model import ServiceModel

IMAGE = make_image()
CALLERS = ["anonymous", "no policy", "read only", "power user", "administrator", "other account",
           "other account with repository policy", "revoked key"]
# What the repository policy of `shared` lets the account `partner` do, whose administrator may do
# everything as far as its own policies go.
SHARED = ["BatchCheckLayerAvailability", "CompleteLayerUpload", "DescribeImageTags",
          "DescribeImages", "InitiateLayerUpload", "PutImage", "UploadLayerPart"]

# In the order of CALLERS: + may, - may not, ! is not known (or has to log in). Then the answer to a
# caller that may: no request changes anything, so the next caller can send all of them again.
OPERATIONS = {
    "BatchCheckLayerAvailability": ("! - + + + - + !", None),
    "BatchDeleteImage": ("! - - - + - - !", None),
    "CompleteLayerUpload": ("! - - + + - + !", "UploadNotFoundException"),
    # These five name no registry: they are about the caller's own.
    "CreateRepository": ("! - - - + + + !", "RepositoryAlreadyExistsException"),
    "DescribeRegistries": ("! - + + + + + !", None),
    "GetAuthorizationToken": ("! - + + + + + !", None),
    "GetRegistryCatalogData": ("! - + + + + + !", None),
    "PutRegistryCatalogData": ("! - - - + + + !", None),
    "DeleteRepository": ("! - - - + - - !", "RepositoryNotEmptyException"),
    "DeleteRepositoryPolicy": ("! - - - + - - !", "RepositoryPolicyNotFoundException"),
    "DescribeImageTags": ("! - + + + - + !", None),
    "DescribeImages": ("! - + + + - + !", None),
    "DescribeRepositories": ("! - + + + - - !", None),
    "GetRepositoryCatalogData": ("! - + + + - - !", None),
    "GetRepositoryPolicy": ("! - + + + - - !", "RepositoryPolicyNotFoundException"),
    "InitiateLayerUpload": ("! - - + + - + !", None),
    "ListTagsForResource": ("! - - - + - - !", None),
    "PutImage": ("! - - + + - + !", "ImageAlreadyExistsException"),
    "PutRepositoryCatalogData": ("! - - - + - - !", None),
    "SetRepositoryPolicy": ("! - - - + - - !", "InvalidParameterException"),
    "TagResource": ("! - - - + - - !", None),
    "UntagResource": ("! - - - + - - !", None),
    "UploadLayerPart": ("! - - + + - + !", "UploadNotFoundException"),
}
NO_UPLOAD = "uploads/00000000-0000-4000-8000-000000000000"
OCI_ENDPOINTS = {
    # Images are public: any caller may read one by name. A revoked login counts as no login.
    ("GET", "/v2/"): ("+ + + + + + + !", 200),
    ("HEAD", "manifests/1"): ("+ + + + + + + !", 200),
    ("GET", "manifests/1"): ("+ + + + + + + !", 200),
    ("GET", "tags/list"): ("+ + + + + + + !", 200),
    ("HEAD", "blobs/{blob}"): ("+ + + + + + + !", 200),
    ("GET", "blobs/{blob}"): ("+ + + + + + + !", 200),
    ("POST", "blobs/uploads/"): ("! - - + + - + !", 202),
    ("POST", "blobs/uploads/?mount={blob}&from={repository}"): ("! - - + + - + !", 201),
    ("GET", "blobs/" + NO_UPLOAD): ("! - - + + - + !", 404),
    ("PATCH", "blobs/" + NO_UPLOAD): ("! - - + + - + !", 404),
    ("PUT", "blobs/" + NO_UPLOAD + "?digest={blob}"): ("! - - + + - + !", 404),
    ("PUT", "blobs/" + NO_UPLOAD + "?digest={layer}"): ("! - - + + - + !", 404),
    ("DELETE", "blobs/" + NO_UPLOAD): ("! - - + + - + !", 404),
    ("PUT", "manifests/1"): ("! - - + + - + !", 201),
    ("DELETE", "manifests/none"): ("! - - - + - - !", 404),
    ("DELETE", "blobs/sha256:" + "0" * 64): ("! - - - + - - !", 404),
}
CONTENT = {
    ("PUT", "blobs/" + NO_UPLOAD + "?digest={layer}"): IMAGE.layers[0].content,
    ("PUT", "manifests/1"): IMAGE.manifest.content,
}


class Caller(NamedTuple):
    repository: str  # which one it asks for
    credentials: Credentials | None
    oci: OciClient


class Scene(NamedTuple):
    server: Server
    owner: str  # registry id
    callers: dict[str, Caller]


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as server:
        admin = Administration(server)
        administrator = Credentials(*server.credentials())
        owner = aws.registry_id(aws.make_client(server))
        accounts = {alias: admin.create_account(alias) for alias in ("other", "partner")}
        for credentials in (administrator, *accounts.values()):
            ecr = ecr_client(server, credentials)
            for name in "plain", "shared":
                ecr.create_repository(repositoryName=name)
        fill(server, administrator, "plain", "shared")
        share(server, administrator, admin.account_id("partner"))
        users = {name: admin.create_user("acme", name) for name in ("none", "reader", "power", "gone")}
        read_only = "AmazonElasticContainerRegistryPublicReadOnly"
        for name in "none", "reader", "gone":
            admin.run("policy", "attach", "acme", name, read_only)
        admin.run("policy", "attach", "acme", "power", read_only.replace("ReadOnly", "PowerUser"))
        holders = dict(zip(CALLERS[1:], [
            users["none"], users["reader"], users["power"], administrator, accounts["other"],
            accounts["partner"], users["gone"]]))
        callers = {"anonymous": Caller("plain", None, OciClient(server.address))}
        for name, credentials in holders.items():
            oci = oci_client(server, credentials)
            oci.bearer()  # now, for some lose their rights below
            repository = "shared" if credentials == accounts["partner"] else "plain"
            callers[name] = Caller(repository, credentials, oci)
        admin.run("policy", "detach", "acme", "none", read_only)
        admin.run("key", "delete", users["gone"].access_key_id)
        yield Scene(server, owner, callers)
        for caller in callers.values():
            caller.oci.close()


def fill(server: Server, credentials: Credentials, *repositories: str) -> None:
    with oci_client(server, credentials) as oci:
        for name in repositories:
            oci.push(f"acme/{name}", IMAGE, "1")


def share(server: Server, credentials: Credentials, partner: str) -> None:
    ecr_client(server, credentials).set_repository_policy(
        repositoryName="shared", policyText=json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{partner}:root"},
            "Action": ["ecr-public:" + action for action in SHARED]}]}))


def parameters_of(operation: str, owner: str, repository: str) -> dict:
    named = {"registryId": owner, "repositoryName": repository}
    resource = {"resourceArn": f"arn:aws:ecr-public::{owner}:repository/{repository}"}
    digests = {"layerDigests": [digest_of(b"nothing")]}
    upload = {"uploadId": "00000000-0000-4000-8000-000000000000"}
    parameters: dict[str, dict] = {
        "BatchCheckLayerAvailability": named | digests,
        "BatchDeleteImage": named | {"imageIds": [{"imageTag": "none"}]},
        "CompleteLayerUpload": named | upload | digests,
        "CreateRepository": {"repositoryName": repository},
        "DescribeRegistries": {},
        "DescribeRepositories": {"registryId": owner, "repositoryNames": [repository]},
        "GetAuthorizationToken": {},
        "GetRegistryCatalogData": {},
        "ListTagsForResource": resource,
        "PutImage": named | {"imageManifest": IMAGE.manifest.content.decode(), "imageTag": "1"},
        "PutRegistryCatalogData": {},
        "PutRepositoryCatalogData": named | {"catalogData": {}},
        "SetRepositoryPolicy": named | {"policyText": "none"},
        "TagResource": resource | {"tags": [{"Key": "team", "Value": "a"}]},
        "UntagResource": resource | {"tagKeys": ["none"]},
        "UploadLayerPart": named | upload | {
            "partFirstByte": 0, "partLastByte": 0, "layerPartBlob": "eA=="},
    }
    return parameters.get(operation, named)


def outcome(row: str, caller: str) -> str:
    return row.split()[CALLERS.index(caller)]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("operation", sorted(ServiceModel().operations))
def test_operation(scene, operation, caller):
    row, answer_of_those_who_may = OPERATIONS[operation]
    who = scene.callers[caller]
    parameters = parameters_of(operation, scene.owner, who.repository)
    response = aws.call_as(scene.server, who.credentials, operation, parameters)
    expected = {"+": answer_of_those_who_may, "-": "AccessDeniedException",
                "!": "MissingAuthenticationTokenException" if who.credentials is None
                else "UnrecognizedClientException"}[outcome(row, caller)]
    assert response.error == expected, response
    if expected == "AccessDeniedException":
        text = response.json()["message"]
        assert f"is not authorized to perform: ecr-public:{operation} on resource:" in text, text


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("endpoint", OCI_ENDPOINTS, ids=" ".join)
def test_oci_endpoint(scene, endpoint, caller):
    method, path = endpoint
    row, status_of_those_who_may = OCI_ENDPOINTS[endpoint]
    who = scene.callers[caller]
    full_name = f"acme/{who.repository}"
    if not path.startswith("/"):
        path = f"/v2/{full_name}/" + path.format(
            blob=IMAGE.config.digest, layer=IMAGE.layers[0].digest, repository=full_name)
    headers = {"Content-Type": IMAGE.manifest.media_type} if "/manifests/" in path else {}
    body = CONTENT.get(endpoint, b"") if method != "GET" else None
    response = who.oci.request(method, path, body, headers)
    expected = {"+": status_of_those_who_may, "-": 403, "!": 401}[outcome(row, caller)]
    assert response.status == expected, response
    if method != "HEAD" and expected in (401, 403):
        assert response.error_codes() == ["UNAUTHORIZED" if expected == 401 else "DENIED"]


def test_a_policy_for_every_repository_lets_its_holder_list_them(scene):
    resource = f"arn:aws:ecr-public::{scene.owner}:repository/*"
    listing = {"Effect": "Allow", "Action": "ecr-public:DescribeRepositories", "Resource": resource}
    credentials = user_with(Administration(scene.server), listing)
    ecr = ecr_client(scene.server, credentials)
    for parameters in {}, {"repositoryNames": ["plain", "shared"]}:
        found = ecr.describe_repositories(**parameters)["repositories"]
        assert [repository["repositoryName"] for repository in found] == ["plain", "shared"]


def test_the_table_names_every_operation():
    assert sorted(OPERATIONS) == sorted(ServiceModel().operations)
    for row, _ in [*OPERATIONS.values(), *OCI_ENDPOINTS.values()]:
        assert len(row.split()) == len(CALLERS)
