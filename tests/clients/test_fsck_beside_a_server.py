"""`berth fsck` beside a server that is pushed to and deleted from, and that collects: changes
during its run are not reported as damage."""

import contextlib
import threading
from collections.abc import Iterator

from support import aws
from support.fsck import fsck
from support.images import Blob, make_image
from support.oci import OciClient
from support.server import ALIAS, Server
from support.waiting import wait_until

RUNS = 10
CHANGERS = 2
KEPT_IMAGES = 20  # which give every run something to read


class Changer(threading.Thread):
    """Pushes images, deletes them, and with every fifth the repository."""

    def __init__(self, server: Server, name: str, shared: Blob):
        super().__init__()
        self.deleted = 0
        self.failure: BaseException | None = None
        self._server, self._repository, self._shared = server, name, shared
        self._enough = threading.Event()

    def run(self):
        ecr = aws.make_client(self._server)
        try:
            with OciClient(self._server.address, aws.login_password(ecr)) as oci:
                while not self._enough.is_set():
                    ecr.create_repository(repositoryName=self._repository)
                    for _ in range(5):
                        self._push_and_delete(oci, f"{ALIAS}/{self._repository}")
                    ecr.delete_repository(repositoryName=self._repository, force=True)
        except BaseException as failure:  # told to the test, which runs in another thread
            self.failure = failure

    def _push_and_delete(self, oci: OciClient, path: str) -> None:
        # One layer is a file, one is small; a third comes and goes with both changers.
        image = make_image(layers=2, layer_bytes=20_000)
        for blob in *image.blobs, self._shared:
            oci.push_blob(path, blob.content)
        # On a busy machine it may have taken longer than the grace period: then it is refused.
        status = oci.put_manifest(path, "moving", image.manifest).status
        assert status in (201, 404), status
        if status == 201:
            deletion = oci.request("DELETE", f"/v2/{path}/manifests/{image.digest}")
            assert deletion.status == 202, deletion
            self.deleted += 1

    def stop(self):
        self._enough.set()
        self.join()


@contextlib.contextmanager
def changers(server: Server) -> Iterator[list[Changer]]:
    shared = make_image(layer_bytes=20_000).layers[0]
    running = [Changer(server, f"changing/{i}", shared) for i in range(CHANGERS)]
    for changer in running:
        changer.start()
    try:
        yield running
    finally:
        for changer in running:
            changer.stop()
    assert [changer.failure for changer in running] == [None] * CHANGERS


def test_a_server_at_work_is_not_called_wrong(tmp_path):
    with Server(tmp_path, "--gc-interval", "0", "--gc-grace", "1") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="kept")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            for i in range(KEPT_IMAGES):
                oci.push(f"{ALIAS}/kept", make_image(layer_bytes=200_000), f"v{i}")
        with changers(server) as running:
            server.wait_for_log('"event":"gc"')  # from here on it always has something to take
            for _ in range(RUNS):
                before = [changer.deleted for changer in running]
                code, found = fsck(server)
                # A blob is a file for a moment before a row speaks of it.
                assert (code, {kind for _, kind, _ in found} - {"orphan"}) == (0, set()), found
                wait_until(lambda: all(
                    changer.failure or changer.deleted > count
                    for changer, count in zip(running, before, strict=True)))
        assert {kind for _, kind, _ in fsck(server)[1]} <= {"orphan"}
