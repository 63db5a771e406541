"""docs/operating/mirrors.md: Berth as a mirror of another registry, and behind a cache.

What is written there is what the clients get; only the mirror is the server of the tests, which speaks
plain HTTP. The upstream is never reached: what is pulled can only have come from the mirror."""

import json

import pytest
from support.container_clients import Docker, Skopeo
from support.containerd import Containerd
from support.daemon import Daemon
from support.documents import blocks
from support.images import make_image, read_docker_archive, read_oci_image
from support.mirrors import DOCUMENT, UPSTREAM, configuration, mirror_image, pull_by_containerd
from support.oci import OciClient
from support.push_and_pull import content_of
from support.raw_http import connect
from support.server import ALIAS, free_port


@pytest.fixture(scope="module")
def mirrored(server, ecr, password):
    """An image of the upstream's, as it is called there, which the mirror has."""
    return mirror_image(server, ecr, password)


def test_containerd_pulls_from_it(server, mirrored, tmp_path_factory):
    client = Containerd(tmp_path_factory.mktemp("containerd"))
    try:
        assert pull_by_containerd(client, server) == content_of(mirrored)
    finally:
        client.close()


def test_skopeo_pulls_from_it(server, mirrored, tmp_path):
    client = Skopeo(tmp_path)
    file = tmp_path / "registries.conf"
    file.write_text(configuration("podman, buildah, skopeo and CRI-O", "toml", server)
                    + "insecure = true\n", encoding="ascii")
    client.run("skopeo", "--registries-conf", str(file), "copy",
               f"docker://{UPSTREAM}/library/app:v1", f"oci:{tmp_path}/pulled:v1")
    assert read_oci_image(tmp_path / "pulled") == content_of(mirrored)


def test_dockerd_pulls_from_it_what_the_alias_library_has(server, ecr, berth, password,
                                                          tmp_path_factory):
    image = make_image()
    [commands] = blocks(DOCUMENT, "dockerd", "sh")
    alias_added = commands.splitlines()[0].removeprefix("berth ").split()
    assert alias_added == ["alias", "add", ALIAS, "library"]
    berth.run(*alias_added)
    ecr.create_repository(repositoryName="mirrored-app")
    with OciClient(server.address, password) as oci:
        oci.push("library/mirrored-app", image, "v1")
    daemon = json.loads(configuration("dockerd", "json", server))
    docker = Docker(tmp_path_factory.mktemp("docker"),
                    *[f"--registry-mirror={mirror}" for mirror in daemon["registry-mirrors"]])
    try:
        docker.run("docker", "pull", "mirrored-app:v1")
        archive = docker.new_file("archive.tar")
        docker.run("docker", "save", "--output", str(archive), "mirrored-app:v1")
        assert read_docker_archive(archive) == content_of(image)
    finally:
        docker.close()


def test_distribution_caches_it_without_a_login(server, oci, path, tmp_path):
    image = make_image()
    oci.push(path, image, "v1")
    port = free_port()
    text = configuration("Behind a cache", "yaml", server)
    for written, here in [("/var/lib/registry", str(tmp_path / "cache")),
                          ("addr: :5001", f"addr: 127.0.0.1:{port}")]:
        assert written in text
        text = text.replace(written, here)
    file = tmp_path / "cache.yml"
    file.write_text(text, encoding="ascii")

    def is_ready() -> bool:
        try:
            connect(f"127.0.0.1:{port}").close()
        except ConnectionRefusedError:
            return False
        return True

    cache = Daemon(["docker-registry", "serve", file], tmp_path / "cache.log",
                   {"PATH": "/usr/bin:/bin"}, is_ready)
    try:
        client = Skopeo(tmp_path)
        for folder in "first", "again":
            client.run("skopeo", "copy", "--src-tls-verify=false",
                       f"docker://127.0.0.1:{port}/{path}:v1", f"oci:{tmp_path}/{folder}:v1")
            assert read_oci_image(tmp_path / folder) == content_of(image)
    finally:
        cache.close()
