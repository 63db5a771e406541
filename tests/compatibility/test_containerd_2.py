"""containerd 2, by its own client `ctr`."""

import pytest
from support.containerd import Containerd
from support.go_clients import BUILT
from support.images import make_image
from support.mirrors import mirror_image, pull_by_containerd
from support.push_and_pull import PushAndPull, content_of
from support.request_log import requests_of


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    client = Containerd(tmp_path_factory.mktemp("containerd"), server.certificate, BUILT)
    yield client
    client.close()


class TestContainerd2(PushAndPull):
    pass


def test_logs_in_by_the_form_of_oauth2(logged_in, server, reference):
    def grants(at_least: int) -> int:
        return len(requests_of(server, at_least, method="POST", target="/token/", status=200))

    before = grants(0)
    logged_in.push(make_image(), f"{reference}:v1")
    grants(before + 1)


def test_pulls_what_a_mirror_has(client, server, ecr, password):
    image = mirror_image(server, ecr, password)
    assert pull_by_containerd(client, server) == content_of(image)
