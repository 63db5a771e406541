"""What outlives the process."""

import os

import botocore.exceptions
import pytest
from support import aws
from support.images import digest_of, make_image, make_multi_arch
from support.oci import OciClient
from support.raw_http import connect, request
from support.server import ALIAS, Server
from support.waiting import wait_until


@pytest.fixture
def server(tmp_path):
    """A server of its own for each test, because it is restarted."""
    with Server(tmp_path) as running:
        yield running


def test_everything_is_still_there_after_a_restart(server):
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="kept")
    password = aws.login_password(ecr)
    index = make_multi_arch()
    images = {f"v{i}": make_image() for i in range(5)}
    with OciClient(server.address, password) as oci:
        bearer = oci.bearer()
        oci.push(f"{ALIAS}/kept", index, "multi")
        for tag, image in images.items():
            oci.push(f"{ALIAS}/kept", image, tag)
        pulled = {tag: oci.pull(f"{ALIAS}/kept", tag) for tag in ["multi", *images]}
    first = ecr.describe_image_tags(repositoryName="kept", maxResults=2)
    credentials = server.credentials()

    server.restart()

    assert server.credentials() == credentials
    # The next page, the old password and the old bearer token are all still good.
    second = ecr.describe_image_tags(repositoryName="kept", maxResults=1000,
                                     nextToken=first["nextToken"])
    tags = [tag["imageTag"] for page in (first, second) for tag in page["imageTagDetails"]]
    assert tags == sorted(["multi", *images])
    with OciClient(server.address, password) as oci:
        assert {tag: oci.pull(f"{ALIAS}/kept", tag) for tag in pulled} == pulled
        response = oci.send("GET", f"/v2/{ALIAS}/kept/tags/list",
                            headers={"Authorization": "Bearer " + bearer})
        assert response.status == 200
        oci.push(f"{ALIAS}/kept", make_image(), "after")


def test_a_push_that_was_cut_off_by_a_kill_can_be_repeated(server):
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="kept")
    password = aws.login_password(ecr)
    content = os.urandom(600_000)
    uploads = server.data_dir / "uploads"
    with OciClient(server.address, password) as oci:
        location = oci.start_upload(f"{ALIAS}/kept")
        target = f"{location}?digest={digest_of(content)}"
        headers = {"Authorization": "Bearer " + oci.bearer(), "Content-Length": str(len(content))}
    with connect(server.address) as cut:
        cut.sendall(request("PUT", target, headers) + content[:len(content) // 2])
        wait_until(lambda: any(file.stat().st_size > 0 for file in uploads.iterdir()))
        server.kill()
    server.start()
    with OciClient(server.address, password) as oci:
        assert oci.request("GET", location).headers["Range"] == "0-0"
        assert oci.finish_upload(location, digest_of(content), content).status == 201
        assert oci.get_blob(f"{ALIAS}/kept", digest_of(content)).body == content


def test_unfinished_uploads_count_after_a_kill_and_a_restart(tmp_path):
    path = f"{ALIAS}/kept"
    with Server(tmp_path, "--quota-uploads-per-key", "3") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="kept")
        password = aws.login_password(ecr)
        with OciClient(server.address, password) as oci:
            uploads = [oci.start_upload(path) for _ in range(3)]
            for location in uploads:
                assert oci.request("PATCH", location, b"some").status == 202
        for end in server.kill, server.stop:
            end()
            server.start()
            with OciClient(server.address, password) as oci:
                refused = oci.request("POST", f"/v2/{path}/blobs/uploads/", b"")
            assert (refused.status, refused.error_codes()) == (429, ["TOOMANYREQUESTS"])
            assert int(refused.headers["Retry-After"]) > 0
            with pytest.raises(botocore.exceptions.ClientError, match="ThrottlingException"):
                ecr.initiate_layer_upload(repositoryName="kept")
        with OciClient(server.address, password) as oci:
            assert oci.request("DELETE", uploads[0]).status == 204
            oci.start_upload(path)


def test_an_upload_goes_on_after_a_restart(server):
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="kept")
    password = aws.login_password(ecr)
    image = make_image(layer_bytes=100_000)
    content = image.layers[0].content
    with OciClient(server.address, password) as oci:
        location = oci.start_upload(f"{ALIAS}/kept")
        response = oci.request("PATCH", location, content[:50_000],
                               {"Content-Type": "application/octet-stream"})
        assert response.status == 202
    server.restart()
    with OciClient(server.address, password) as oci:
        received = oci.request("GET", location)
        assert (received.status, received.headers["Range"]) == (204, "0-49999")
        response = oci.finish_upload(location, image.layers[0].digest, content[50_000:])
        assert response.status == 201
        assert oci.get_blob(f"{ALIAS}/kept", image.layers[0].digest).body == content


def test_a_second_server_on_the_same_data_is_refused(server, tmp_path):
    second = Server(tmp_path)
    with pytest.raises(AssertionError, match="ended while starting"):
        second.start()
    assert "another berth is using it" in second.log_tail()
    assert server.is_healthy()


def test_what_a_start_prints_can_be_pasted(tmp_path):
    with Server(tmp_path, "--public-host", "registry.example.com") as server:
        pass  # that it serves may be seen before it is printed
    printed = server.log_file.read_text(encoding="utf-8")
    assert f"AWS_SHARED_CREDENTIALS_FILE={server.credentials_file}\n" in printed
    assert f"--endpoint-url {server.url}\n" in printed
    assert "--password-stdin registry.example.com\n" in printed
    assert f"docker push registry.example.com/{ALIAS}/hello:latest\n" in printed
