"""A newer Berth on the data of an older one: its server brings them up to date, the commands beside
it wait for that."""

import pytest
from support import aws
from support.administration import Administration
from support.aws import EcrClient
from support.images import Image, Index, make_image, make_multi_arch, manifests_and_blobs
from support.oci import OciClient
from support.older_data import NEWEST, make_older, version_of
from support.server import ALIAS, Server

PATH = f"{ALIAS}/app"
IMAGES: dict[str, Image | Index] = {
    "v1": make_image(layers=2, layer_bytes=20_000), "multi": make_multi_arch()}
# What reads, what writes, what deletes; fsck ends with 2 when it cannot look.
COMMANDS = [(["account", "list"], 1), (["tag", "list", PATH], 1),
            (["tag", "rollback", PATH, "v1"], 1), (["key", "create", ALIAS, "administrator"], 1),
            (["gc", "--gc-grace", "0"], 1), (["fsck"], 2), (["fsck", "--repair"], 2)]


@pytest.fixture(params=range(1, NEWEST))
def server(tmp_path, request):
    """Stopped, and its data are of an older version."""
    server = Server(tmp_path)
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            for tag, image in IMAGES.items():
                oci.push(PATH, make_image(), tag)
                oci.push(PATH, image, tag)
    make_older(server, request.param)
    return server


def details(ecr: EcrClient) -> dict[str, tuple[str, int]]:
    return {tag["imageTag"]: (tag["imageDetail"]["imageDigest"],
                              tag["imageDetail"]["imageSizeInBytes"])
            for tag in ecr.describe_image_tags(repositoryName="app")["imageTagDetails"]}


def test_commands_leave_older_data_alone_until_the_server_has_brought_them_up_to_date(server):
    version = version_of(server)
    assert version < NEWEST
    berth = Administration(server)
    content = (server.data_dir / "metadata.db").read_bytes()
    for command, code in COMMANDS:
        done = berth.try_to(*command)
        assert (done.returncode, done.stdout) == (code, ""), done
        assert done.stderr == (
            f"berth: the database is of schema version {version}, this Berth knows {NEWEST}: "
            "start the server of this Berth, which brings it there\n")
    assert version_of(server) == version
    assert (server.data_dir / "metadata.db").read_bytes() == content

    with server:
        assert version_of(server) == NEWEST
        ecr = aws.make_client(server)
        assert details(ecr) == {tag: (image.digest, image.size_in_bytes)
                                for tag, image in IMAGES.items()}
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            for tag, image in IMAGES.items():
                assert oci.pull(PATH, tag) == {part.digest: part.content
                                               for part in manifests_and_blobs(image)}
            oci.push(PATH, make_image(), "after")
        assert berth.read("fsck") == []
        [moved] = berth.read("tag", "rollback", PATH, "v1")
        assert moved["fromDigest"] == IMAGES["v1"].digest
