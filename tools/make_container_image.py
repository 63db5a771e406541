#!/usr/bin/python3
"""Makes a container image of Berth from its Debian package, without a daemon.

usage: make_container_image.py PACKAGE BUILD_DIRECTORY OUTPUT

OUTPUT/oci is an OCI layout with the image, its SBOM (SPDX) and its provenance (in-toto, SLSA), both
attached to the image as referrers. OUTPUT/berth-VERSION.tar is the image for `docker load`.

The image holds the program, the libraries that it loads and their licences, the certificates of
authorities, and nothing else: no shell, no package manager. What is not of the package comes from the
files of Debian packages that this machine has, checked against the checksums of the packages. The
same packages give the same image. BUILD_DIRECTORY is where the program of the package was built: the
SBOM says what was compiled into it.
"""

import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import oci_layout
import sbom
from oci_layout import Entry

# What a program in a container is by convention, where no user has a name. Debian's own users are
# below 1000.
USER_ID = 65532
DATA_DIRECTORY = "/var/lib/berth"
CONFIGURATION_FILE = "/etc/berth/berth.toml"
PORT = 5000
CONFIGURATION = f"""# The settings of `berth serve`. Another file can take the place of this one,
# and environment variables count over it.
data-dir = "{DATA_DIRECTORY}"
listen = "*:{PORT}"
"""
PASSWD = f"""root:x:0:0:root:/root:/usr/sbin/nologin
berth:x:{USER_ID}:{USER_ID}:Berth:{DATA_DIRECTORY}:/usr/sbin/nologin
"""
GROUP = f"""root:x:0:
berth:x:{USER_ID}:
"""
NSSWITCH = "passwd: files\ngroup: files\nhosts: files dns\n"
CERTIFICATES = pathlib.Path("/usr/share/ca-certificates/mozilla")
# Names the distribution, by which scanners know whose packages these are.
RELEASE_FILE = pathlib.Path("/usr/lib/os-release")
# Links of Debian's base, without which the loader is not where programs look for it.
MERGED = {"lib": "usr/lib", "lib64": "usr/lib64", "bin": "usr/bin", "sbin": "usr/sbin"}
PROVENANCE_OF = "urn:berth:make-container-image:v1"
SPDX_TYPE = "application/spdx+json"
IN_TOTO_TYPE = "application/vnd.in-toto+json"


def checked_content(file: pathlib.Path, package: str) -> bytes:
    """Of a file as its package has it."""
    content = file.read_bytes()
    found = sbom.output_of("dpkg-query", "--control-show", package, "md5sums")
    known = {path: digest for digest, path in (line.split("  ", 1) for line in found.splitlines())}
    path = str(file).lstrip("/")
    digest = known.get(path) or known.get(path.removeprefix("usr/"))
    if digest != hashlib.md5(content, usedforsecurity=False).hexdigest():
        sys.exit(f"make_container_image.py: {file} is not as {package} has it")
    return content


def in_image(path: pathlib.Path) -> str:
    """Where a file lies once links between folders of the base are followed."""
    text = str(path.parent.resolve() / path.name)
    return text.lstrip("/")


def libraries(program: pathlib.Path) -> tuple[dict[str, Entry], set[str]]:
    """Files of shared libraries, and the packages that have them."""
    loaded = sbom.loaded_libraries(program)
    owners = sbom.package_by_file(loaded)
    entries = {}
    for library in loaded:
        real = library.resolve()
        entries[in_image(real)] = Entry(checked_content(real, owners[str(real)]))
        if in_image(library) != in_image(real):
            entries[in_image(library)] = Entry(
                link=os.path.relpath(real, library.parent.resolve()))
    return entries, set(owners.values())


def certificates() -> tuple[dict[str, Entry], set[str]]:
    """Those of the package, and none that were added to this machine."""
    files = sorted(CERTIFICATES.glob("*.crt"))
    bundle = b"".join(checked_content(file, "ca-certificates") for file in files)
    return ({"etc/ssl/certs/ca-certificates.crt": Entry(bundle, mode=0o644),
             "usr/lib/ssl/cert.pem": Entry(link="/etc/ssl/certs/ca-certificates.crt"),
             "usr/lib/ssl/certs": Entry(link="/etc/ssl/certs")}, {"ca-certificates"})


def about(package: str) -> dict[str, Entry]:
    """What scanners and lawyers look for: the package's record and its licence."""
    licence = pathlib.Path(f"/usr/share/doc/{package}/copyright")
    record = sbom.output_of("dpkg-query", "--status", package)
    return {f"var/lib/dpkg/status.d/{package}": Entry(record.encode(), mode=0o644),
            str(licence).lstrip("/"): Entry(licence.read_bytes(), mode=0o644)}


def base_layer(program: pathlib.Path) -> tuple[dict[str, Entry], set[str]]:
    """Everything but Berth, and the packages that it comes from."""
    entries, packages = libraries(program)
    trusted, their_packages = certificates()
    packages |= their_packages | {"base-files"}
    for package in sorted(packages):
        entries |= about(package)
    entries |= trusted | {name: Entry(link=target) for name, target in MERGED.items()}
    entries |= {target: Entry() for target in MERGED.values()}
    entries |= {
        "etc/passwd": Entry(PASSWD.encode(), mode=0o644),
        "etc/group": Entry(GROUP.encode(), mode=0o644),
        "etc/nsswitch.conf": Entry(NSSWITCH.encode(), mode=0o644),
        str(RELEASE_FILE).lstrip("/"): Entry(checked_content(RELEASE_FILE, "base-files"),
                                             mode=0o644),
        "etc/os-release": Entry(link="../usr/lib/os-release"),
        "tmp": Entry(mode=0o1777)}
    return entries, packages


