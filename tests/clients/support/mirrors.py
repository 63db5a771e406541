"""docs/operating/mirrors.md, for servers of the tests."""

import shutil

from support.aws import EcrClient
from support.containerd import Containerd
from support.documents import blocks
from support.images import Image, make_image, read_oci_image
from support.oci import OciClient
from support.server import ALIAS, Server

DOCUMENT = "docs/operating/mirrors.md"
# In the place of docker.io, so that nothing can come from there.
UPSTREAM = "upstream.invalid"


def configuration(heading: str, language: str, server: Server) -> str:
    """What the document says, with this server as the mirror."""
    [text] = blocks(DOCUMENT, heading, language)
    for written, here in [("https://registry.example.com", server.url),
                          ("registry.example.com", server.address),
                          ("registry-1.docker.io", UPSTREAM), ("docker.io", UPSTREAM)]:
        text = text.replace(written, here)
    return text


def mirror_image(server: Server, ecr: EcrClient, password: str) -> Image:
    """The upstream's library/app:v1, in the mirror."""
    image = make_image()
    ecr.create_repository(repositoryName=f"{UPSTREAM}/library/app")
    with OciClient(server.address, password, server.tls_context()) as oci:
        oci.push(f"{ALIAS}/{UPSTREAM}/library/app", image, "v1")
    return image


def pull_by_containerd(client: Containerd, server: Server) -> tuple[str, tuple[bytes, ...]]:
    """That image, pulled as the upstream's."""
    hosts = client.directory / "certs.d"
    (hosts / UPSTREAM).mkdir(parents=True)
    trust = "" if server.certificate is None else f'  ca = "{server.certificate.file}"\n'
    (hosts / UPSTREAM / "hosts.toml").write_text(
        configuration("containerd", "toml", server) + trust, encoding="ascii")
    reference, archive = f"{UPSTREAM}/library/app:v1", client.new_file("pulled.tar")
    client.images("pull", "--hosts-dir", str(hosts), "--snapshotter=native", reference)
    client.images("export", archive, reference)
    unpacked = client.new_file("pulled")
    shutil.unpack_archive(archive, unpacked)
    return read_oci_image(unpacked)
