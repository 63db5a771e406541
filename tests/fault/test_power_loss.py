"""What was acknowledged survives a loss of power: everything that an answer rests on was synced
before it was sent. Shown by the order of the server's system calls."""

import pathlib
import re
import subprocess

import pytest
from support import aws
from support.aws import EcrClient
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.system_calls import SystemCall, read_trace, tracer

WRITES = ("write", "writev", "pwrite64", "pwritev")
RENAMES = ("rename", "renameat", "renameat2")
IMAGES = 3
PARTS = (b"x" * (5 << 20), b"the last part")
LARGE_BLOB_BYTES = 300_000  # too much for a row
QUOTED = re.compile(r'"(.*?)"')
DESCRIPTOR_PATH = re.compile(r"\d<(.*?)>")
TRACED = ("mkdir", "mkdirat", *RENAMES, "fsync", "fdatasync", *WRITES, "sendmsg", "sendto")


class Trace:
    def __init__(self, calls: list[SystemCall]):
        self._calls = calls
        self.answers = [call for call in self.named("sendmsg", "sendto")
                        if '"HTTP/1.1 2' in call.arguments]

    def named(self, *names: str) -> list[SystemCall]:
        return [call for call in self._calls if call.name in names]

    def acknowledged(self, calls: list[SystemCall]) -> list[tuple[SystemCall, SystemCall]]:
        """Each with the first answer after it; what comes after the last is not acknowledged."""
        return [(call, next(answer for answer in self.answers if answer.began > call.ended))
                for call in calls if call.ended < self.answers[-1].began]

    def is_synced(self, path: str, after: SystemCall, before: SystemCall) -> bool:
        return any(call.path() == path and after.ended < call.began and call.ended < before.began
                   for call in self.named("fsync", "fdatasync"))


def moved(call: SystemCall) -> tuple[pathlib.Path, pathlib.Path]:
    """From where to where, of a rename in whatever way it was called."""
    folders = DESCRIPTOR_PATH.findall(call.arguments) or ["/", "/"]
    source, target = (pathlib.Path(folder, name)
                      for folder, name in zip(folders, QUOTED.findall(call.arguments)))
    return source, target


def is_of_blob(call: SystemCall) -> bool:
    """Whether an upload's file becomes a blob's."""
    source, target = moved(call)
    return source.parent.name == "uploads" != target.parent.name


def made(call: SystemCall) -> pathlib.Path:
    (folder,) = DESCRIPTOR_PATH.findall(call.arguments) or ["/"]
    (name,) = QUOTED.findall(call.arguments)
    return pathlib.Path(folder, name)


def push_parts(ecr: EcrClient) -> None:
    """The parts of a layer that is not completed."""
    upload = ecr.initiate_layer_upload(repositoryName="app")["uploadId"]
    first = 0
    for part in PARTS:
        ecr.upload_layer_part(repositoryName="app", uploadId=upload, layerPartBlob=part,
                              partFirstByte=first, partLastByte=first + len(part) - 1)
        first += len(part)


def traced(directory: pathlib.Path, trace_file: pathlib.Path) -> Server:
    return Server(directory, "--gc", "off", run_by=tracer(trace_file, *TRACED))


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """A server's first start, and one client that pushes, one request after the other."""
    directory = tmp_path_factory.mktemp("server")
    trace_file = directory / "trace"
    with traced(directory, trace_file) as server:
        pid = server.pid
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        path = f"{ALIAS}/app"
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            for _ in range(IMAGES):
                oci.push(path, make_image(layer_bytes=LARGE_BLOB_BYTES), "v1")
        ecr.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])
        push_parts(ecr)
    return Trace(read_trace(trace_file, pid))


def test_rows_are_synced_before_an_answer_tells_of_them(trace):
    rows = trace.acknowledged([call for call in trace.named(*WRITES)
                               if call.path().endswith("/metadata.db-wal")])
    for row, answer in rows:
        assert trace.is_synced(row.path(), row, answer), row
    # A repository, of each image a manifest, a config and a layer, and a deletion.
    assert len({answer for _, answer in rows}) >= 1 + 3 * IMAGES + 1


