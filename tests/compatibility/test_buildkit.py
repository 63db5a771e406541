"""BuildKit: images, caches and attestations in every form in which it exports them."""

import itertools
import json
import os
import shutil

import pytest
from support.buildkit import BuildKit
from support.container_clients import CommandError, Skopeo
from support.go_clients import BUILT
from support.images import (DOCKER_LAYER, DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_LAYER,
                            OCI_MANIFEST, digest_of, image_of, make_image, make_multi_arch,
                            read_oci_image, read_oci_layout)
from support.mirrors import UPSTREAM, configuration, mirror_image
from support.oci import OciClient
from support.push_and_pull import REFUSED, tag_details
from support.request_log import requests_of

LAYER_TYPE = {
    "uncompressed": OCI_LAYER.removesuffix("+gzip"),
    "gzip": OCI_LAYER,
    "estargz": OCI_LAYER,
    "zstd": OCI_LAYER.replace("gzip", "zstd")}
IN_TOTO = "application/vnd.in-toto+json"
PROVENANCE = "--opt=attest:provenance=mode=max"
# The kind of document that a cache is.
CACHE_FORMS = {
    OCI_MANIFEST: "image-manifest=true,oci-mediatypes=true",
    OCI_INDEX: "image-manifest=false,oci-mediatypes=true",
    DOCKER_LIST: "image-manifest=false,oci-mediatypes=false"}
FILES = {"one": b"1" * 10_000, "two": b"2" * 10_000}


@pytest.fixture(scope="module")
def start(tmp_path_factory, server):
    """Starts daemons of BuildKit."""
    started = []

    def start_one(**options: str) -> BuildKit:
        started.append(BuildKit(tmp_path_factory.mktemp("buildkit"), server, **options))
        return started[-1]

    yield start_one
    for client in started:
        client.close()


@pytest.fixture(scope="module")
def client(start):
    return start()


@pytest.fixture(scope="module")
def fresh_client(start):
    return start()


@pytest.fixture
def buildkit(logged_in):
    """Logged in, and with nothing in its own cache."""
    logged_in.forget()
    return logged_in


@pytest.fixture
def other_buildkit(fresh_client, server, password):
    """Another one, which never built what a test builds."""
    fresh_client.login(server.address, password)
    fresh_client.forget()
    return fresh_client


@pytest.fixture
def skopeo(tmp_path_factory, server):
    return Skopeo(tmp_path_factory.mktemp("skopeo"), server.certificate)


@pytest.fixture
def folder(tmp_path, oci, path, reference):
    """A Dockerfile of three steps, on an image of the registry."""
    oci.push(path, make_image(layers=2, layer_bytes=10_000), "base")
    (tmp_path / "Dockerfile").write_text(
        f"FROM {reference}:base AS first\nCOPY one /one\nCOPY two /two\n"
        f"FROM {reference}:base\nCOPY --from=first /two /copied\nCOPY one /one\n", encoding="ascii")
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def output(reference: str, **options: str) -> str:
    return "--output=" + ",".join([f"type=image,name={reference},push=true",
                                   *(f"{name}={value}" for name, value in options.items())])


def image_manifests(oci: OciClient, path: str, tag: str) -> list[dict]:
    """Manifests of the images, not of their attestations; every byte of all of them is pulled."""
    documents = [json.loads(content) for content in oci.pull(path, tag).values()
                 if content.startswith(b"{")]
    return [document for document in documents if "layers" in document
            and document["layers"][0]["mediaType"] != IN_TOTO]


def pulled_whole(skopeo: Skopeo, reference: str) -> set[str]:
    """The digests of all that another client pulls of it."""
    layout = skopeo.new_file("layout")
    skopeo.copy("--all", "--preserve-digests", f"docker://{reference}", f"oci:{layout}")
    return read_oci_layout(layout)


def listed_in(document: dict) -> list[dict]:
    if "layers" in document:
        return [document["config"], *document["layers"]]
    return document["manifests"]


