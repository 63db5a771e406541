"""Load, and what it costs the server that bears it."""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
from typing import Callable, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/clients"))

from support.server import free_port

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
NGINX = "/usr/sbin/nginx"
WRK = "/usr/bin/wrk"


class Cost(NamedTuple):
    requests_per_s: float
    cpu_us_per_request: float


def cpu_s(pid: int) -> float:
    """User and system time a process has used so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def resident_mib(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def wrk(pid: int, url: str, *, connections: int, duration_s: int, headers: dict | None = None,
        script: pathlib.Path | None = None) -> Cost:
    """One thread of wrk. Any answer but 2xx fails the run: errors are cheap and prove nothing."""
    command = [WRK, "-t1", f"-c{connections}", f"-d{duration_s}s", "--timeout", "60s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script is not None:
        command += ["-s", str(script)]
    before = cpu_s(pid)
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    used = cpu_s(pid) - before
    if re.search(r"Non-2xx|Socket errors", done.stdout) or done.stderr:
        raise RuntimeError(f"{url}: {done.stdout}{done.stderr}")
    requests, seconds = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout).groups()
    return Cost(int(requests) / float(seconds), used / int(requests) * 1e6)


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


# LuaJIT takes at most 65,536 constants in one function.
REQUESTS_PER_FUNCTION = 1000


def wrk_script(file: pathlib.Path, requests: list[Request]) -> pathlib.Path:
    """Sends them one after the other, again and again."""
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = ["local texts, next_text = {}, 0", "function init()"]
    for number, request in enumerate(requests):
        if number % REQUESTS_PER_FUNCTION == 0:
            lines += ["  end)();"] if number else []
            lines.append("  (function()")
        headers = ", ".join(f"[{quoted(name)}] = {quoted(value)}"
                            for name, value in request.headers.items())
        lines.append(f"  texts[#texts + 1] = wrk.format({quoted(request.method)}, "
                     f"{quoted(request.path)}, {{{headers}}}, {quoted(request.body.decode())})")
    lines += ["  end)();", "end", "function request()", "  next_text = next_text % #texts + 1",
              "  return texts[next_text]", "end"]
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    return file


def repeat(pid: int, make_worker: Callable[[], Callable[[], None]], *, threads: int,
           duration_s: float) -> Cost:
    """Calls in a loop, from so many threads, each with a worker of its own."""
    ready = threading.Barrier(threads + 1)
    counts = []

    def loop() -> None:
        work = make_worker()
        ready.wait()
        end = time.monotonic() + duration_s
        count = 0
        while time.monotonic() < end:
            work()
            count += 1
        counts.append(count)

    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(loop) for _ in range(threads)]
        ready.wait()
        before, began = cpu_s(pid), time.monotonic()
        for future in futures:
            future.result()
        used, seconds = cpu_s(pid) - before, time.monotonic() - began
    return Cost(sum(counts) / seconds, used / sum(counts) * 1e6)


class Nginx:
    """One process that serves the files of a directory, and takes new ones by PUT."""

    def __init__(self, directory: pathlib.Path):
        self.root = directory / "root"
        self.root.mkdir(parents=True)
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        self._config = directory / "nginx.conf"
        self._config.write_text(f"""
daemon off;
master_process off;
error_log {directory}/error.log;
pid {directory}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  client_max_body_size 0;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  open_file_cache max=100;
  server {{
    listen {self.address};
    root {self.root};
    location / {{ dav_methods PUT; create_full_put_path on; }}
  }}
}}
""", encoding="ascii")

    def __enter__(self):
        self._process = subprocess.Popen([NGINX, "-c", self._config])
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid
