"""All operations, held against botocore's model of the service."""

import base64
import hashlib
from typing import Any

import pytest
from support import aws
from support.aws import EcrClient
from support.images import make_image, make_multi_arch
from support.oci import OciClient
from support.real_service import only_reads
from support.server import ALIAS, Server
from support.service_model import (COMMON_ERRORS, LOGO, MANIFEST, MEANINGFUL, POLICY,
                                   ServiceModel)

MODEL = ServiceModel()
OPERATIONS = sorted(MODEL.operations)
NOT_THERE = {"repositoryName": "model/none"}

# Errors declared that no request to this server can bring about.
NEVER = {
    "*": {
        "ServerException",  # a broken machine's; tests/fault breaks it
        "UnsupportedCommandException",  # every operation is supported
    },
    "GetAuthorizationToken": {"InvalidParameterException"},  # it has no parameters
    # What a repository says may be empty, but is never missing: Terraform reads it at once.
    "GetRepositoryCatalogData": {"RepositoryCatalogDataNotFoundException"},
    "PutImage": {"ImageTagAlreadyExistsException"},  # tags can always be moved
    "UntagResource": {"TooManyTagsException"},  # taking away makes fewer
}
# Output members that cannot be seen here.
NOT_SEEN = {
    "DescribeRegistries": {("nextToken",)},  # a caller has one registry
    # Nothing here is certified by the AWS Marketplace.
    "CreateRepository": {("catalogData", "marketplaceCertified")},
    "GetRepositoryCatalogData": {("catalogData", "marketplaceCertified")},
    "PutRepositoryCatalogData": {("catalogData", "marketplaceCertified")},
}
# Values that the model allows and OCI does not: a tag has at most 128 characters.
NARROWER = {("PutImage", ("imageTag",), "at max 300")}


@pytest.fixture(scope="module")
def server(tmp_path_factory, real_service):
    """With quotas that can be reached."""
    if real_service:
        yield real_service
        return
    with Server(tmp_path_factory.mktemp("server"), "--quota-repositories", "20",
                "--quota-images", "12", "--quota-layer-parts", "2") as running:
        yield running


def call(server: Server, operation: str, parameters: dict) -> aws.RawResponse:
    """Any error that comes must be one the model declares, or one common to AWS."""
    response = aws.call(server, operation, parameters)
    if response.error is not None:
        assert response.error in MODEL.declared_errors(operation) | COMMON_ERRORS, response
    return response


def at_path(value: Any, path: tuple) -> Any:
    """Parameters that hold nothing but this value, below lists and structures."""
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


def merged(base: dict, extra: dict) -> dict:
    def of(name: str, value: Any) -> Any:
        both = isinstance(base.get(name), dict) and isinstance(value, dict)
        return merged(base[name], value) if both else value

    return base | {name: of(name, value) for name, value in extra.items()}


def parameters_with(server: Server, operation: str, path: tuple, value: Any) -> dict:
    """Everything required, and this value, about a repository that does not exist."""
    shape = MODEL.shapes[MODEL.input_of(operation)]
    base = {name: MODEL.valid(shape["members"][name]["shape"])
            for name in shape.get("required", [])}
    if "repositoryName" in base:
        base["repositoryName"] = "model/bounds" if operation == "CreateRepository" else "model/none"
    if "resourceArn" in base:
        base["resourceArn"] = arn(server, "model/none")
    extra = at_path(value, path)
    if path[:1] == ("tags",) and len(path) == 3:  # a tag needs its key and its value
        extra = {"tags": [{"Key": "key", "Value": "value"} | extra["tags"][0]]}
    return merged(base, extra)


def arn(server: Server, repository: str) -> str:
    registry_id = aws.registry_id(aws.make_client(server))
    return f"arn:aws:ecr-public::{registry_id}:repository/{repository}"


def marks_of(operation: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.aws] if only_reads(operation) else []


INPUT_CASES = [
    pytest.param(operation, path, case, marks=marks_of(operation),
                 id=f"{operation}-{'.'.join(map(str, path))}-{case.label}")
    for operation in OPERATIONS
    for path, shape in MODEL.members(MODEL.input_of(operation))
    for case in MODEL.cases(shape)
]


@pytest.fixture
def bounds_repository(server, operation):
    """What CreateRepository makes of a valid case is taken away again."""
    yield
    if only_reads(operation):
        return
    call(server, "DeleteRepository", {"repositoryName": "model/bounds", "force": True})


