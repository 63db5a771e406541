"""packaging/docker-credential-berth: alone, and as docker and skopeo call it."""

import json
import os
import pathlib
import subprocess

import pytest
from support.callers import GET_LOGIN, statement, user_with
from support.certificate import Certificate
from support.container_clients import PATH, Docker, Skopeo
from support.images import make_image
from support.server import ROOT, Server

HELPER = ROOT / "packaging/docker-credential-berth"
NOT_FOUND = "credentials not found in native keychain"


def ask(what: str, server: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([HELPER, what], input=server, capture_output=True, text=True, check=False,
                          env={"PATH": PATH, "HOME": os.devnull} | environment)


def refusal(done: subprocess.CompletedProcess) -> str:
    assert (done.returncode, done.stderr) == (1, ""), done
    return done.stdout.strip()


def of(credentials: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), credentials, strict=True))


@pytest.fixture(scope="module")
def key_file(server: Server) -> dict[str, str]:
    return {"AWS_SHARED_CREDENTIALS_FILE": str(server.credentials_file)}


def with_helper(client, server, key_file):
    """A client that gets its logins for the server from the helper."""
    folder = client.directory / "helpers"
    folder.mkdir()
    (folder / HELPER.name).symlink_to(HELPER)
    client.environment |= key_file | {"PATH": f"{folder}:{PATH}"}
    config = json.dumps({"credHelpers": {server.address: "berth"}})
    for file in "config.json", "auth.json":
        (client.directory / file).write_text(config, encoding="ascii")
    return client


@pytest.fixture
def skopeo(server, key_file, tmp_path):
    return with_helper(Skopeo(tmp_path), server, key_file)


@pytest.fixture
def docker(server, key_file, tmp_path_factory):
    client = with_helper(Docker(tmp_path_factory.mktemp("docker")), server, key_file)
    yield client
    client.close()


@pytest.mark.parametrize("client", ["docker", "skopeo"])
def test_clients_push_without_having_logged_in(client, request, oci, path, reference):
    image = make_image()
    request.getfixturevalue(client).push(image, f"{reference}:v1")
    assert oci.pull(path, "v1")


def test_a_login_is_answered_in_dockers_form(server, key_file):
    for name in server.address, server.url, server.url + "/":
        done = ask("get", name, **key_file)
        assert (done.returncode, done.stderr) == (0, ""), done
        answer = json.loads(done.stdout)
        assert (answer["ServerURL"], answer["Username"]) == (name, "AWS")
        assert answer["Secret"]


def test_keys_come_from_the_environment_or_the_profile_of_the_registry(server, tmp_path):
    assert ask("get", server.address, **of(server.credentials())).returncode == 0
    key_id, secret = server.credentials()
    file = tmp_path / "credentials"
    profiles = {"default": ("AKIAOTHER", "other"), server.address: (key_id, secret)}
    file.write_text("".join(
        f"[{name}]\naws_access_key_id = {id_}\naws_secret_access_key = {key}\n"
        for name, (id_, key) in profiles.items()), encoding="ascii")
    assert ask("get", server.address, AWS_SHARED_CREDENTIALS_FILE=str(file)).returncode == 0
    assert "invalid" in refusal(ask("get", f"localhost:{server.port}",
                                    AWS_SHARED_CREDENTIALS_FILE=str(file)))


def test_without_a_key_clients_go_on_anonymously(server, tmp_path):
    assert refusal(ask("get", server.address, HOME=str(tmp_path))) == NOT_FOUND


def test_what_the_server_says_is_passed_on(server, berth):
    nobody = user_with(berth, statement("Deny", GET_LOGIN))
    assert "is not authorized to perform: ecr-public:GetAuthorizationToken" in refusal(
        ask("get", server.address, **of(nobody)))


def test_over_https_only_a_certificate_that_is_trusted_will_do(tmp_path):
    certificate = Certificate(tmp_path)
    with Server(tmp_path, certificate=certificate) as server:
        environment = of(server.credentials())
        assert ask("get", server.address, AWS_CA_BUNDLE=str(certificate.file),
                   **environment).returncode == 0
        assert "certificate verify failed" in refusal(ask("get", server.address, **environment))


def test_nothing_is_told_to_other_machines_in_plain_http(tmp_path):
    said = refusal(ask("get", "registry.invalid:5000", **of(("AKIA", "secret"))))
    assert said.startswith("registry.invalid:5000: ")


def test_nothing_is_kept(server, key_file, tmp_path):
    assert ask("list", "").stdout == "{}\n"
    assert ask("erase", server.address).returncode == 0
    assert "keeps no logins" in refusal(ask("store", "{}"))
    assert ask("nonsense", "").returncode == 2
    assert not list(pathlib.Path(tmp_path).iterdir())
