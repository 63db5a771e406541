"""Helm: charts as OCI artifacts."""

import json
import pathlib
import tarfile
from typing import Any

import pytest
from support.aws import EcrClient
from support.container_clients import CommandError
from support.go_clients import Helm
from support.images import digest_of, read_member
from support.push_and_pull import REFUSED, tag_details
from support.server import ALIAS, Server

CONFIG_TYPE = "application/vnd.cncf.helm.config.v1+json"
CHART = "greeter"


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return Helm(tmp_path_factory.mktemp("helm"), server.certificate)


@pytest.fixture
def charts(ecr: EcrClient, repository: str, server: Server) -> str:
    """The URL that charts are pushed to: each has a repository of its name below."""
    ecr.create_repository(repositoryName=f"{repository}/{CHART}")
    return f"oci://{server.address}/{ALIAS}/{repository}"


def write_chart(folder: pathlib.Path, version: str, **more: Any) -> pathlib.Path:
    chart = folder / more.get("name", CHART)
    (chart / "templates").mkdir(parents=True)
    metadata = {"apiVersion": "v2", "name": CHART, "version": version} | more
    (chart / "Chart.yaml").write_text(json.dumps(metadata), encoding="utf-8")  # JSON is YAML
    (chart / "values.yaml").write_text(f"greeting: hello from {version}\n", encoding="utf-8")
    (chart / "templates/greeting.yaml").write_text(
        "kind: ConfigMap\ndata: {greeting: {{ .Values.greeting }}}\n", encoding="utf-8")
    return chart


def package(client: Helm, version: str) -> pathlib.Path:
    """A chart's archive, made by helm."""
    folder = client.new_file("charts")
    client.do("package", write_chart(folder, version), "--destination", folder)
    return folder / f"{CHART}-{version}.tgz"


def test_pushes_a_chart_that_anyone_can_pull_and_show(
        client, logged_in, ecr, repository, oci, charts, server, tmp_path):
    archive = package(client, "1.2.3")
    logged_in.do("push", *client.http(), archive, charts)
    detail = tag_details(ecr, f"{repository}/{CHART}")["1.2.3"]["imageDetail"]
    assert detail["artifactMediaType"] == CONFIG_TYPE
    content = archive.read_bytes()
    assert oci.pull(f"{ALIAS}/{repository}/{CHART}", "1.2.3")[digest_of(content)] == content

    client.logout(server.address)
    client.do("pull", *client.http(), f"{charts}/{CHART}", "--version=1.2.3", "--destination",
              tmp_path)
    assert (tmp_path / archive.name).read_bytes() == content
    chart = f"{charts}/{CHART}@{detail['imageDigest']}"
    assert "hello from 1.2.3" in client.do("show", "values", *client.http(), chart)


def test_finds_the_newest_version_that_fits(client, logged_in, charts):
    """Helm reads the tags for that."""
    for version in "1.2.0", "1.10.0", "2.0.0", "2.1.0-rc.1":
        logged_in.do("push", *client.http(), package(client, version), charts)
    chart = f"{charts}/{CHART}"
    for wanted, found in [("^1.0.0", "1.10.0"), ("~1.2.0", "1.2.0"), (">1.0.0", "2.0.0"),
                          (">2.0.0-0", "2.1.0-rc.1")]:
        shown = client.do("show", "values", *client.http(), chart, "--version", wanted)
        assert f"hello from {found}" in shown
    assert "hello from 2.0.0" in client.do("show", "values", *client.http(), chart)
    with pytest.raises(CommandError):
        client.do("show", "values", *client.http(), chart, "--version=^3.0.0")


def test_pushes_a_version_that_a_tag_cannot_spell(client, logged_in, oci, repository, charts):
    """A tag has no "+": Helm writes "_" and reads "+"."""
    logged_in.do("push", *client.http(), package(client, "1.0.0+build.7"), charts)
    assert oci.tags(f"{ALIAS}/{repository}/{CHART}") == ["1.0.0_build.7"]
    assert "hello from 1.0.0+build.7" in client.do(
        "show", "values", *client.http(), f"{charts}/{CHART}", "--version=1.0.0+build.7")


def test_renders_a_chart_and_one_that_depends_on_it(client, logged_in, charts, tmp_path):
    logged_in.do("push", *client.http(), package(client, "1.0.0"), charts)
    rendered = client.do("template", *client.http(), "mine", f"{charts}/{CHART}",
                         "--set=greeting=hi")
    assert "greeting: hi" in rendered

    parent = write_chart(tmp_path, "0.1.0", name="parent", dependencies=[
        {"name": CHART, "version": "^1.0.0", "repository": charts}])
    client.do("dependency", "update", *client.http(), parent)
    with tarfile.open(parent / f"charts/{CHART}-1.0.0.tgz") as archive:
        assert b"hello from 1.0.0" in read_member(archive, f"{CHART}/values.yaml")


def test_cannot_push_without_logging_in(client, ecr, repository, charts):
    with pytest.raises(CommandError, match=REFUSED):
        client.do("push", *client.http(), package(client, "1.0.0"), charts)
    assert tag_details(ecr, f"{repository}/{CHART}") == {}


def test_cannot_log_in_with_a_wrong_password(client, server, password):
    with pytest.raises(CommandError, match=REFUSED):
        client.login(server.address, password[:-8] + "AAAAAAA=")
