"""`make sbom`: the SPDX document of what the program is made of."""

import hashlib
import json
import re
import subprocess

import pytest
from support.server import BINARY, ROOT

PACKAGE_FIELDS = {"SPDXID", "name", "versionInfo", "downloadLocation"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    file = tmp_path_factory.mktemp("sbom") / "berth.spdx.json"
    subprocess.run([ROOT / "tools/sbom.py", BINARY.parent, file], cwd=ROOT, check=True)
    return json.loads(file.read_text(encoding="utf-8"))


def related(document: dict, kind: str) -> set[str]:
    """Names of the packages in relationships of that kind, but for the program."""
    names = {package["SPDXID"]: package["name"] for package in document["packages"]}
    return {names[end] for relationship in document["relationships"]
            if relationship["relationshipType"] == kind
            for end in (relationship["spdxElementId"], relationship["relatedSpdxElement"])
            if names.get(end, "berth") != "berth"}


def test_it_is_an_spdx_document_about_this_very_program(document):
    assert document["spdxVersion"] == "SPDX-2.3"
    assert document["dataLicense"] == "CC0-1.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["creationInfo"]["created"])
    program = document["packages"][0]
    assert program["name"] == "berth"
    assert program["checksums"][0]["checksumValue"] == hashlib.sha256(
        BINARY.read_bytes()).hexdigest()
    identifiers = [package["SPDXID"] for package in document["packages"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(PACKAGE_FIELDS <= package.keys() for package in document["packages"])


def test_it_names_every_package_that_the_program_loads_with_its_version(document):
    loaded = related(document, "DYNAMIC_LINK")
    assert {"libc6", "libstdc++6", "libssl3", "libsqlite3-0"} <= loaded
    for package in document["packages"][1:]:
        installed = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Version}", package["name"]],
            capture_output=True, text=True, check=True).stdout
        assert package["versionInfo"] == installed, package["name"]


def test_it_names_the_libraries_that_were_compiled_into_the_program(document):
    """They are no files that the program loads: only the compiler has seen them."""
    assert {"libboost1.81-dev", "libcli11-dev"} <= related(document, "BUILD_DEPENDENCY_OF")


def test_the_same_program_gives_the_same_document(document, tmp_path):
    again = tmp_path / "again.json"
    subprocess.run([ROOT / "tools/sbom.py", BINARY.parent, again], cwd=ROOT, check=True)
    assert json.loads(again.read_text(encoding="utf-8")) == document