@pytest.mark.parametrize("operation,path,case", INPUT_CASES)
@pytest.mark.usefixtures("bounds_repository")
def test_input_bounds(server, operation, path, case):
    parameters = parameters_with(server, operation, path, case.value)
    if parameters.get("imageManifest"):  # is only read if the repository exists
        if path != ("repositoryName",):
            parameters["repositoryName"] = "model/bounds"
        call(server, "CreateRepository", {"repositoryName": "model/bounds"})
    response = call(server, operation, parameters)
    refused = response.error in ("InvalidParameterException", "SerializationException")
    is_valid = case.is_valid and (operation, path, case.label) not in NARROWER
    assert refused != is_valid, response
    name = case.value if path == ("repositoryName",) else None
    if operation == "CreateRepository" and response.error is None and name is not None:
        call(server, "DeleteRepository", {"repositoryName": name})


@pytest.mark.parametrize("operation,member", [
    pytest.param(operation, member, marks=marks_of(operation)) for operation in OPERATIONS
    for member in MODEL.shapes[MODEL.input_of(operation)].get("required", [])])
def test_required_members(server, operation, member):
    parameters = parameters_with(server, operation, (), {})
    del parameters[member]
    for missing in parameters, parameters | {member: None}:
        assert call(server, operation, missing).error == "InvalidParameterException"


IMAGE = make_image()
INDEX = make_multi_arch()


@pytest.fixture(scope="module")
def filled(server: Server, ecr: EcrClient, password: str) -> str:
    """A repository with a bit of everything."""
    ecr.create_repository(repositoryName="model/filled")
    with OciClient(server.address, password) as oci:
        oci.push(f"{ALIAS}/model/filled", IMAGE, "v1")
        oci.push(f"{ALIAS}/model/filled", INDEX, "multi")
    return "model/filled"


FILLED = {"repositoryName": "model/filled"}
CATALOG_DATA = {"description": "d", "architectures": ["x86-64"], "operatingSystems": ["Linux"],
                "logoImageBlob": base64.b64encode(LOGO).decode(), "aboutText": "about",
                "usageText": "usage"}
TAGS = [{"Key": "team", "Value": "a"}]
LAYER = b"layer"
LAYER_DIGEST = "sha256:" + hashlib.sha256(LAYER).hexdigest()


def upload(server: Server, *parts: bytes, repository: str = "model/filled") -> dict:
    """Parameters that name an upload which has received these parts."""
    started = call(server, "InitiateLayerUpload", {"repositoryName": repository}).json()
    named = {"repositoryName": repository, "uploadId": started["uploadId"]}
    first = 0
    for part in parts:
        call(server, "UploadLayerPart", named | part_at(first, part))
        first += len(part)
    return named


def part_at(first: int, part: bytes) -> dict:
    return {"partFirstByte": first, "partLastByte": first + len(part) - 1,
            "layerPartBlob": base64.b64encode(part).decode()}


def showing(server: Server) -> dict[str, list[dict]]:
    """Requests that together show every member of every answer, in an order that works."""
    bare = {"repositoryName": "model/bare"}
    resource = {"resourceArn": arn(server, "model/bare")}
    return {
        "GetAuthorizationToken": [{}],
        "CreateRepository": [bare | {"catalogData": CATALOG_DATA, "tags": TAGS}],
        "TagResource": [resource | {"tags": TAGS}],
        "ListTagsForResource": [resource],
        "UntagResource": [resource | {"tagKeys": ["team"]}],
        "PutRepositoryCatalogData": [bare | {"catalogData": CATALOG_DATA}],
        "GetRepositoryCatalogData": [bare],
        "SetRepositoryPolicy": [bare | {"policyText": POLICY}],
        "GetRepositoryPolicy": [bare],
        "DeleteRepositoryPolicy": [bare],
        "DescribeRepositories": [{}, {"maxResults": 1}],
        "DeleteRepository": [bare],
        "PutRegistryCatalogData": [{"displayName": "Acme"}],
        "GetRegistryCatalogData": [{}],
        "DescribeRegistries": [{}],
        "DescribeImages": [FILLED, FILLED | {"maxResults": 1}],
        "DescribeImageTags": [FILLED, FILLED | {"maxResults": 1}],
        "InitiateLayerUpload": [FILLED],
        "UploadLayerPart": [upload(server) | part_at(0, LAYER)],
        "CompleteLayerUpload": [upload(server, LAYER) | {"layerDigests": [LAYER_DIGEST]}],
        "BatchCheckLayerAvailability": [
            FILLED | {"layerDigests": [IMAGE.config.digest, "", "sha256:" + "0" * 64]}],
        "PutImage": [FILLED | {"imageManifest": MANIFEST, "imageTag": "put"}],
        "BatchDeleteImage": [FILLED | {"imageIds": [
            {"imageTag": "put"}, {"imageDigest": "sha256:" + "0" * 64, "imageTag": "none"}]}],
    }


