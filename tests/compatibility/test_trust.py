"""Over HTTPS clients pull nothing from a server whose certificate they do not trust."""

import pytest
from support.certificate import Certificate
from support.container_clients import CommandError
from support.go_clients import Crane, Oras
from support.images import make_image
from support.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    directory = tmp_path_factory.mktemp("server")
    with Server(directory, certificate=Certificate(directory)) as running:
        yield running


@pytest.mark.parametrize("make_client", [Crane, Oras])
def test_a_client_that_trusts_another_certificate_does_not_pull(
        make_client, tmp_path, oci, path, reference):
    oci.push(path, make_image(), "v1")
    stranger = make_client(tmp_path, Certificate(tmp_path))
    with pytest.raises(CommandError, match="signed by unknown authority"):
        stranger.pull(f"{reference}:v1")