@pytest.mark.parametrize("compression", LAYER_TYPE)
def test_pushes_an_image_in_every_compression(
        buildkit, skopeo, folder, oci, ecr, repository, path, reference, compression):
    _, told = buildkit.build(folder, output(f"{reference}:v1", **{
        "compression": compression, "force-compression": "true", "oci-mediatypes": "true"}))
    [manifest] = image_manifests(oci, path, "v1")
    assert {layer["mediaType"] for layer in manifest["layers"]} == {LAYER_TYPE[compression]}
    detail = tag_details(ecr, repository)["v1"]["imageDetail"]
    assert detail["imageDigest"] == told["containerimage.digest"]
    assert pulled_whole(skopeo, f"{reference}:v1") == set(oci.pull(path, "v1"))


def test_pushes_an_image_in_dockers_formats(
        buildkit, skopeo, folder, oci, ecr, repository, path, reference):
    buildkit.build(folder, output(f"{reference}:v1", **{
        "oci-mediatypes": "false", "compression": "gzip", "force-compression": "true"}))
    [manifest] = image_manifests(oci, path, "v1")
    assert {layer["mediaType"] for layer in manifest["layers"]} == {DOCKER_LAYER}
    detail = tag_details(ecr, repository)["v1"]["imageDetail"]
    assert detail["imageManifestMediaType"] == DOCKER_MANIFEST
    assert detail["imageSizeInBytes"] == sum(blob["size"] for blob in listed_in(manifest))
    assert pulled_whole(skopeo, f"{reference}:v1") == set(oci.pull(path, "v1"))


def test_pushes_an_image_for_several_platforms(
        buildkit, skopeo, folder, oci, ecr, repository, path, reference):
    oci.push(path, make_multi_arch(), "base")
    buildkit.build(folder, "--opt=platform=linux/amd64,linux/arm64", PROVENANCE,
                   output(f"{reference}:v1"))
    index = oci.get_manifest(path, "v1").json()
    architectures = [child["platform"]["architecture"] for child in index["manifests"]]
    # Each with the record of how it was made.
    assert sorted(architectures) == ["amd64", "arm64", "unknown", "unknown"]
    assert len(image_manifests(oci, path, "v1")) == 2
    detail = tag_details(ecr, repository)["v1"]["imageDetail"]
    assert detail["imageManifestMediaType"] == OCI_INDEX
    assert pulled_whole(skopeo, f"{reference}:v1") == set(oci.pull(path, "v1"))


# Docker's types have no zstd; a cache in them holds gzip.
@pytest.mark.parametrize("compression,form,mode", [
    *itertools.product(["gzip"], CACHE_FORMS, ["min", "max"]),
    *itertools.product(["uncompressed", "estargz", "zstd"], [OCI_MANIFEST, OCI_INDEX], ["max"])])
def test_another_one_finds_what_was_built_in_a_cache_in_the_registry(
        buildkit, other_buildkit, folder, oci, path, reference, compression, form, mode):
    cache = f"type=registry,ref={reference}:cache"
    buildkit.build(folder, output(f"{reference}:first"),
                   f"--export-cache={cache},mode={mode},{CACHE_FORMS[form]},"
                   f"compression={compression},force-compression=true")
    stored = oci.get_manifest(path, "cache")
    assert stored.headers["Content-Type"] == form
    for blob in listed_in(stored.json()):
        assert digest_of(oci.get_blob(path, blob["digest"]).body) == blob["digest"]

    steps, _ = other_buildkit.build(folder, output(f"{reference}:second"), f"--import-cache={cache}")
    copied = [step for step in steps if "COPY" in step]
    # Those of the result; with mode=max also those on the way to it.
    assert len(copied) >= (3 if mode == "max" else 2), steps
    [first], [second] = (image_manifests(oci, path, tag) for tag in ("first", "second"))
    assert len(second["layers"]) == len(first["layers"])


def test_another_one_finds_what_was_built_in_the_image_itself(
        buildkit, other_buildkit, folder, oci, path, reference):
    buildkit.build(folder, output(f"{reference}:first"), "--export-cache=type=inline")
    steps, _ = other_buildkit.build(folder, output(f"{reference}:second"),
                                    f"--import-cache=type=registry,ref={reference}:first")
    assert [step for step in steps if "COPY" in step]
    [first], [second] = (image_manifests(oci, path, tag) for tag in ("first", "second"))
    assert second["layers"] == first["layers"]


