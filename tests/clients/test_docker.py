"""Build, push and pull with the docker engine."""

import pytest
from support.container_clients import Docker
from support.push_and_pull import BuildPushAndPull


class TestDocker(BuildPushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Docker(tmp_path_factory.mktemp("docker"))
        yield client
        client.close()
