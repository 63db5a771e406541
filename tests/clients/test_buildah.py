"""Build, push and pull with buildah."""

import pytest
from support.container_clients import Buildah
from support.push_and_pull import BuildPushAndPull


class TestBuildah(BuildPushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Buildah(tmp_path_factory.mktemp("buildah"))
        yield client
        client.close()
