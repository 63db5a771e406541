"""What is made is for its owner alone, and is made where it should be and nowhere else."""

import stat
import subprocess

import pytest
from support import aws
from support.fsck import IMAGE, LAYER, PATH, file_of, make_checked_server
from support.images import make_image
from support.oci import OciClient
from support.older_data import make_older
from support.server import BINARY, Server


@pytest.mark.damages_data
@pytest.mark.parametrize("mask", ["0", "777"])
def test_all_that_is_made_is_for_its_owner_alone_whatever_the_umask(tmp_path, mask):
    with_mask = ["bash", "-c", f'umask {mask}; exec "$@"', "-"]
    server = Server(tmp_path, "--gc", "off", run_by=with_mask)
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
            oci.request("PATCH", oci.start_upload(PATH), b"x" * 20_000)
        check_modes(server)  # with the log of the database, and the upload
    make_older(server, 5)
    for file in server.data_dir.glob("metadata.db*"):
        file.chmod(0o600)  # it was made by the test
    with server:
        check_modes(server)  # with the copy of the database
    file_of(server, LAYER.digest).write_bytes(b"x" * len(LAYER.content))
    subprocess.run([*with_mask, BINARY, "fsck", "--repair", "--data-dir", server.data_dir],
                   capture_output=True, check=False)
    assert (server.data_dir / "damaged" / LAYER.digest).exists()
    check_modes(server)


def check_modes(server: Server) -> None:
    for path in [server.data_dir, *server.data_dir.rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


@pytest.mark.parametrize("mode,is_said", [(0o700, False), (0o770, True), (0o707, True),
                                          (0o755, False)])
def test_a_directory_that_others_may_write_is_said(tmp_path, mode, is_said):
    server = Server(tmp_path)
    server.data_dir.mkdir()
    server.data_dir.chmod(mode)
    with server:
        server.wait_for_log('"event":"listening"')
    assert ('"event":"data_dir_open_to_others"' in server.log_tail()) == is_said


def test_a_master_key_that_others_may_read_is_said(tmp_path):
    server = Server(tmp_path)
    with server:
        pass
    assert '"event":"server_key_open_to_others"' not in server.log_tail()
    key = server.data_dir / "server.key"
    key.chmod(0o644)
    with server:
        server.wait_for_log(f'"event":"server_key_open_to_others","file":"{key}"')


def test_nothing_is_written_where_a_link_leads(tmp_path):
    server = make_checked_server(tmp_path)
    of_another = tmp_path / "of another"
    of_another.write_bytes(b"kept = as it is")
    with server, OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
        location = oci.start_upload(PATH)
        assert oci.request("PATCH", location, b"x" * 20_000).status == 202
        [upload] = (server.data_dir / "uploads").iterdir()
        upload.unlink()
        upload.symlink_to(of_another)
        assert oci.request("PATCH", location, b"y" * 20_000).status == 500
        oci.push(PATH, make_image(layer_bytes=20_000), "after")
    lock = server.data_dir / "serve.lock"
    lock.unlink()
    lock.symlink_to(of_another)
    with pytest.raises(AssertionError, match="ended while starting"):
        server.start()
    assert "serve.lock: is a link, which is not followed: put the file" in server.log_tail()
    assert of_another.read_bytes() == b"kept = as it is"