def test_attaches_provenance_to_an_image(buildkit, folder, oci, path, reference):
    buildkit.build(folder, output(f"{reference}:v1"), PROVENANCE)
    [statement] = statements(oci, path, "v1")
    assert statement["predicateType"].startswith("https://slsa.dev/provenance/")


def test_attaches_what_a_scanner_finds_in_an_image(
        buildkit, folder, tmp_path_factory, oci, path, reference):
    scanner = tmp_path_factory.mktemp("scanner")
    shutil.copy(BUILT / "scanner", scanner)
    (scanner / "Dockerfile").write_text('FROM scratch\nCOPY scanner /\nCMD ["/scanner"]\n',
                                        encoding="ascii")
    buildkit.build(scanner, output(f"{reference}:scanner"))
    buildkit.build(folder, output(f"{reference}:v1"),
                   f"--opt=attest:sbom=generator={reference}:scanner")
    assert {statement["predicateType"]: statement["predicate"]
            for statement in statements(oci, path, "v1")} == {
        "https://spdx.dev/Document": {"name": "what was found"}}


def statements(oci: OciClient, path: str, tag: str) -> list[dict]:
    """What is attested of an image for one platform."""
    image, attestation = oci.get_manifest(path, tag).json()["manifests"]
    assert attestation["platform"] == {"architecture": "unknown", "os": "unknown"}
    assert attestation["annotations"]["vnd.docker.reference.digest"] == image["digest"]
    layers = oci.get_manifest(path, attestation["digest"]).json()["layers"]
    assert {layer["mediaType"] for layer in layers} == {IN_TOTO}
    return [json.loads(oci.get_blob(path, layer["digest"]).body) for layer in layers]


def test_builds_on_what_it_pulls_without_logging_in_but_pushes_nothing(
        client, folder, ecr, repository, reference):
    client.forget()
    client.build(folder)
    with pytest.raises(CommandError, match=REFUSED):
        client.build(folder, output(f"{reference}:v1"))
    assert list(tag_details(ecr, repository)) == ["base"]


def test_builds_on_what_a_mirror_has(start, server, ecr, password, tmp_path):
    image = mirror_image(server, ecr, password)
    (tmp_path / "Dockerfile").write_text(f"FROM {UPSTREAM}/library/app:v1\n", encoding="ascii")
    archive, layout = tmp_path / "built.tar", tmp_path / "built"
    start(more=configuration("BuildKit", "toml", server)).build(
        tmp_path, f"--output=type=oci,dest={archive}")
    shutil.unpack_archive(archive, layout)
    assert read_oci_image(layout)[1] == image.tars


def test_fetches_of_an_estargz_layer_only_the_files_that_a_build_needs(
        buildkit, start, server, oci, path, reference, tmp_path):
    files = {f"file-{i:02}": os.urandom(50_000) for i in range(60)}
    oci.push(path, image_of([files]), "base")
    (tmp_path / "Dockerfile").write_text(f"FROM {reference}:base\n", encoding="ascii")
    buildkit.build(tmp_path, output(f"{reference}:lazy", **{
        "compression": "estargz", "force-compression": "true", "oci-mediatypes": "true"}))

    (tmp_path / "Dockerfile").write_text(
        f"FROM {reference}:lazy AS lazy\n"
        "FROM scratch\nCOPY --from=lazy /file-07 /file-41 /\n", encoding="ascii")
    lazy = start(snapshotter="stargz", more="""[worker.oci.stargzSnapshotter]
noprefetch = true
no_background_fetch = true
""")
    lazy.build(tmp_path, f"--output=type=local,dest={tmp_path}/copied")
    for name in "file-07", "file-41":
        assert (tmp_path / "copied" / name).read_bytes() == files[name]
    [layer] = oci.get_manifest(path, "lazy").json()["layers"]
    answers = requests_of(server, method="GET", target=f"/v2/{path}/blobs/{layer['digest']}")
    assert {answer["status"] for answer in answers} == {206}
    assert sum(answer["bytes_out"] for answer in answers) < layer["size"] / 10