def test_a_blob_is_synced_before_it_gets_its_name_and_the_name_before_its_row(trace):
    blobs = [(call, answer) for call, answer in trace.acknowledged(trace.named(*RENAMES))
             if is_of_blob(call)]
    assert len(blobs) == IMAGES  # their layers; small blobs are rows
    for rename, answer in blobs:
        source, target = moved(rename)
        last_write = max(call for call in trace.named(*WRITES) if call.path() == str(source))
        assert trace.is_synced(str(source), last_write, rename)
        first_row = min(call for call in trace.named(*WRITES)
                        if call.path().endswith("/metadata.db-wal") and call.began > rename.ended)
        assert first_row.ended < answer.began
        assert trace.is_synced(str(target.parent), rename, first_row)


def test_a_part_of_a_layer_and_the_name_of_its_file_are_synced_before_its_row(trace):
    blobs = {str(moved(call)[0]) for call in trace.named(*RENAMES) if is_of_blob(call)}
    parts = [call for call in trace.named(*WRITES) if call.path() not in blobs
             and pathlib.Path(call.path()).parent.name == "uploads"]
    assert len(parts) == len(PARTS)
    for part in parts:
        first_row = min(call for call in trace.named(*WRITES)
                        if call.path().endswith("/metadata.db-wal") and call.began > part.ended)
        assert trace.is_synced(part.path(), part, first_row)
        # Written under a name that says that it is tentative, and kept under the upload's own.
        kept = next(call for call in trace.named(*RENAMES)
                    if call.began > part.ended and str(moved(call)[0]) == part.path())
        assert moved(kept)[1].name == pathlib.Path(part.path()).stem
        assert trace.is_synced(part.path(), part, kept)
        assert trace.is_synced(str(moved(kept)[1].parent), kept, first_row)


def test_what_replaces_a_file_is_synced_before_and_its_name_after(trace):
    files = [(call, answer) for call, answer in trace.acknowledged(trace.named(*RENAMES))
             if moved(call)[0].suffix == ".new"]
    assert {moved(call)[1].name for call, _ in files} == {"server.key", "berth-store", "credentials",
                                                          "metadata.db"}
    for rename, answer in files:
        source, target = moved(rename)
        last_write = max(call for call in trace.named(*WRITES) if call.path() == str(source))
        assert trace.is_synced(str(source), last_write, rename)
        assert trace.is_synced(str(target.parent), rename, answer)


def test_the_name_of_a_new_directory_is_synced(trace):
    directories = trace.acknowledged(trace.named("mkdir", "mkdirat"))
    names = [made(call).name for call, _ in directories]
    assert {"data", "blobs", "sha256", "uploads"} < set(names)
    assert len(names) > 5  # and the shelves of blobs
    for call, answer in directories:
        assert trace.is_synced(str(made(call).parent), call, answer), call


def test_the_names_of_directories_that_another_start_made_are_synced(tmp_path):
    """It may have been killed before it came to that."""
    with Server(tmp_path, "--gc", "off"):
        pass
    with traced(tmp_path, tmp_path / "trace") as server:
        pid = server.pid
        aws.make_client(server).create_repository(repositoryName="app")
    trace = Trace(read_trace(tmp_path / "trace", pid))
    data = server.data_dir
    before = {call.path() for call in trace.named("fsync") if call.ended < trace.answers[0].began}
    assert {str(data), str(data / "blobs")} <= before


def test_the_names_of_the_folders_of_a_first_backup_are_synced_before_it_is_one(tmp_path):
    with Server(tmp_path, "--gc", "off") as server:
        pass
    folder = tmp_path / "new/parents/backup"
    command = [*tracer(tmp_path / "trace", *TRACED), str(BINARY), "backup", str(folder),
               "--data-dir", str(server.data_dir)]
    with subprocess.Popen(command, env=ENVIRONMENT) as backup:
        assert backup.wait() == 0
    trace = Trace(read_trace(tmp_path / "trace", backup.pid))
    switch = max(call for call in trace.named(*RENAMES) if moved(call)[1] == folder / "backup.json")
    made_folders = [call for call in trace.named("mkdir", "mkdirat") if call.ended < switch.began]
    assert {tmp_path / "new", tmp_path / "new/parents", folder,
            folder / "blobs"} <= {made(call) for call in made_folders}
    for call in made_folders:
        assert trace.is_synced(str(made(call).parent), call, switch), call
