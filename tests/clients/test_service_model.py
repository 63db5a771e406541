"""The operations delivered, held against botocore's model of the service."""

import pytest
from support import aws
from support.images import make_image, make_multi_arch
from support.oci import OciClient
from support.server import ALIAS
from support.service_model import COMMON_ERRORS, ServiceModel

MODEL = ServiceModel()
DELIVERED = ["GetAuthorizationToken", "CreateRepository", "DeleteRepository",
             "DescribeRepositories", "DescribeRegistries", "DescribeImages", "DescribeImageTags"]

# Errors declared that no request to this server can bring about.
NOT_PROVOKED = {
    "*": {"ServerException", "UnsupportedCommandException"},
    # There is no limit of repositories, and resource tags are not stored yet.
    "CreateRepository": {"LimitExceededException", "InvalidTagParameterException",
                         "TooManyTagsException"},
    "GetAuthorizationToken": {"InvalidParameterException"},  # it has no parameters
}
# Output members that cannot be seen here.
NOT_SEEN = {
    ("DescribeRegistries", ("nextToken",)),  # a caller has one registry
} | {
    # Catalog data is not stored yet: a request that has some is refused.
    ("CreateRepository", path) for path, _ in MODEL.members(MODEL.output_of("CreateRepository"))
    if path[0] == "catalogData" and len(path) > 1
}


def call(server, operation: str, parameters: dict) -> aws.RawResponse:
    """Any error that comes must be one the model declares, or one common to AWS."""
    response = aws.call(server, operation, parameters)
    if response.error is not None:
        assert response.error in MODEL.declared_errors(operation) | COMMON_ERRORS, response
    return response


def at_path(value, path: tuple):
    """Parameters that hold nothing but this value, below lists and structures."""
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


def merged(base: dict, extra: dict) -> dict:
    return base | {name: merged(base[name], value) if isinstance(base.get(name), dict) else value
                   for name, value in extra.items()}


def parameters_with(operation: str, path: tuple, value) -> dict:
    """Everything required, and this value."""
    required = MODEL.shapes[MODEL.input_of(operation)].get("required", [])
    name = "model/bounds" if operation == "CreateRepository" else "model/none"
    base = {"repositoryName": name} if "repositoryName" in required else {}
    extra = at_path(value, path)
    if path[:1] == ("tags",) and len(path) == 3:  # a tag needs its key
        extra = {"tags": [{"Key": "key", "Value": "value"} | extra["tags"][0]]}
    return merged(base, extra)


INPUT_CASES = [
    pytest.param(operation, path, case, id=f"{operation}-{'.'.join(map(str, path))}-{case.label}")
    for operation in DELIVERED
    for path, shape in MODEL.members(MODEL.input_of(operation))
    for case in MODEL.cases(shape)
]


@pytest.mark.parametrize("operation,path,case", INPUT_CASES)
def test_input_bounds(server, operation, path, case):
    error = call(server, operation, parameters_with(operation, path, case.value)).error
    refused = error in ("InvalidParameterException", "SerializationException")
    assert refused != case.is_valid, error


@pytest.mark.parametrize("operation,member", [
    (operation, member) for operation in DELIVERED
    for member in MODEL.shapes[MODEL.input_of(operation)].get("required", [])])
def test_required_members(server, operation, member):
    for parameters in {}, {member: None}:
        assert call(server, operation, parameters).error == "InvalidParameterException"


@pytest.fixture(scope="module")
def filled(server, ecr, password) -> str:
    """A repository with a bit of everything."""
    ecr.create_repository(repositoryName="model/filled")
    with OciClient(server.address, password) as oci:
        oci.push(f"{ALIAS}/model/filled", make_image(), "v1")
        oci.push(f"{ALIAS}/model/filled", make_multi_arch(), "multi")
    return "model/filled"


CATALOG_DATA = {"description": "d", "architectures": ["x86-64"], "operatingSystems": ["Linux"],
                "aboutText": "about", "usageText": "usage"}
# Requests that together show all there is to see.
SHOWING = {
    "GetAuthorizationToken": [{}],
    "CreateRepository": [{"repositoryName": "model/bare"}],
    "DeleteRepository": [{"repositoryName": "model/bare"}],
    "DescribeRegistries": [{}],
    "DescribeRepositories": [{}, {"maxResults": 1}],
    "DescribeImages": [{"repositoryName": "model/filled"},
                       {"repositoryName": "model/filled", "maxResults": 1}],
    "DescribeImageTags": [{"repositoryName": "model/filled"},
                          {"repositoryName": "model/filled", "maxResults": 1}],
}


@pytest.mark.usefixtures("filled")
def test_output_members(server):
    for operation, requests in SHOWING.items():
        output = MODEL.output_of(operation)
        seen = set()
        for parameters in requests:
            response = call(server, operation, parameters)
            assert response.status == 200, response
            assert response.headers["Content-Type"] == aws.CONTENT_TYPE
            seen |= MODEL.check_output(output, response.json())
        expected = {path for path, _ in MODEL.members(output)}
        not_seen = {path for name, path in NOT_SEEN if name == operation}
        assert expected - seen == not_seen, operation


NOT_THERE = {"repositoryName": "model/none"}
PROVOKING = {
    "GetAuthorizationToken": {},
    "CreateRepository": {
        "InvalidParameterException": {"repositoryName": "A"},
        "RepositoryAlreadyExistsException": {"repositoryName": "model/filled"},
        "UnsupportedCommandException": NOT_THERE | {"catalogData": CATALOG_DATA},
    },
    "DeleteRepository": {
        "InvalidParameterException": {},
        "RepositoryNotFoundException": NOT_THERE,
        "RepositoryNotEmptyException": {"repositoryName": "model/filled"},
    },
    "DescribeRegistries": {"InvalidParameterException": {"nextToken": "x"}},
    "DescribeRepositories": {
        "InvalidParameterException": {"repositoryNames": ["model/filled"], "maxResults": 1},
        "RepositoryNotFoundException": {"repositoryNames": ["model/none"]},
    },
    "DescribeImages": {
        "InvalidParameterException": {"repositoryName": "model/filled", "maxResults": 1,
                                      "imageIds": [{"imageTag": "v1"}]},
        "RepositoryNotFoundException": NOT_THERE,
        "ImageNotFoundException": {"repositoryName": "model/filled",
                                   "imageIds": [{"imageTag": "none"}]},
    },
    "DescribeImageTags": {
        "InvalidParameterException": {"repositoryName": "model/filled", "nextToken": "x"},
        "RepositoryNotFoundException": NOT_THERE,
    },
}


@pytest.mark.parametrize("operation", DELIVERED)
@pytest.mark.usefixtures("filled")
def test_declared_errors(server, operation):
    provoked = PROVOKING[operation]
    for error, parameters in provoked.items():
        assert call(server, operation, parameters).error == error
    never = NOT_PROVOKED["*"] | NOT_PROVOKED.get(operation, set())
    assert set(provoked) | never == MODEL.declared_errors(operation)


@pytest.mark.parametrize("operation", sorted(set(MODEL.operations) - set(DELIVERED)) + ["NoSuch"])
def test_other_operations_are_unknown(server, operation):
    assert aws.call(server, operation, {}).error == "UnknownOperationException"
