"""Push and pull with containerd."""

import pytest
from support.containerd import Containerd
from support.push_and_pull import PushAndPull


class TestContainerd(PushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Containerd(tmp_path_factory.mktemp("containerd"))
        yield client
        client.close()
