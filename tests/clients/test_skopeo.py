"""Push and pull with skopeo."""

import pytest
from support.container_clients import Skopeo
from support.push_and_pull import PushAndPull


class TestSkopeo(PushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Skopeo(tmp_path_factory.mktemp("skopeo"))
        yield client
        client.close()
