"""Build, push and pull with the docker engine."""

import os

import pytest
from support.container_clients import Docker
from support.images import make_image
from support.push_and_pull import BuildPushAndPull


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    client = Docker(tmp_path_factory.mktemp("docker"))
    yield client
    client.close()


class TestDocker(BuildPushAndPull):
    pass


def test_buildkit_finds_its_cache_in_the_registry(
        client, server, password, oci, path, tmp_path, monkeypatch):
    reference = f"{server.address}/{path}"
    oci.push(path, make_image(layers=2), "base")
    (tmp_path / "Dockerfile").write_text(f"FROM {reference}:base\nCOPY app /app\n",
                                         encoding="ascii")
    app = tmp_path / "app"
    app.write_bytes(b"an application")
    monkeypatch.setitem(client.environment, "DOCKER_BUILDKIT", "1")

    def build(tag: str) -> list[str]:
        """The digests of the layers before compression."""
        client.run("docker", "build", "--build-arg=BUILDKIT_INLINE_CACHE=1",
                   f"--cache-from={reference}:first", f"--tag={reference}:{tag}", str(tmp_path))
        client.run("docker", "push", f"{reference}:{tag}")
        client.run("docker", "system", "prune", "--all", "--force")
        config = oci.get_manifest(path, tag).json()["config"]["digest"]
        return oci.get_blob(path, config).json()["rootfs"]["diff_ids"]

    client.login(server.address, password)
    first = build("first")
    os.utime(app, (0, 0))  # a layer made anew would be another
    assert build("second") == first
    client.logout(server.address)
