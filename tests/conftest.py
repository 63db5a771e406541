"""Fixtures: a server process, and clients of it."""

import gc
import itertools

import pytest
pytest.register_assert_rewrite("support")

from support import aws
from support.administration import Administration, Credentials
from support.aws import EcrClient
from support.images import Image, make_image
from support.oci import OciClient
from support.server import ALIAS, Server
from support.whole_data import check_ended, forget_ended

_numbers = itertools.count()


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


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for the tests of a module, which therefore use repositories of their own."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def ecr(server):
    return aws.make_client(server)


@pytest.fixture(scope="module")
def password(ecr):
    return aws.login_password(ecr)


@pytest.fixture
def repository(ecr: EcrClient) -> str:
    """The name of a new repository, as the ecr-public API has it."""
    name = f"project/app-{next(_numbers)}"
    ecr.create_repository(repositoryName=name)
    return name


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
