"""Build, push and pull with podman."""

import pytest
from support.container_clients import Podman
from support.push_and_pull import BuildPushAndPull


class TestPodman(BuildPushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Podman(tmp_path_factory.mktemp("podman"))
        yield client
        client.close()