@pytest.mark.usefixtures("filled")
def test_output_members(server):
    requests_of = showing(server)
    assert sorted(requests_of) == OPERATIONS
    for operation, requests in requests_of.items():
        output = MODEL.output_of(operation)
        seen = set()
        for parameters in requests:
            response = call(server, operation, parameters)
            assert response.status == 200, response
            assert response.headers["Content-Type"] == aws.CONTENT_TYPE
            seen |= MODEL.check_output(output, response.json())
        expected = {path for path, _ in MODEL.members(output)}
        assert expected - seen == NOT_SEEN.get(operation, set()), operation


@pytest.fixture(scope="module")
def full(server, ecr):
    """The repository model/full holds as many images as it may."""
    ecr.create_repository(repositoryName="model/full")
    for number in range(1, 13):
        put = call(server, "PutImage", {"repositoryName": "model/full",
                                        "imageManifest": MANIFEST + " " * number})
        assert put.status == 200


@pytest.fixture(scope="module")
def no_room(server):
    """There are as many repositories as there may be."""
    names = (f"model/room-{number}" for number in range(21))
    while call(server, "CreateRepository", {"repositoryName": next(names)}).error is None:
        pass


def provoking(server: Server) -> dict[str, dict[str, dict]]:
    """A request for each error declared that deserves it."""
    resource = {"resourceArn": arn(server, "model/filled")}
    elsewhere = {"resourceArn": arn(server, "model/none")}
    too_many = [{"Key": f"key-{i}", "Value": ""} for i in range(51)]
    unknown_registry = FILLED | {"registryId": "nobody"}
    digests = {"layerDigests": [LAYER_DIGEST]}
    five_mib = b"x" * (5 << 20)
    invalid: dict[str, dict] = {"InvalidParameterException": {}}
    missing = {"RepositoryNotFoundException": NOT_THERE}
    no_registry = {"RegistryNotFoundException": unknown_registry}
    upload_id = {"uploadId": MEANINGFUL["UploadId"]}

    def with_all(errors: dict, more: dict) -> dict:
        return {name: parameters | more if parameters else {} for name, parameters in errors.items()}

    return {
        "GetAuthorizationToken": {},
        "GetRegistryCatalogData": {},
        "PutRegistryCatalogData": {"InvalidParameterException": {"displayName": "x" * 101}},
        "CreateRepository": invalid | {
            "RepositoryAlreadyExistsException": FILLED,
            "InvalidTagParameterException": NOT_THERE | {"tags": [{"Key": "aws:x", "Value": ""}]},
            "TooManyTagsException": NOT_THERE | {"tags": too_many},
            "LimitExceededException": NOT_THERE,
        },
        "DeleteRepository": invalid | missing | {"RepositoryNotEmptyException": FILLED},
        "DescribeRegistries": {"InvalidParameterException": {"nextToken": "x"}},
        "DescribeRepositories": {
            "InvalidParameterException": {"repositoryNames": ["model/filled"], "maxResults": 1},
            "RepositoryNotFoundException": {"repositoryNames": ["model/none"]},
        },
        "DescribeImages": missing | {
            "InvalidParameterException": FILLED | {"maxResults": 1,
                                                   "imageIds": [{"imageTag": "v1"}]},
            "ImageNotFoundException": FILLED | {"imageIds": [{"imageTag": "none"}]},
        },
        "DescribeImageTags": missing | {
            "InvalidParameterException": FILLED | {"nextToken": "x"}},
        "GetRepositoryCatalogData": invalid | missing,
        "PutRepositoryCatalogData": invalid | with_all(missing, {"catalogData": {}}),
        "GetRepositoryPolicy": invalid | missing | {"RepositoryPolicyNotFoundException": FILLED},
        "DeleteRepositoryPolicy": invalid | missing | {"RepositoryPolicyNotFoundException": FILLED},
        "SetRepositoryPolicy": with_all(missing, {"policyText": POLICY}) | {
            "InvalidParameterException": FILLED | {"policyText": "{}"}},
        "ListTagsForResource": {
            "InvalidParameterException": {"resourceArn": "x"},
            "RepositoryNotFoundException": elsewhere},
        "TagResource": {
            "InvalidParameterException": {"resourceArn": "x", "tags": TAGS},
            "InvalidTagParameterException": resource | {"tags": [{"Key": "x"}]},
            "TooManyTagsException": resource | {"tags": too_many},
            "RepositoryNotFoundException": elsewhere | {"tags": TAGS}},
        "UntagResource": {
            "InvalidParameterException": {"resourceArn": "x", "tagKeys": []},
            "InvalidTagParameterException": resource | {"tagKeys": ["aws:x"]},
            "RepositoryNotFoundException": elsewhere | {"tagKeys": []}},
        "BatchCheckLayerAvailability": with_all(invalid | missing | no_registry, digests),
        "BatchDeleteImage": invalid | with_all(missing, {"imageIds": [{"imageTag": "x"}]}),
        "InitiateLayerUpload": invalid | missing | no_registry,
        "UploadLayerPart": with_all(invalid | missing | no_registry,
                                    upload_id | part_at(0, LAYER)) | {
            "UploadNotFoundException": FILLED | upload_id | part_at(0, LAYER),
            "InvalidLayerPartException": upload(server, LAYER) | part_at(0, LAYER),
            "LimitExceededException": upload(server, five_mib, b"a")
            | part_at(len(five_mib) + 1, b"b"),
        },
        "CompleteLayerUpload": with_all(invalid | missing | no_registry, upload_id | digests) | {
            "UploadNotFoundException": FILLED | upload_id | digests,
            "EmptyUploadException": upload(server) | digests,
            "InvalidLayerException": upload(server, b"other") | digests,
            "LayerPartTooSmallException": upload(server, b"a", b"b") | digests,
            "LayerAlreadyExistsException": upload(server, IMAGE.config.content)
            | {"layerDigests": [IMAGE.config.digest]},
        },
        "PutImage": with_all(missing | no_registry, {"imageManifest": MANIFEST}) | {
            "InvalidParameterException": FILLED | {"imageManifest": "{}"},
            "ImageAlreadyExistsException": FILLED | {
                "imageManifest": IMAGE.manifest.content.decode(), "imageTag": "v1"},
            "LayersNotFoundException": FILLED | {
                "imageManifest": make_image().manifest.content.decode()},
            "ReferencedImagesNotFoundException": FILLED | {
                "imageManifest": make_multi_arch().manifest.content.decode()},
            "ImageDigestDoesNotMatchException": FILLED | {
                "imageManifest": MANIFEST, "imageDigest": "sha256:" + "0" * 64},
            "LimitExceededException": {"repositoryName": "model/full", "imageManifest": MANIFEST},
        },
    }


@pytest.mark.usefixtures("filled", "full", "no_room")
def test_declared_errors(server):
    provoked_by = provoking(server)
    assert sorted(provoked_by) == OPERATIONS
    for operation, provoked in provoked_by.items():
        for error, parameters in provoked.items():
            assert call(server, operation, parameters).error == error, (operation, parameters)
        never = NEVER["*"] | NEVER.get(operation, set())
        assert set(provoked) | never == MODEL.declared_errors(operation), operation


@pytest.mark.usefixtures("filled")
def test_invalid_layer_part_says_how_far_the_layer_has_come(server, ecr):
    """The one error with members of its own."""
    named = upload(server, LAYER)
    response = call(server, "UploadLayerPart", named | part_at(0, LAYER))
    assert response.json() == {
        "__type": "InvalidLayerPartException", "message": response.json()["message"],
        "registryId": aws.registry_id(ecr), **named, "lastValidByteReceived": len(LAYER) - 1}
    assert set(response.json()) - {"__type"} == set(
        MODEL.shapes["InvalidLayerPartException"]["members"])


def test_other_operations_are_unknown(server):
    assert aws.call(server, "NoSuch", {}).error == "UnknownOperationException"
