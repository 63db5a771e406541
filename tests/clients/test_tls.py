"""HTTPS: the same registry, for clients that verify the server's certificate."""

import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import pytest
from support import aws
from support.certificate import Certificate
from support.container_clients import CommandError, Docker, Podman, Skopeo
from support.containerd import Containerd
from support.images import make_image
from support.push_and_pull import PushAndPull
from support.raw_http import exchange, request
from support.server import BINARY, ENVIRONMENT, Server

MIB = 1 << 20


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, certificate):
    with Server(tmp_path_factory.mktemp("server"), certificate=certificate) as running:
        yield running


class TestSkopeo(PushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory, certificate):
        client = Skopeo(tmp_path_factory.mktemp("skopeo"), certificate)
        yield client
        client.close()

    def test_does_not_trust_another_certificate(self, tmp_path, oci, path, reference):
        oci.push(path, make_image(), "v1")
        stranger = Skopeo(tmp_path, Certificate(tmp_path))
        with pytest.raises(CommandError, match="certificate"):
            stranger.pull(f"{reference}:v1")


class TestPodman(PushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory, certificate):
        client = Podman(tmp_path_factory.mktemp("podman"), certificate)
        yield client
        client.close()


class TestContainerd(PushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory, certificate):
        client = Containerd(tmp_path_factory.mktemp("containerd"), certificate)
        yield client
        client.close()


class TestDocker(PushAndPull):
    """The engine speaks HTTPS to a loopback address, too, but does not verify it there."""

    # `docker manifest push` takes plain HTTP where it need not verify.
    test_pushes_a_multi_arch_image_that_pulls_back_by_tag_and_by_digest = None

    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Docker(tmp_path_factory.mktemp("docker"))
        yield client
        client.close()


def test_boto3_verifies_the_certificate(server, ecr):
    registry = ecr.describe_registries()["registries"][0]
    assert registry["registryUri"].startswith(server.address)
    data = ecr.get_authorization_token()["authorizationData"]
    assert data["authorizationToken"]
    access_key, secret_key = server.credentials()
    stranger = boto3.client(
        "ecr-public", endpoint_url=server.url, region_name=aws.REGION,
        aws_access_key_id=access_key, aws_secret_access_key=secret_key,
        config=botocore.config.Config(retries={"total_max_attempts": 1}))
    with pytest.raises(botocore.exceptions.SSLError):
        stranger.describe_registries()


def test_the_aws_cli_verifies_the_certificate(server, certificate):
    environment = ENVIRONMENT | {
        "AWS_SHARED_CREDENTIALS_FILE": str(server.credentials_file), "AWS_PAGER": "",
        "AWS_DEFAULT_REGION": aws.REGION, "AWS_CA_BUNDLE": str(certificate.file)}
    done = subprocess.run(
        ["/usr/bin/aws", "ecr-public", "describe-registries", "--endpoint-url", server.url],
        env=environment, capture_output=True, text=True, check=False, timeout=aws.TIMEOUT_S)
    assert done.returncode == 0, done
    assert server.address in done.stdout


def test_urls_are_https(server, oci, anonymous, path):
    challenge = anonymous.send("GET", "/v2/").headers["WWW-Authenticate"]
    assert f'realm="{server.url}/token/"' in challenge
    location = oci.request("POST", f"/v2/{path}/blobs/uploads/",
                           headers={"Content-Length": "0"}).headers["Location"]
    assert location.startswith(f"{server.url}/v2/") or location.startswith("/v2/")


def test_large_blobs_come_and_go_byte_for_byte(oci, path):
    content = os.urandom(40 * MIB + 7)
    digest = oci.push_blob(path, content)
    assert oci.get_blob(path, digest).body == content
    part = oci.request("GET", f"/v2/{path}/blobs/{digest}",
                       headers={"Range": f"bytes=1-{20 * MIB}"})
    assert part.status == 206
    assert part.body == content[1:20 * MIB + 1]


def test_plain_http_is_told_to_be_https(server):
    answer = exchange(server.address, request("GET", "/v2/"))
    assert answer.status == 400
    assert b"HTTPS" in answer.body


def agrees_on(server: Server, curve: str) -> bool:
    """Whether the server exchanges keys with a client that has this curve only."""
    context = server.tls_context()
    assert context is not None
    context.set_ecdh_curve(curve)
    with socket.create_connection(("127.0.0.1", server.port), timeout=aws.TIMEOUT_S) as connection:
        try:
            with context.wrap_socket(connection, server_hostname="127.0.0.1"):
                return True
        except ssl.SSLError:
            return False


