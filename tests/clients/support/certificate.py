"""A self-signed certificate for a server on 127.0.0.1."""

import pathlib
import shutil
import subprocess


class Certificate:
    """Made by the openssl program, as docs/operating/tls.md says."""

    def __init__(self, directory: pathlib.Path):
        self.file = directory / "cert.pem"
        self.key_file = directory / "key.pem"
        # Where podman, buildah and skopeo look with --cert-dir.
        self.trust_directory = directory / "trust"
        self.renew()

    def renew(self) -> None:
        """A new key and certificate in the same files."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "30", "-keyout", self.key_file, "-out", self.file,
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)
        self.trust_directory.mkdir(exist_ok=True)
        shutil.copy(self.file, self.trust_directory / "ca.crt")

    def server_options(self) -> list[str]:
        return ["--tls-cert", str(self.file), "--tls-key", str(self.key_file)]
