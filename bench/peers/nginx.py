"""nginx, which serves the same bytes from files: the cost of sending them at all."""

import os
import subprocess

from peers.peer import MAX_CONNECTIONS, Peer
from support.images import Image

BINARY = "/usr/sbin/nginx"


class Nginx(Peer):
    name = "nginx"
    version = ""
    settings = "one worker per core, sendfile, open_file_cache, no access log"
    is_registry = False

    @classmethod
    def install(cls) -> None:
        if not os.access(BINARY, os.X_OK):
            raise RuntimeError(f"no {BINARY}")
        told = subprocess.run([BINARY, "-v"], capture_output=True, text=True, check=True).stderr
        cls.version = told.strip().removeprefix("nginx version: nginx/")

    def command(self) -> list:
        self.data_dir.mkdir(exist_ok=True)
        tls = "" if self.certificate is None else (
            f"ssl_certificate {self.certificate.certificate_file};"
            f" ssl_certificate_key {self.certificate.key_file};")
        temporary = "\n".join(f"  {kind}_temp_path {self.directory}/{kind};" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = self.directory / "nginx.conf"
        config.write_text(f"""
daemon off;
worker_processes auto;
error_log {self.directory}/error.log;
pid {self.directory}/nginx.pid;
events {{ worker_connections {MAX_CONNECTIONS}; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  open_file_cache max=1000;
{temporary}
  server {{
    listen {self.address}{" ssl" if tls else ""};
    root {self.data_dir};
    {tls}
  }}
}}
""", encoding="ascii")
        # A worker of root's nginx runs as nobody, which may not read our files.
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        return [BINARY, "-c", config, *user]

    def put(self, path: str, content: bytes) -> None:
        file = self.data_dir / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def push(self, name: str, image: Image, tag: str) -> None:
        """Under the paths where a registry has it."""
        base = f"/v2/{self.repository(name)}"
        for reference in tag, image.digest:
            self.put(f"{base}/manifests/{reference}", image.manifest.content)
        for blob in image.blobs:
            self.put(f"{base}/blobs/{blob.digest}", blob.content)
