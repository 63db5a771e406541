"""Jib: images of Java programs, built and pushed without a daemon."""

import json

import pytest
from support.container_clients import Client, CommandError
from support.images import DOCKER_MANIFEST, OCI_MANIFEST, make_image
from support.push_and_pull import REFUSED, tag_details
from support.server import ROOT

LIBRARIES = ROOT / "build/clients/jib/lib"
FORMATS = {"OCI": OCI_MANIFEST, "Docker": DOCKER_MANIFEST}


class Jib(Client):
    def __init__(self, directory, certificate):
        super().__init__(directory, certificate)
        self._trust = ["-DsendCredentialsOverHttp=true"]
        if certificate is not None:
            store = directory / "trust.p12"
            self.run("keytool", "-importcert", "-noprompt", "-storetype", "PKCS12", "-storepass",
                     "changeit", "-alias", "berth", "-file", certificate.file, "-keystore", store)
            self._trust = [f"-Djavax.net.ssl.trustStore={store}",
                           "-Djavax.net.ssl.trustStorePassword=changeit"]

    def login(self, address, password):
        del address
        self.environment |= {"JIB_USER": "AWS", "JIB_PASSWORD": password}

    def logout(self, address):
        del address
        self.environment = {name: value for name, value in self.environment.items()
                            if not name.startswith("JIB_")}

    def build(self, base: str, target: str, image_format: str) -> str:
        """The digest of the pushed image."""
        program = self.new_file("program")
        program.write_bytes(b"a program")
        return self.run("java", *self._trust, f"-Duser.home={self.directory}",
                        "-cp", f"{LIBRARIES}/*", "Driver", base, target, image_format, program,
                        self.new_file("cache")).strip()


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return Jib(tmp_path_factory.mktemp("jib"), server.certificate)


@pytest.mark.parametrize("image_format", FORMATS)
def test_builds_on_an_image_of_the_registry_and_pushes(
        logged_in, oci, ecr, repository, path, reference, image_format):
    base = make_image(layers=2, layer_bytes=50_000)
    oci.push(path, base, "base")
    digest = logged_in.build(f"{reference}:base", f"{reference}:built", image_format)
    stored = oci.pull(path, "built")
    assert next(iter(stored)) == digest
    manifest = json.loads(stored[digest])
    assert oci.get_manifest(path, "built").headers["Content-Type"] == FORMATS[image_format]
    assert [layer["digest"] for layer in manifest["layers"][:2]] == [
        layer.digest for layer in base.layers]
    config = json.loads(stored[manifest["config"]["digest"]])
    assert config["config"]["Entrypoint"] == ["/app/run"]
    assert tag_details(ecr, repository)["built"]["imageDetail"]["imageDigest"] == digest


def test_builds_on_what_it_pulls_without_logging_in_but_pushes_nothing(
        client, oci, ecr, repository, path, reference):
    oci.push(path, make_image(), "base")
    with pytest.raises(CommandError, match=REFUSED):
        client.build(f"{reference}:base", f"{reference}:built", "OCI")
    assert list(tag_details(ecr, repository)) == ["base"]
