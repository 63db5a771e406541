"""The container image of Berth (`make image`): pushed to a Berth, pulled and run by docker."""

import gzip
import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import tarfile
from typing import Any, NamedTuple

import pytest
from support import aws
from support.container_clients import CommandError, Docker, Skopeo
from support.daemon import AS_ROOT
from support.documents import shell_blocks
from support.images import MANIFEST_TYPES, Blob, make_image
from support.oci import OciClient
from support.older_data import NEWEST, make_older
from support.server import ALIAS, ROOT, Server, free_port
from support.waiting import wait_until

IMAGE = ROOT / "build/image"
USER_ID = 65532
DATA = "/var/lib/berth"
SPDX_TYPE = "application/spdx+json"
IN_TOTO_TYPE = "application/vnd.in-toto+json"
# All that the program can do without: it has to serve with this much taken from it.
CONFINED = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]


def read(descriptor: dict) -> bytes:
    content = (IMAGE / "oci/blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    assert "sha256:" + hashlib.sha256(content).hexdigest() == descriptor["digest"]
    return content


def read_json(descriptor: dict) -> Any:
    return json.loads(read(descriptor))


def manifests() -> list[dict]:
    """Descriptors: that of the image, and those of what refers to it."""
    return json.loads((IMAGE / "oci/index.json").read_bytes())["manifests"]


def image() -> dict:
    """Its descriptor."""
    [found] = [entry for entry in manifests() if "artifactType" not in entry]
    return found


def referrer(artifact_type: str) -> Any:
    """The document of that type, after a look at what it refers to."""
    [found] = [entry for entry in manifests() if entry.get("artifactType") == artifact_type]
    manifest = read_json(found)
    assert manifest["subject"]["digest"] == image()["digest"]
    [layer] = manifest["layers"]
    return read_json(layer)


def members() -> dict[str, tarfile.TarInfo]:
    found: dict[str, tarfile.TarInfo] = {}
    for layer in read_json(image())["layers"]:
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(read(layer)))) as archive:
            found |= {member.name: member for member in archive}
    return found


class Container(NamedTuple):
    """Running, and serving."""
    docker: Docker
    name: str
    address: str

    def berth(self, *command: str) -> str:
        return self.docker.run("docker", "exec", self.name, "berth", *command)

    def is_up(self) -> bool:
        try:
            with OciClient(self.address) as client:
                return client.send("GET", "/healthz").status == 200
        except OSError:
            return False

    def start(self) -> None:
        self.docker.run("docker", "start", self.name)
        wait_until(self.is_up)

    def stop(self) -> None:
        self.docker.run("docker", "stop", self.name)


@pytest.fixture(scope="module")
def docker(tmp_path_factory):
    client = Docker(tmp_path_factory.mktemp("docker"))
    yield client
    client.close()


def run(docker: Docker, reference: str, volume: str) -> Container:
    """docker's network has no bridge here, so it listens where nobody else does."""
    address = f"127.0.0.1:{free_port()}"
    name = docker.run(
        "docker", "run", "--detach", *CONFINED, "--network=host", f"--env=BERTH_LISTEN={address}",
        f"--env=BERTH_ALIAS={ALIAS}", f"--volume={volume}:{DATA}", reference).strip()
    container = Container(docker, name, address)
    try:
        wait_until(container.is_up)
    except AssertionError as error:
        raise AssertionError(docker.run("docker", "logs", name)) from error
    return container


@pytest.fixture(scope="module")
def reference(server: Server, password: str, docker: Docker) -> str:
    """The image in the registry of the tests, pulled from there."""
    repository = f"{ALIAS}/berth"
    version = image()["annotations"]["org.opencontainers.image.ref.name"]
    with OciClient(server.address, password) as oci:
        for entry in manifests():
            manifest = read_json(entry)
            for part in (manifest["config"], *manifest["layers"]):
                oci.push_blob(repository, read(part))
            name = version if "artifactType" not in entry else entry["digest"]
            answer = oci.put_manifest(repository, name, Blob(read(entry), MANIFEST_TYPES[0]))
            assert answer.status == 201, answer
    pulled = f"{server.address}/{repository}:{version}"
    docker.run("docker", "pull", pulled)
    return pulled


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--create-on-push") as running:
        yield running


@pytest.fixture(scope="module")
def container(docker, reference):
    running = run(docker, reference, "data")
    yield running
    running.stop()
    assert docker.run("docker", "inspect", "--format={{.State.ExitCode}}",
                      running.name).strip() == "0"


def test_a_container_takes_the_first_push_of_skopeo_and_keeps_it(container, tmp_path):
    key = json.loads(container.berth("key", "create", ALIAS, "administrator", "--output=json"))
    container.berth("repository", "create", f"{ALIAS}/hello")
    pushed = make_image(layers=2, layer_bytes=100_000)
    skopeo = Skopeo(tmp_path)
    skopeo.run("skopeo", "login", "--tls-verify=false", "--username", key["accessKeyId"],
               "--password-stdin", container.address, stdin=key["secretAccessKey"])
    skopeo.push(pushed, f"{container.address}/{ALIAS}/hello:v1")
    container.stop()
    container.start()
    assert skopeo.pull(f"{container.address}/{ALIAS}/hello:v1") == (pushed.config.digest, pushed.tars)