def program_layer(package: pathlib.Path, name: str) -> dict[str, Entry]:
    """What of Berth's own package a container needs."""
    entries = {
        CONFIGURATION_FILE.lstrip("/"): Entry(CONFIGURATION.encode(), mode=0o644),
        DATA_DIRECTORY.lstrip("/"): Entry(mode=0o700, owner=USER_ID),
        f"var/lib/dpkg/status.d/{name}": Entry(
            sbom.output_of("dpkg-deb", "--field", package).encode(), mode=0o644)}
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], capture_output=True, check=True)
    wanted = {"./usr/bin/berth", f"./usr/share/doc/{name}/copyright"}
    with tarfile.open(fileobj=io.BytesIO(files.stdout)) as archive:
        for member in archive:
            if member.name in wanted:
                file = archive.extractfile(member)
                assert file is not None
                entries[member.name.removeprefix("./")] = Entry(file.read(), mode=member.mode)
    return entries


def config_of(version: str, revision: str, architecture: str, layers: list[str]) -> dict:
    labels = {
        "title": "Berth", "description": "A container registry with the ecr-public API",
        "version": version, "revision": revision, "created": sbom.created(),
        "licenses": "Apache-2.0", "vendor": "Berth maintainers"}
    return {
        "created": sbom.created(), "architecture": architecture, "os": "linux",
        "config": {
            "User": f"{USER_ID}:{USER_ID}", "WorkingDir": DATA_DIRECTORY,
            "Env": ["PATH=/usr/bin", f"BERTH_CONFIG={CONFIGURATION_FILE}"],
            "Entrypoint": ["/usr/bin/berth"], "Cmd": ["serve"],
            "ExposedPorts": {f"{PORT}/tcp": {}}, "Volumes": {DATA_DIRECTORY: {}},
            "StopSignal": "SIGTERM",
            "Labels": {f"org.opencontainers.image.{name}": text for name, text in labels.items()}},
        "rootfs": {"type": "layers", "diff_ids": layers},
        "history": [{"created": sbom.created(), "created_by": what} for what in
                    ("the Debian packages that Berth needs", f"berth {version}")]}


def provenance(image: dict, package: pathlib.Path, revision: str, parts: list[dict]) -> dict:
    """How the image came about, as https://slsa.dev/provenance/v1 wants it."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "berth", "digest": {"sha256": image["digest"].partition(":")[2]}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": PROVENANCE_OF,
                "externalParameters": {"revision": revision, "package": package.name},
                "internalParameters": {"sourceDateEpoch": sbom.source_epoch_s()},
                "resolvedDependencies": [
                    {"name": "source", "digest": {"gitCommit": revision.partition("-")[0]}},
                    {"name": package.name,
                     "digest": {"sha256": hashlib.sha256(package.read_bytes()).hexdigest()}},
                    *parts]},
            "runDetails": {"builder": {"id": PROVENANCE_OF}}}}


def write_docker_archive(file: pathlib.Path, layout: oci_layout.Layout, config: dict,
                         layers: list[dict], name: str) -> None:
    def path_in_archive(descriptor: dict) -> str:
        return "blobs/" + descriptor["digest"].replace(":", "/")

    manifest = [{"Config": path_in_archive(config), "RepoTags": [name],
                 "Layers": [path_in_archive(layer) for layer in layers]}]
    entries = {path_in_archive(part): Entry(layout.path_of(part).read_bytes(), mode=0o644)
               for part in (config, *layers)}
    entries["manifest.json"] = Entry(json.dumps(manifest).encode(), mode=0o644)
    file.write_bytes(oci_layout.make_tar(entries, sbom.source_epoch_s()))


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    package, build, output = map(pathlib.Path, sys.argv[1:])
    name, version, architecture = (
        sbom.output_of("dpkg-deb", "--field", package, field).strip()
        for field in ("Package", "Version", "Architecture"))
    # As OCI names the architectures; amd64 and arm64 are called the same.
    revision = sbom.output_of("git", "describe", "--always", "--dirty", "--abbrev=40",
                              "--exclude=*").strip()
    shutil.rmtree(output, ignore_errors=True)
    layout = oci_layout.Layout(output / "oci")
    base, carried = base_layer(build / sbom.PROGRAM)
    made = [layout.add_layer(oci_layout.make_tar(entries, sbom.source_epoch_s()))
            for entries in (base, program_layer(package, name))]
    layers = [descriptor for descriptor, _ in made]
    config = layout.add_json(config_of(version, revision, architecture, [diff for _, diff in made]),
                             oci_layout.CONFIG)
    image = layout.add_manifest({"config": config, "layers": layers}, version)
    bill = sbom.make_document(build, carried)
    layout.add_referrer(image, bill, SPDX_TYPE, f"berth-{version}.spdx.json")
    parts = [{"name": part["name"], "uri": part["externalRefs"][0]["referenceLocator"]}
             for part in bill["packages"] if part["name"] in carried]
    layout.add_referrer(image, provenance(image, package, revision, parts), IN_TOTO_TYPE,
                        f"berth-{version}.intoto.json")
    layout.write_index()
    write_docker_archive(output / f"berth-{version}.tar", layout, config, layers,
                         f"berth:{version}")
    print(f"{output}/oci:{version} is {image['digest']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
