"""What is stored, as people and programs see it, and the quotas for it, as clients meet them."""

import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.container_clients import CommandError, Skopeo
from support.images import Image, make_image
from support.oci import OciClient
from support.ops import OpsServer
from support.server import ALIAS

LAYER_BYTES = 40_000
PATH = f"{ALIAS}/measured"


def size_of(*images: Image) -> tuple[int, int]:
    """Bytes of the blobs, each once, and of the manifests."""
    blobs = {blob.digest: len(blob.content) for image in images for blob in image.blobs}
    return sum(blobs.values()), sum(len(image.manifest.content) for image in images)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with OpsServer(tmp_path_factory.mktemp("server"), "--gc", "off",
                   "--quota-registry-bytes", "10000000") as running:
        yield running


@pytest.fixture(scope="module")
def berth(server):
    return Administration(server)


@pytest.fixture(scope="module")
def ecr(server):
    return aws.make_client(server)


@pytest.fixture
def oci(server, ecr):
    with OciClient(server.address, aws.login_password(ecr)) as client:
        yield client


@pytest.fixture(autouse=True)
def repository(ecr):
    ecr.create_repository(repositoryName="measured")
    yield
    ecr.delete_repository(repositoryName="measured", force=True)


def usage(berth: Administration) -> dict:
    [row] = berth.read("usage", PATH)
    return row


def test_usage_shows_what_is_held(server, berth, oci):
    before = server.metrics()
    images = [make_image(layers=2, layer_bytes=LAYER_BYTES) for _ in range(2)]
    for image in images:
        oci.push(PATH, image, image.digest[-8:])
    oci.tag(PATH, images[0], "latest")
    blob_bytes, manifest_bytes = size_of(*images)
    blobs = len({blob.digest for image in images for blob in image.blobs})
    held = {"images": 2, "tags": 3, "blobs": blobs, "blobBytes": blob_bytes,
            "manifestBytes": manifest_bytes, "bytes": blob_bytes + manifest_bytes,
            "quota": "default"}
    assert usage(berth) == {"repository": PATH} | held
    assert berth.read("usage", ALIAS) == [{"repository": PATH} | held]
    assert berth.read("usage") == [{"registry": ALIAS, "repositories": 1} | held]
    [name, *_, quota] = berth.run("usage", PATH).splitlines()[1].split()
    assert (name, quota) == (PATH, "default")
    assert f"{blob_bytes // 1024}." in berth.run("usage", PATH)
    assert berth.run("usage").splitlines()[-1].startswith(
        f"All blobs of the store, each once: {before['berth_blobs'] + blobs:.0f} (")

    metrics = server.metrics()
    of_the_registry = f'{{registry="{ALIAS}"}}'
    for name, value in {"repositories": 1, "images": 2, "tags": 3, "blobs": blobs,
                        "quota_bytes": 10_000_000}.items():
        assert metrics[f"berth_registry_{name}{of_the_registry}"] == value, name
    for kind, value in {"blob": blob_bytes, "manifest": manifest_bytes}.items():
        assert metrics[f'berth_registry_size_bytes{{registry="{ALIAS}",kind="{kind}"}}'] == value
    assert metrics["berth_blobs"] == before["berth_blobs"] + blobs
    assert metrics["berth_blob_bytes"] == before["berth_blob_bytes"] + blob_bytes


def test_a_quota_is_set_and_shown_and_counts_at_once(server, berth, oci):
    berth.run("quota", "set", PATH, "1000")
    berth.run("quota", "set", ALIAS, "none")
    assert berth.read("quota", "show") == [
        {"name": ALIAS, "bytes": 0, "quota": "none"}, {"name": PATH, "bytes": 0, "quota": 1000}]
    assert berth.read("quota", "show", PATH) == [{"name": PATH, "bytes": 0, "quota": 1000}]
    assert f'berth_registry_quota_bytes{{registry="{ALIAS}"}}' not in server.metrics()
    content = b"x" * LAYER_BYTES
    location = oci.start_upload(PATH)
    refused = oci.finish_upload(location, make_image().digest, content)
    assert (refused.status, refused.error_codes()) == (403, ["DENIED"])
    assert b"holds 0 bytes, and 40000 more would exceed" in refused.body
    for command in (("quota", "set", PATH, "default"), ("quota", "set", ALIAS, "default")):
        berth.run(*command)
    oci.push(PATH, make_image(layer_bytes=LAYER_BYTES), "v1")
    assert berth.read("quota", "show") == [
        {"name": ALIAS, "bytes": usage(berth)["bytes"], "quota": "default"}]


@pytest.mark.parametrize("arguments,code,message", [
    (("usage", "absent"), 1, "there is no account 'absent'"),
    (("usage", f"{ALIAS}/absent"), 1, f"there is no repository '{ALIAS}/absent'"),
    (("quota", "set", PATH, "much"), 2,
     "quota: takes a number of bytes, none or default, not 'much'"),
    (("quota", "set", PATH, "-1"), 2, "quota: takes a number of bytes, none or default, not '-1'"),
    (("quota", "set", PATH, str(2**63)), 2,
     f"quota: takes a number of bytes, none or default, not '{2**63}'"),
])
def test_what_cannot_be_is_refused(berth, arguments, code, message):
    done: subprocess.CompletedProcess = berth.try_to(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"berth: {message}\n")


def test_boto3_raises_limit_exceeded(ecr, berth, oci):
    image = make_image(layer_bytes=LAYER_BYTES)
    upload = ecr.initiate_layer_upload(repositoryName="measured")["uploadId"]
    content = image.layers[0].content
    ecr.upload_layer_part(repositoryName="measured", uploadId=upload, partFirstByte=0,
                          partLastByte=len(content) - 1, layerPartBlob=content)
    berth.run("quota", "set", PATH, "1000")
    with pytest.raises(ecr.exceptions.LimitExceededException, match="maximum allowed storage"):
        ecr.complete_layer_upload(repositoryName="measured", uploadId=upload,
                                  layerDigests=[image.layers[0].digest])
    berth.run("quota", "set", PATH, str(size_of(image)[0]))
    for blob in image.blobs:
        oci.push_blob(PATH, blob.content)
    with pytest.raises(ecr.exceptions.LimitExceededException, match="maximum allowed storage"):
        ecr.put_image(repositoryName="measured", imageManifest=image.manifest.content.decode())
    berth.run("quota", "set", PATH, str(sum(size_of(image))))
    ecr.put_image(repositoryName="measured", imageManifest=image.manifest.content.decode())
    assert usage(berth)["bytes"] == sum(size_of(image))


def test_skopeo_shows_the_numbers(server, ecr, berth, oci, tmp_path):
    ecr.create_repository(repositoryName="source")
    oci.push(f"{ALIAS}/source", make_image(layer_bytes=LAYER_BYTES), "v1")
    berth.run("quota", "set", PATH, "1000")
    skopeo = Skopeo(tmp_path)
    skopeo.login(server.address, aws.login_password(ecr))
    copy = ("skopeo", "copy", "--src-tls-verify=false", "--dest-tls-verify=false",
            f"docker://{server.address}/{ALIAS}/source:v1", f"docker://{server.address}/{PATH}:v1")
    with pytest.raises(CommandError, match="maximum allowed storage which is '1000' bytes"):
        skopeo.run(*copy)
    berth.run("quota", "set", PATH, "none")
    skopeo.run(*copy)
    ecr.delete_repository(repositoryName="source", force=True)
