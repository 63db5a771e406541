"""nginx in front of a server, as Debian has it."""

import os
import pathlib
import socket
import subprocess

from support.server import Server, free_port
from support.waiting import wait_until

BINARY = "/usr/sbin/nginx"
STOP_TIMEOUT_S = 60


class Nginx:
    """A proxy of `server`. What is not said here is as nginx has it by default."""

    def __init__(self, directory: pathlib.Path, server: Server):
        self.port = free_port()
        temporary = "\n".join(f"  {kind}_temp_path {directory}/{kind};" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = directory / "nginx.conf"
        config.write_text(f"""
daemon off;
worker_processes 1;
error_log {directory}/error.log;
pid {directory}/nginx.pid;
events {{ }}
http {{
  access_log off;
{temporary}
  server {{
    listen 127.0.0.1:{self.port};
    client_max_body_size 0;
    location / {{
      proxy_pass {server.url};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
""", encoding="ascii")
        # A worker of root's nginx runs as nobody, which may not write to these folders.
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen([BINARY, "-e", directory / "error.log", "-c", config, *user])
        wait_until(self._listens)

    def _listens(self) -> bool:
        assert self._process.poll() is None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(STOP_TIMEOUT_S)
