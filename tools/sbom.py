#!/usr/bin/python3
"""Writes an SPDX 2.3 document of what a built program is made of: the Debian packages whose headers
were compiled into it, and those whose libraries it loads.

usage: sbom.py BUILD_DIRECTORY OUTPUT

Nothing is declared by hand: the headers are those that ninja saw the compiler read, the libraries
those that the loader finds. The same program gives the same document.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

PROGRAM = "berth"
SUPPLIER = "Organization: Debian"
# The time of the commit, as in https://reproducible-builds.org/specs/source-date-epoch/.
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


def output_of(*command: str | pathlib.Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def compiled_headers(build: pathlib.Path) -> set[pathlib.Path]:
    """Files outside of the project that objects of the program were compiled from."""
    objects = {line for line in output_of("ninja", "-C", build, "-t", "inputs",
                                          PROGRAM).splitlines() if line.endswith(".o")}
    headers = set()
    is_wanted = False
    for line in output_of("ninja", "-C", build, "-t", "deps").splitlines():
        if line and not line.startswith(" "):
            is_wanted = line.partition(":")[0] in objects
        elif is_wanted and line.strip().startswith("/"):
            headers.add(pathlib.Path(line.strip()))
    root = build.resolve().parent.parent
    return {header for header in headers if root not in header.parents}


def loaded_libraries(program: pathlib.Path) -> set[pathlib.Path]:
    return {pathlib.Path(match) for match in re.findall(r"(/\S+) \(0x", output_of("ldd", program))}


def packages_of(files: set[pathlib.Path]) -> set[str]:
    """Of Debian, by name; a file of no package is an error."""
    return set(package_by_file(files).values())


def package_by_file(files: set[pathlib.Path]) -> dict[str, str]:
    """The files without links in their paths. dpkg knows them by the names that they were installed
    under, which may be those from before /lib was merged into /usr/lib."""
    names = {}
    for file in files:
        real = str(file.resolve())
        names[real] = {real, real.removeprefix("/usr"), str(file)}
    wanted = sorted(set().union(*names.values()))
    done = subprocess.run(["dpkg-query", "--search", *wanted], capture_output=True, text=True,
                          check=False)
    owners = {}
    for line in done.stdout.splitlines():
        packages, _, path = line.rpartition(": ")
        owners[path] = packages.split(", ")[0].partition(":")[0]
    found = {}
    for real, spellings in names.items():
        known = spellings & owners.keys()
        if not known:
            sys.exit(f"sbom.py: no package has {real}")
        found[real] = owners[known.pop()]
    return found


def describe(package: str) -> dict:
    fields = "${source:Package}\t${source:Version}\t${Version}\t${Architecture}\t${Homepage}\n"
    source, source_version, version, architecture, homepage = output_of(
        "dpkg-query", "--show", f"--showformat={fields}", package).split("\n")[0].split("\t")
    described = {
        "SPDXID": spdx_id(package), "name": package, "versionInfo": version, "supplier": SUPPLIER,
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION", "sourceInfo": f"built from {source} {source_version}",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{package}@{version}?arch={architecture}"}]}
    if homepage:
        described["homepage"] = homepage
    return described


def spdx_id(name: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def source_epoch_s() -> int:
    return int(os.environ.get(EPOCH_VARIABLE) or output_of("git", "log", "-1", "--format=%ct"))


def created() -> str:
    return datetime.datetime.fromtimestamp(source_epoch_s(), datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def make_document(build: pathlib.Path, carried: set[str]) -> dict:
    """carried: packages of files that go with the program, as in an image."""
    program = build / PROGRAM
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    version = output_of(program, "--version").split()[-1]
    compiled = packages_of(compiled_headers(build))
    loaded = packages_of(loaded_libraries(program))
    root = {
        "SPDXID": spdx_id(PROGRAM), "name": PROGRAM, "versionInfo": version,
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION", "primaryPackagePurpose": "APPLICATION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}]}
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{PROGRAM}-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/{PROGRAM}-{version}-{digest}",
        "creationInfo": {"created": created(), "creators": ["Tool: berth-sbom"]},
        "packages": [root, *(describe(package) for package in sorted(compiled | loaded | carried))],
        "relationships": [
            *({"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
               "relatedSpdxElement": spdx_id(package)} for package in (PROGRAM, *sorted(carried))),
            *({"spdxElementId": spdx_id(package), "relationshipType": "BUILD_DEPENDENCY_OF",
               "relatedSpdxElement": root["SPDXID"]} for package in sorted(compiled)),
            *({"spdxElementId": root["SPDXID"], "relationshipType": "DYNAMIC_LINK",
               "relatedSpdxElement": spdx_id(package)} for package in sorted(loaded))]}


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    document = make_document(pathlib.Path(sys.argv[1]), set())
    pathlib.Path(sys.argv[2]).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