def test_clients_choose_among_the_curves_of_the_settings(server, tmp_path, certificate):
    assert agrees_on(server, "prime256v1")
    assert not agrees_on(server, "secp384r1")
    with Server(tmp_path, "--tls-p384", certificate=certificate) as other:
        assert agrees_on(other, "prime256v1")
        assert agrees_on(other, "secp384r1")
        assert not agrees_on(other, "secp521r1")


def test_browsers_are_asked_to_stay_with_https_by_setting(server, tmp_path, certificate):
    def asked(by: Server) -> str | None:
        with urllib.request.urlopen(by.url + "/healthz", context=by.tls_context()) as response:
            return response.headers["Strict-Transport-Security"]

    assert asked(server) is None
    with Server(tmp_path, "--hsts-max-age", "31536000", certificate=certificate) as other:
        assert asked(other) == "max-age=31536000"


def test_the_start_up_print_out_says_https(server):
    server.wait_for_log("docker push ")  # its last line
    text = "\n".join(server.log_lines())
    assert f"Berth serves on {server.url}\n" in text
    assert f"--endpoint-url {server.url} |\n" in text
    assert "http://" not in text


# --- renewal -----------------------------------------------------------------------------------

def shown_certificate(server: Server) -> str:
    with socket.create_connection(("127.0.0.1", server.port), timeout=aws.TIMEOUT_S) as connection:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(connection) as tls:
            shown = tls.getpeercert(binary_form=True)
    assert shown is not None
    return ssl.DER_cert_to_PEM_cert(shown)


def test_a_renewed_certificate_is_shown_after_sighup_and_a_bad_one_is_not(tmp_path):
    certificate = Certificate(tmp_path)
    with Server(tmp_path, certificate=certificate) as server:
        open_before = http.client.HTTPSConnection(server.address, context=server.tls_context())
        with contextlib.closing(open_before):
            open_before.request("GET", "/healthz")
            assert open_before.getresponse().read() == b"ok\n"

            before = shown_certificate(server)
            certificate.renew()
            renewed = certificate.file.read_text(encoding="ascii")
            os.kill(server.pid, signal.SIGHUP)
            server.wait_for_log("certificate_reloaded")
            assert shown_certificate(server) == renewed != before

            certificate.file.write_text("nonsense", encoding="ascii")
            os.kill(server.pid, signal.SIGHUP)
            server.wait_for_log("certificate_kept")
            assert str(certificate.file) in server.log_tail()
            assert shown_certificate(server) == renewed

            open_before.request("GET", "/healthz")
            assert open_before.getresponse().read() == b"ok\n"


# --- configuration -----------------------------------------------------------------------------

@pytest.mark.parametrize("command", [["serve"], ["config", "check"]], ids=" ".join)
def test_what_is_wrong_with_the_files_is_said_in_one_line(command, certificate, tmp_path):
    def refusal(*options: str, **environment: str) -> str:
        done = subprocess.run(
            [BINARY, *command, "--data-dir", tmp_path / "data", *options], capture_output=True,
            text=True, check=False, env=ENVIRONMENT | environment, timeout=aws.TIMEOUT_S)
        assert (done.returncode, done.stdout) == (2, ""), done
        return done.stderr

    cert, key = str(certificate.file), str(certificate.key_file)
    other = Certificate(tmp_path)
    assert refusal("--tls-cert", cert) == "berth: tls-key: is missing: tls-cert needs it\n"
    assert refusal(BERTH_TLS_KEY=key) == "berth: tls-cert: is missing: tls-key needs it\n"
    missing = tmp_path / "none.pem"
    for file, reason in (missing, "No such file or directory"), (tmp_path, "Is a directory"):
        assert (refusal("--tls-cert", str(file), "--tls-key", key)
                == f"berth: tls-cert: {file}: {reason}\n")
        assert (refusal("--tls-cert", cert, "--tls-key", str(file))
                == f"berth: tls-key: {file}: {reason}\n")
    assert (refusal("--tls-cert", cert, "--tls-key", str(other.key_file))
            == f"berth: tls-key: {other.key_file}: is not the key of the certificate in {cert}\n")
    assert not (tmp_path / "data").exists()