def test_it_runs_as_a_user_without_rights_on_a_root_that_it_cannot_write_to(container):
    process = container.docker.run("docker", "inspect", "--format={{.State.Pid}}",
                                   container.name).strip()
    status = dict(line.split(":\t", 1) for line in pathlib.Path(
        f"/proc/{process}/status").read_text(encoding="ascii").splitlines())
    assert set(status["Uid"].split()) == set(status["Gid"].split()) == {str(USER_ID)}
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
    with pytest.raises(CommandError):
        container.docker.run("docker", "exec", container.name, "sh")  # it has none


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_data_of_every_older_schema_are_served(docker, reference, server_data, tmp_path, version):
    older = Server(tmp_path)
    shutil.copytree(server_data, older.data_dir)
    make_older(older, version)
    subprocess.run([*AS_ROOT, "chown", "-R", f"{USER_ID}:{USER_ID}", older.data_dir], check=True)
    container = run(docker, reference, str(older.data_dir))
    try:
        with OciClient(container.address) as oci:
            assert oci.pull(f"{ALIAS}/app", "v1")
    finally:
        container.stop()
        docker.run("docker", "rm", container.name)


def test_a_volume_of_root_that_its_group_may_write_to_is_enough(docker, reference, tmp_path):
    """As Kubernetes mounts it, with fsGroup."""
    volume = tmp_path / "volume"
    volume.mkdir()
    subprocess.run([*AS_ROOT, "chown", f"root:{USER_ID}", volume], check=True)
    subprocess.run([*AS_ROOT, "chmod", "2775", volume], check=True)
    container = run(docker, reference, str(volume))
    container.stop()


@pytest.fixture(scope="module")
def server_data(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    stopped = Server(tmp_path_factory.mktemp("older"), "--create-on-push")
    with stopped:
        with OciClient(stopped.address, aws.login_password(aws.make_client(stopped))) as oci:
            oci.push(f"{ALIAS}/app", make_image(layers=2, layer_bytes=20_000), "v1")
    return stopped.data_dir


def test_the_commands_of_the_readme_start_the_same_image_from_the_archive(docker, reference, tmp_path):
    load, start, copy = shell_blocks("README.md", "Start")[1].splitlines()
    [archive] = IMAGE.glob("berth-*.tar")
    address = f"127.0.0.1:{free_port()}"

    docker.run("sh", "-c", replaced(load, {archive.name: str(archive)}))
    docker.run("sh", "-c", replaced(start, {
        "--publish 127.0.0.1:5000:5000": f"--network host --env BERTH_LISTEN={address}",
        "--volume berth:": "--volume readme:"}))
    docker.run("sh", "-c", replaced(copy, {" credentials ||": f" {tmp_path}/credentials ||"}))
    Container(docker, "berth", address).stop()

    assert "aws_secret_access_key" in (tmp_path / "credentials").read_text(encoding="ascii")
    started = docker.run("docker", "inspect", "--format={{.Image}}", "berth")
    assert started == docker.run("docker", "inspect", "--format={{.Id}}", reference)


def replaced(command: str, here: dict[str, str]) -> str:
    for written, meant in here.items():
        assert written in command
        command = command.replace(written, meant)
    return command


def test_the_registry_lists_its_sbom_and_its_provenance_as_referrers(server, reference, password):
    with OciClient(server.address, password) as oci:
        answer = oci.request("GET", f"/v2/{ALIAS}/berth/referrers/{image()['digest']}")
    assert {entry["artifactType"] for entry in answer.json()["manifests"]} == {
        SPDX_TYPE, IN_TOTO_TYPE}


def test_the_sbom_names_every_package_in_the_image():
    named = {package["name"] for package in referrer(SPDX_TYPE)["packages"]}
    records = {pathlib.PurePosixPath(name).name for name in members()
               if name.startswith("var/lib/dpkg/status.d/")}
    assert {"berth", "libssl3", "libsqlite3-0", "ca-certificates"} <= records <= named


def test_the_provenance_is_about_the_image_and_names_commit_and_package():
    statement = referrer(IN_TOTO_TYPE)
    assert statement["subject"] == [
        {"name": "berth", "digest": {"sha256": image()["digest"].partition(":")[2]}}]
    parts = {part["name"]: part for part in
             statement["predicate"]["buildDefinition"]["resolvedDependencies"]}
    [package] = (ROOT / "build/package").glob("berth_*.deb")
    assert parts[package.name]["digest"]["sha256"] == hashlib.sha256(
        package.read_bytes()).hexdigest()
    assert len(parts["source"]["digest"]["gitCommit"]) == 40


def test_files_are_roots_and_for_reading_but_for_the_folder_of_the_data():
    for name, member in members().items():
        if name == DATA.lstrip("/"):
            assert (member.uid, member.mode) == (USER_ID, 0o700)
        else:
            assert (member.uid, member.gid) == (0, 0), name
            assert name == "tmp" or member.issym() or member.mode & 0o6022 == 0, name


def test_the_same_package_gives_the_same_image(tmp_path):
    [package] = (ROOT / "build/package").glob("berth_*.deb")
    subprocess.run([ROOT / "tools/make_container_image.py", package, ROOT / "build/release", tmp_path],
                   cwd=ROOT, check=True, capture_output=True)
    assert (tmp_path / "oci/index.json").read_bytes() == (IMAGE / "oci/index.json").read_bytes()
