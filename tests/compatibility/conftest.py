"""Fixtures for clients that work with more than images."""

import pytest
from support.aws import EcrClient
from support.certificate import Certificate
from support.server import ALIAS, Server


@pytest.fixture(scope="module", params=["http", "https"])
def server(request, tmp_path_factory):
    """Every client does everything over both."""
    directory = tmp_path_factory.mktemp("server")
    certificate = Certificate(directory) if request.param == "https" else None
    with Server(directory, certificate=certificate) as running:
        yield running


@pytest.fixture
def logged_in(client, server, password):
    """The module's client, until the test is over or logs it out."""
    client.login(server.address, password)
    yield client
    client.logout(server.address)


@pytest.fixture
def other_path(ecr: EcrClient, repository: str) -> str:
    """A second new repository's name, as the OCI API has it."""
    name = f"{repository}-copy"
    ecr.create_repository(repositoryName=name)
    return f"{ALIAS}/{name}"


@pytest.fixture
def other_reference(server: Server, other_path: str) -> str:
    """The same, as container clients have it."""
    return f"{server.address}/{other_path}"


@pytest.fixture
def referrers(oci):
    """What the referrers API answers; and that nobody made do with a tag instead."""
    def get(path: str, digest: str) -> list[dict]:
        response = oci.request("GET", f"/v2/{path}/referrers/{digest}")
        assert response.status == 200, response
        assert digest.replace(":", "-") not in oci.tags(path)
        return response.json()["manifests"]
    return get
