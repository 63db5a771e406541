"""Build, push and pull with podman."""

import os

import pytest
from support.container_clients import Podman
from support.daemon import AS_ROOT
from support.images import Image, files_of, image_of
from support.push_and_pull import BuildPushAndPull
from support.request_log import requests_of


class TestPodman(BuildPushAndPull):
    @pytest.fixture(scope="module")
    def client(self, tmp_path_factory):
        client = Podman(tmp_path_factory.mktemp("podman"))
        yield client
        client.close()


class PartialPodman(Podman):
    """Fetches of a zstd:chunked layer only the files that it does not have. Only the overlay driver
    can."""

    storage_driver = "overlay"

    def __init__(self, directory):
        super().__init__(directory)
        configuration = directory / "storage.conf"
        configuration.write_text(f"""[storage]
driver = "{self.storage_driver}"
runroot = "{directory}/run"
graphroot = "{directory}/storage"
[storage.options]
pull_options = {{enable_partial_images = "true"}}
[storage.options.overlay]
skip_mount_home = "true"
""", encoding="ascii")
        self.environment["CONTAINERS_STORAGE_CONF"] = str(configuration)

    def push_chunked(self, image: Image, reference: str) -> None:
        self.do("push", "--compression-format=zstd:chunked", f"--{self._trust}", self.load(image),
                f"docker://{reference}")

    def pull_and_keep(self, reference: str) -> dict[str, bytes]:
        """The files of the one layer. The next pull finds them in the storage."""
        image_id = self.do("pull", f"--{self._trust}", f"docker://{reference}").split()[-1]
        root = self.do("image", "mount", image_id).strip()
        archive = self.new_file("archive.tar")
        self.run(*AS_ROOT, "tar", "--create", f"--file={archive}", f"--directory={root}",
                 r"--transform=s,^\./,,", ".")
        self.do("image", "unmount", image_id)
        return files_of(archive.read_bytes())


@pytest.fixture
def partial_podman(tmp_path_factory):
    clients = []

    def make() -> PartialPodman:
        clients.append(PartialPodman(tmp_path_factory.mktemp("podman")))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


# How many files a layer has, how large they are, and one of how many is new in the newer image. The
# second has more pieces than podman names ranges in a request (1,024): it then also fetches some files
# that it has.
@pytest.mark.parametrize("files,file_bytes,step", [(60, 50_000, 20), (3150, 1000, 3)],
                         ids=["a few large files", "more files than ranges"])
def test_fetches_of_a_newer_image_only_the_files_that_changed(
        partial_podman, server, password, oci, path, reference, files, file_bytes, step):
    older = {f"file-{i:04}": os.urandom(file_bytes) for i in range(files)}
    newer = older | {name: os.urandom(file_bytes) for name in list(older)[step // 2::step]}
    pusher = partial_podman()
    pusher.login(server.address, password)
    for tag, content in ("older", older), ("newer", newer):
        pusher.push_chunked(image_of([content]), f"{reference}:{tag}")

    puller = partial_podman()
    assert puller.pull_and_keep(f"{reference}:older") == older
    assert puller.pull_and_keep(f"{reference}:newer") == newer
    [layer] = oci.get_manifest(path, "newer").json()["layers"]
    # The layer's table of contents, and all pieces at once, as parts of one answer.
    answers = requests_of(server, at_least=2, method="GET",
                          target=f"/v2/{path}/blobs/{layer['digest']}")
    assert [answer["status"] for answer in answers] == [206, 206]
    fetched_bytes = sum(answer["bytes_out"] for answer in answers)
    assert fetched_bytes < 1.25 * layer["size"] / step
