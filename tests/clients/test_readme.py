"""The README's tour, every command as it is written there."""

import re
import subprocess
import tarfile

import pytest
from support.container_clients import Docker
from support.documents import shell_blocks
from support.images import files_of, read_oci_image
from support.server import ALIAS, ROOT

TIMEOUT_S = 600  # only ends what hangs


@pytest.fixture(scope="module")
def docker(tmp_path_factory):
    client = Docker(tmp_path_factory.mktemp("docker"))
    yield client
    client.close()


def tour() -> str:
    """The shell blocks of the chapter, one after the other."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chapter = readme.split("\n## Five minutes\n")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL))


def test_every_command_of_the_tour_works(server, docker, tmp_path):
    """Only where the server listens and keeps its data, and the folder for images, are other; and the
    packages are not installed but looked for."""
    script = tour()
    # The folder first: what comes in for the others may lie below /tmp itself.
    for written, here in [("/tmp/", f"{tmp_path}/"),
                          ("sudo apt-get install -y ", "dpkg-query --show "),
                          ("localhost:5000", server.address),
                          ("$PWD/credentials", str(server.credentials_file))]:
        assert written in script
        script = script.replace(written, here)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, check=False,
                          env=docker.environment | {"AWS_PAGER": ""}, capture_output=True,
                          text=True, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stdout + done.stderr

    assert f"{server.address}/{ALIAS}/hello" in done.stdout
    listed = re.findall(r"^(\S+) 20\d\d-\S+ \S+ (\d+) (sha256:\w{64})$", done.stdout, re.MULTILINE)
    assert [tag for tag, _, _ in listed] == ["latest", "v1"]
    # docker and skopeo write the manifest each in its own way; the layer is the same.
    _, [layer] = read_oci_image(tmp_path / "hello/again")
    assert files_of(layer) == {"hello.txt": b"Hello from Berth.\n"}


def test_the_wait_for_the_credentials_ends_when_the_container_does_not_run(docker, tmp_path):
    empty = tmp_path / "empty.tar"
    with tarfile.open(empty, "w"):
        pass
    image = docker.run("docker", "import", str(empty)).strip()
    docker.run("docker", "create", "--name", "berth", image, "berth")
    wait = shell_blocks("README.md", "Start")[1].splitlines()[-1]
    assert wait in (ROOT / "docs/operating/installation.md").read_text(encoding="utf-8")
    done = subprocess.run(["sh", "-c", wait], cwd=tmp_path, env=docker.environment, check=False,
                          capture_output=True, text=True, timeout=TIMEOUT_S)
    assert "is not running" in done.stderr
    assert not (tmp_path / "credentials").exists()
