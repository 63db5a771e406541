"""docs/compatibility.md names every client that is tested, at the version that is tested."""

import pathlib
import re
import subprocess

import pytest
from support.matching import found
from support.server import ROOT

DOCUMENT = ROOT / "docs/compatibility.md"
ROW = re.compile(
    r"^\| \[(?P<client>[^]]+)\]\([^)]+\) \| (?P<version>\S+) \| .* \| passes \|$")


def debian(package: str) -> str:
    """Upstream's version, without Debian's epoch and revision."""
    version = subprocess.run(["dpkg-query", "--show", "--showformat=${Version}", package],
                             capture_output=True, text=True, check=True).stdout
    return found(r"^(?:\d+:)?([\d.]+)", version)


def pinned(file: str, before: str) -> str:
    """The version that follows a text in a file."""
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    return found(rf"{re.escape(before)}v?([\d.]+)\b", text)


def go_client(module: str, pinned_by: str = "go") -> str:
    return pinned(f"compatibility/{pinned_by}/go.mod", f"\t{module} ")


TESTED = {
    "docker": lambda: debian("docker.io"),
    "podman": lambda: debian("podman"),
    "buildah": lambda: debian("buildah"),
    "skopeo": lambda: debian("skopeo"),
    "containerd": lambda: debian("containerd"),
    "crane": lambda: go_client("github.com/google/go-containerregistry"),
    "oras": lambda: go_client("oras.land/oras"),
    "regctl": lambda: go_client("github.com/regclient/regclient"),
    "helm": lambda: go_client("helm.sh/helm/v3"),
    "cosign": lambda: go_client("github.com/sigstore/cosign/v3"),
    "notation": lambda: go_client("github.com/notaryproject/notation"),
    "Jib": lambda: pinned("compatibility/jib/pom.xml", "<jib.version>"),
    "oci-client": lambda: pinned("compatibility/rust/Cargo.toml", 'oci-client = { version = "='),
    "containerd 2": lambda: go_client("github.com/containerd/containerd/v2", "engines"),
    "BuildKit": lambda: go_client("github.com/moby/buildkit", "engines"),
    "boto3, Debian's": lambda: debian("python3-boto3"),
    "AWS CLI": lambda: debian("awscli"),
    "boto3, newest": lambda: pinned("sdks/requirements.txt", "boto3=="),
    "SDK for JavaScript": lambda: pinned("sdks/javascript/package.json",
                                         '"@aws-sdk/client-ecr-public": "'),
    "SDK for Go": lambda: pinned("sdks/go/go.mod", "aws-sdk-go-v2/service/ecrpublic "),
    "SDK for Java": lambda: pinned("sdks/java/pom.xml", "<aws.version>"),
}


def rows() -> dict[str, re.Match]:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return {row["client"]: row for row in map(ROW.match, lines) if row}


def test_the_page_names_every_client_that_is_tested():
    assert list(rows()) == list(TESTED)


def test_the_page_links_every_test_of_clients_that_debian_does_not_have():
    links = re.findall(r"\]\((\.\./tests/[^)]+)\)", DOCUMENT.read_text(encoding="utf-8"))
    linked = {(DOCUMENT.parent / link).resolve() for link in links}
    here = pathlib.Path(__file__)
    others = {here, here.with_name("test_kubernetes.py")}  # no tests of a client
    assert linked >= set(here.parent.glob("test_*.py")) - others
    assert all(test.is_file() for test in linked)


@pytest.mark.parametrize("client", TESTED)
def test_the_page_names_the_version_that_is_tested(client):
    assert rows()[client]["version"] == TESTED[client]()
