"""Settings of `berth serve`, each seen to do what its help says."""

import re
import signal
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.images import make_image, manifests_and_blobs
from support.matching import found
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, ROOT, STOP_TIMEOUT_S, Server
from support.waiting import wait_until
from test_cli import check_config

PATH = f"{ALIAS}/app"


def oci_with_a_repository(server: Server) -> OciClient:
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    return OciClient(server.address, aws.login_password(ecr))


def test_without_an_access_log_requests_are_not_in_the_log(tmp_path):
    with Server(tmp_path, "--access-log", "off") as server:
        with oci_with_a_repository(server) as oci:
            oci.push(PATH, make_image(), "v1")
            assert oci.get_manifest(PATH, "none").status == 404
    events = re.findall(r'"event":"(\w+)"', server.log_file.read_text(encoding="utf-8"))
    assert "request" not in events
    assert {"listening", "stopped"} <= set(events)


def test_a_rollback_is_not_held_to_the_quota_of_tags_per_image(tmp_path):
    """docs/operating/tags.md"""
    with Server(tmp_path, "--quota-image-tags", "2") as server, oci_with_a_repository(server) as oci:
        image, other = make_image(), make_image()
        oci.push(PATH, image, "moving")
        oci.push(PATH, other, "moving")
        for tag in "v1", "v2":
            oci.push(PATH, image, tag)
        assert oci.put_manifest(PATH, "v3", image.manifest).status == 403
        refused = aws.call(server, "PutImage", {
            "repositoryName": "app", "imageTag": "v3",
            "imageManifest": image.manifest.content.decode()})
        assert refused.error == "LimitExceededException"
        assert oci.tags(PATH) == ["moving", "v1", "v2"]

        Administration(server).run("tag", "rollback", PATH, "moving")

        assert oci.get_manifest(PATH, "moving").body == image.manifest.content
        assert oci.put_manifest(PATH, "v3", image.manifest).status == 403


def test_the_configuration_that_is_packaged_is_valid():
    done = check_config("--config", str(ROOT / "packaging/berth.toml"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "configuration is valid\n", "")


class Ipv6Server(Server):
    address = url = ""  # as it says itself


@pytest.fixture
def ipv6_server(tmp_path):
    """On a free port of IPv6's loopback address."""
    server = Ipv6Server(tmp_path)
    with server.log_file.open("wb") as log:
        process = subprocess.Popen(
            [BINARY, "serve", "--data-dir", server.data_dir, "--listen", "[::1]:0",
             "--alias", ALIAS], stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT)
    try:
        wait_until(lambda: process.poll() is not None or "Berth serves on" in server.log_tail())
        assert process.poll() is None, server.log_tail()  # as where there is no IPv6
        server.url = found(r"Berth serves on (\S+)$", server.log_tail(), re.MULTILINE)
        server.address = server.url.removeprefix("http://")
        yield server
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_TIMEOUT_S) == 0, server.log_tail()
        server.check_log()
    finally:
        process.kill()
        process.wait()


def test_a_server_on_an_ipv6_address_is_pushed_to_and_pulled_from(ipv6_server):
    assert re.fullmatch(r"\[::1\]:[1-9]\d*", ipv6_server.address)
    assert ipv6_server.is_healthy()
    image = make_image(layer_bytes=20_000)
    with oci_with_a_repository(ipv6_server) as oci:
        oci.push(PATH, image, "v1")
    with OciClient(ipv6_server.address) as anonymous:
        challenge = anonymous.send("GET", "/v2/").headers["WWW-Authenticate"]
        assert f'realm="{ipv6_server.url}/token/"' in challenge
        assert anonymous.pull(PATH, "v1") == {part.digest: part.content
                                              for part in manifests_and_blobs(image)}
    [repository] = aws.make_client(ipv6_server).describe_repositories()["repositories"]
    assert repository["repositoryUri"] == f"{ipv6_server.address}/{PATH}"
