"""ORAS: push and pull, and artifacts that are no images, alone or attached to one."""

import json
import tarfile

import pytest
from support.go_clients import Oras
from support.images import digest_of, make_image, make_multi_arch, read_oci_layout
from support.push_and_pull import PushAndPull, tag_details

ARTIFACT_TYPE = "application/vnd.example.report"
SBOM_TYPE = "application/vnd.example.sbom"


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return Oras(tmp_path_factory.mktemp("oras"), server.certificate)


class TestOras(PushAndPull):
    pass


@pytest.fixture
def oras(logged_in):
    return lambda *arguments: logged_in.do(*arguments, *logged_in.http())


@pytest.fixture
def attach(client, oras):
    """Attaches a file, and returns the digest of the attached manifest."""
    def run(subject: str, artifact_type: str, content: str) -> str:
        file = client.file("attached.txt", content)
        done = oras("attach", "--format=json",
                    f"--artifact-type={artifact_type}", subject, f"{file}:text/plain")
        return json.loads(done)["digest"]
    return run


def discover(client: Oras, subject: str, *options: str) -> list[dict]:
    return json.loads(client.do("discover", *client.http(), "--format=json", *options,
                                subject))["referrers"]


def test_pushes_files_as_an_artifact_and_pulls_them_without_logging_in(
        client, oras, ecr, repository, reference, server):
    contents = {"report.txt": b"all is well", "empty.txt": b"",
                "large.bin": bytes(range(256)) * 4096}
    files = [f"{client.file(name, content)}:text/plain" for name, content in contents.items()]
    done = oras("push", "--format=json", f"--artifact-type={ARTIFACT_TYPE}", "--annotation=team=a",
                f"{reference}:v1,latest", *files)
    digest = json.loads(done)["digest"]
    assert json.loads(oras("repo", "tags", "--format=json", reference))["tags"] == ["latest", "v1"]
    detail = tag_details(ecr, repository)["v1"]["imageDetail"]
    assert detail["imageDigest"] == digest
    assert detail["artifactMediaType"] == ARTIFACT_TYPE

    client.logout(server.address)
    output = client.new_file("pulled")
    client.do("pull", *client.http(), "--output", output, f"{reference}@{digest}")
    assert {file.name: file.read_bytes() for file in output.iterdir()} == contents
    manifest = json.loads(client.do("manifest", "fetch", *client.http(), f"{reference}:latest"))
    assert manifest["artifactType"] == ARTIFACT_TYPE
    assert manifest["annotations"]["team"] == "a"


def test_attaches_to_an_image_and_discovers_without_logging_in(
        client, attach, oci, path, reference, referrers, server):
    image = make_image()
    oci.push(path, image, "v1")
    report = attach(f"{reference}:v1", ARTIFACT_TYPE, "report")
    sbom = attach(f"{reference}@{image.digest}", SBOM_TYPE, "sbom")
    of_sbom = attach(f"{reference}@{sbom}", ARTIFACT_TYPE, "report of the sbom")
    assert {entry["digest"] for entry in referrers(path, image.digest)} == {report, sbom}
    assert {entry["artifactType"] for entry in referrers(path, image.digest)} == {
        ARTIFACT_TYPE, SBOM_TYPE}

    client.logout(server.address)
    found = {entry["digest"]: entry for entry in discover(client, f"{reference}:v1")}
    assert set(found) == {report, sbom}
    assert found[report]["artifactType"] == ARTIFACT_TYPE
    assert [entry["digest"] for entry in found[sbom]["referrers"]] == [of_sbom]
    (only,) = discover(client, f"{reference}:v1", f"--artifact-type={SBOM_TYPE}")
    assert only["digest"] == sbom
    assert oci.pull(path, sbom)[digest_of(b"sbom")] == b"sbom"


def test_copies_an_image_with_everything_attached_to_it(
        client, attach, oci, path, other_path, reference, referrers, other_reference):
    index = make_multi_arch()
    oci.push(path, index, "multi")
    report = attach(f"{reference}:multi", ARTIFACT_TYPE, "report")
    of_child = attach(f"{reference}@{index.images[1].digest}", SBOM_TYPE, "sbom")
    copy = f"{other_reference}:copied"
    client.do("cp", "--recursive", *client.http("--from-plain-http"),
              *client.http("--to-plain-http"), f"{reference}:multi", copy)
    assert oci.pull(other_path, "copied") == oci.pull(path, "multi")
    assert [entry["digest"] for entry in referrers(other_path, index.digest)] == [report]
    assert [entry["digest"]
            for entry in referrers(other_path, index.images[1].digest)] == [of_child]
    assert oci.pull(other_path, report) == oci.pull(path, report)


def test_backs_up_a_repository_and_restores_it(
        client, oras, attach, oci, path, other_path, reference, referrers, other_reference):
    images = [make_image() for _ in range(2)]
    for i, image in enumerate(images):
        oci.push(path, image, f"v{i}")
    report = attach(f"{reference}:v1", ARTIFACT_TYPE, "report")
    backup = client.new_file("backup.tar")
    oras("backup", "--include-referrers", "--output", backup, reference)
    with tarfile.open(backup) as archive:
        archive.extractall(layout := client.new_file("layout"))
    assert {images[0].digest, images[1].digest, report} <= read_oci_layout(layout)
    oras("restore", "--input", backup, other_reference)
    assert oci.tags(other_path) == ["v0", "v1"]
    for i in range(2):
        assert oci.pull(other_path, f"v{i}") == oci.pull(path, f"v{i}")
    assert [entry["digest"] for entry in referrers(other_path, images[1].digest)] == [report]


def test_lists_the_repositories_of_a_registry(oras, oci, path, server):
    oci.push(path, make_image(), "v1")
    alias, _, repository = path.partition("/")
    assert repository in oras("repo", "ls", f"{server.address}/{alias}/").split()


def test_tags_resolves_and_deletes(oras, oci, path, reference):
    image = make_image()
    oci.push(path, image, "v1")
    oras("tag", f"{reference}:v1", "v2", "v3")
    assert oci.tags(path) == ["v1", "v2", "v3"]
    assert oras("resolve", f"{reference}:v3").strip() == image.digest
    oras("manifest", "delete", "--force", f"{reference}@{image.digest}")
    assert oci.tags(path) == []


def test_pushes_fetches_and_deletes_single_blobs(client, oras, reference):
    content = b"a single blob"
    pushed = oras("blob", "push", reference, client.file("blob", content))
    digest = digest_of(content)
    assert digest in pushed
    fetched = client.new_file("fetched")
    oras("blob", "fetch", "--output", fetched, f"{reference}@{digest}")
    assert fetched.read_bytes() == content
    oras("blob", "delete", "--force", f"{reference}@{digest}")
    with pytest.raises(Exception, match="not found"):
        oras("blob", "fetch", "--output", client.new_file("none"), f"{reference}@{digest}")


def test_makes_an_index_with_an_artifact_in_it(oras, oci, path, reference):
    index = make_multi_arch()
    for image in index.images:
        oci.push(path, image, image.architecture)
    oras("manifest", "index", "create", f"--artifact-type={ARTIFACT_TYPE}", f"{reference}:multi",
         "amd64", "arm64")
    stored = oci.get_manifest(path, "multi").json()
    assert stored["artifactType"] == ARTIFACT_TYPE
    assert [child["digest"] for child in stored["manifests"]] == [
        image.digest for image in index.images]
