"""Fixtures: a server process, and clients of it."""

import itertools

import pytest
pytest.register_assert_rewrite("support")

from support import aws
from support.oci import OciClient
from support.server import ALIAS, Server

_numbers = itertools.count()


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
def repository(ecr) -> str:
    """The name of a new repository, as the ecr-public API has it."""
    name = f"project/app-{next(_numbers)}"
    ecr.create_repository(repositoryName=name)
    return name


@pytest.fixture
def path(repository) -> str:
    """The new repository's name, as the OCI API has it."""
    return f"{ALIAS}/{repository}"


@pytest.fixture
def oci(server, password):
    with OciClient(server.address, password) as client:
        yield client


@pytest.fixture
def anonymous(server):
    with OciClient(server.address) as client:
        yield client
