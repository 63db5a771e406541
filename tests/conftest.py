"""Fixtures: a server process, and clients of it."""

import gc
import itertools
from collections.abc import Iterator

import pytest
pytest.register_assert_rewrite("support")

from support import aws
from support.administration import Administration, Credentials
from support.aws import EcrClient
from support.images import Image, make_image
from support.oci import OciClient
from support.real_service import RealService, reason_to_skip
from support.server import ALIAS, Server
from support.whole_data import check_ended, forget_ended

_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("aws", "the real service in place of Berth (tests/README.md)")
    group.addoption("--aws", action="store_true",
                    help="aim the tests marked aws at AWS, with boto3's credentials; only reads")
    group.addoption("--aws-write", metavar="REPOSITORY",
                    help="with --aws: create, fill and delete this public repository")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--aws"):
        return
    for item in items:
        reason = reason_to_skip({mark.name for mark in item.iter_markers()},
                                scratch=config.getoption("--aws-write"))
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


def _check(node: pytest.Item | pytest.Collector) -> None:
    if node.get_closest_marker("damages_data"):
        forget_ended()
    else:
        check_ended()


@pytest.fixture(scope="module", autouse=True)
def whole_data_of_module(request):
    """What the servers leave that serve several tests; made first, so that it comes after their end."""
    yield
    _check(request.node)


@pytest.fixture(autouse=True)
def whole_data(request):
    """What the servers of a test leave, when it is over; damages_data says that it is to be damaged."""
    yield
    _check(request.node)


@pytest.fixture(scope="module", autouse=True)
def closed_clients():
    """What a module leaves open fails it, and not whichever one is running when the garbage collector
    comes upon it."""
    yield
    aws.close_clients()
    gc.collect()


@pytest.fixture(scope="session")
def real_service(request: pytest.FixtureRequest) -> RealService | None:
    """What `server` is with --aws."""
    options = request.config.option
    return RealService(options.aws_write) if options.aws else None


@pytest.fixture(scope="module")
def server(tmp_path_factory, real_service):
    """One server for the tests of a module, which therefore use repositories of their own."""
    if real_service:
        yield real_service
        return
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def ecr(server):
    return aws.make_client(server)


@pytest.fixture(scope="module")
def password(ecr):
    return aws.login_password(ecr)


@pytest.fixture
def repository(ecr: EcrClient, real_service: RealService | None) -> Iterator[str]:
    """The name of a new repository, as the ecr-public API has it."""
    if real_service:
        with real_service.scratch_repository(ecr) as scratch:
            yield scratch
        return
    name = f"project/app-{next(_numbers)}"
    ecr.create_repository(repositoryName=name)
    yield name


@pytest.fixture
def path(repository: str) -> str:
    """The new repository's name, as the OCI API has it."""
    return f"{ALIAS}/{repository}"


@pytest.fixture
def reference(server: Server, path: str) -> str:
    """The new repository's name, as container clients have it."""
    return f"{server.address}/{path}"


@pytest.fixture
def oci(server, password):
    with OciClient(server.address, password, server.tls_context()) as client:
        yield client


@pytest.fixture
def anonymous(server):
    with OciClient(server.address, tls_context=server.tls_context()) as client:
        yield client


@pytest.fixture
def pushed(oci: OciClient, path: str) -> Image:
    """An image in the new repository, under the tag v1."""
    image = make_image()
    oci.push(path, image, "v1")
    return image


@pytest.fixture(scope="module")
def berth(server: Server) -> Administration:
    """The `berth` command on the data of the running server."""
    return Administration(server)


@pytest.fixture(scope="module")
def stranger(berth: Administration) -> Credentials:
    """The administrator of another account, whose alias is "stranger"."""
    return berth.create_account("stranger")
