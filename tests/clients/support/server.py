"""A real `berth serve` process on a loopback port of its own."""

import configparser
import os
import pathlib
import re
import resource
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from support.certificate import Certificate
from support.matching import found
from support.waiting import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("BERTH_BINARY", ROOT / "build/release/berth"))
ALIAS = "acme"

# Generous: under a sanitizer on a busy machine everything takes a multiple.
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60
POLL_INTERVAL_S = 0.01

SANITIZER_REPORT = re.compile(
    r"ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer|: runtime error: ")


def free_port() -> int:
    """For programs that cannot be asked which port they got. Another may get it first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# AddressSanitizer keeps freed memory back: little of it, and no frames of functions that returned, so
# that growth can still be seen. Settings of the user's own environment do not apply.
ENVIRONMENT = {"ASAN_OPTIONS": "quarantine_size_mb=8:detect_stack_use_after_return=0"} | {
    name: value for name, value in os.environ.items() if not name.startswith("BERTH_")}


def is_under_thread_sanitizer() -> bool:
    return b"__tsan_init" in BINARY.read_bytes()


# All that was started and that nobody has checked (support.whole_data).
started: list["Server"] = []


class Server:
    """Started by start() or `with`; the caller ends it with stop() or kill(). When it is
    first started the kernel chooses its port, which it keeps. With a certificate it speaks HTTPS.
    Its log goes to the descriptor log_to, if given, instead of log_file. open_files: its
    limits of descriptors, the soft and the hard one. run_by: a command that becomes the one that is
    given to it. variables: of its environment."""

    def __init__(self, directory: pathlib.Path, *options: str,
                 certificate: Certificate | None = None, log_to: int | None = None,
                 open_files: tuple[int, int] | None = None, run_by: list[str] | None = None,
                 variables: dict[str, str] | None = None):
        self.data_dir = directory / "data"
        self.log_file = directory / "berth.log"
        self.certificate = certificate
        self._port: int | None = None
        self._log_to = subprocess.STDOUT if log_to is None else log_to
        self._open_files = open_files
        self._run_by = run_by or []
        self._environment = ENVIRONMENT | (variables or {})
        self._options = [*options, *(certificate.server_options() if certificate else [])]
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, exception_type, *_):
        if exception_type is None:
            self.stop()
        elif self._process is not None:
            self.kill()

    @property
    def port(self) -> int:
        assert self._port is not None, "it has a port when it was started"
        return self._port

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def certificate_file(self) -> pathlib.Path | None:
        return self.certificate.file if self.certificate else None

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.address}"

    def start(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        if self not in started:
            started.append(self)
        log_start = self._launch()
        while not self._is_up():
            if self._running.poll() is not None:
                # While it was down, its port may have become that of somebody's connection.
                said = self.log_file.read_bytes()[log_start:]
                if b"Address already in use" not in said or time.monotonic() > deadline:
                    raise AssertionError(f"berth ended while starting:\n{self.log_tail()}")
                log_start = self._launch()
            elif time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"berth did not become healthy:\n{self.log_tail()}")
            time.sleep(POLL_INTERVAL_S)

    def _launch(self) -> int:
        """Where in the log file its log begins."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._run_by, BINARY, "serve", "--data-dir", self.data_dir,
                 "--listen", f"127.0.0.1:{self._port or 0}", "--alias", ALIAS, *self._options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=self._log_to,
                env=self._environment, preexec_fn=self._limit if self._open_files else None)
            return log.tell()

    def _is_up(self) -> bool:
        """This process, and no other that may answer at the address."""
        port = self._listens_at()
        if port is None:
            return False
        self._port = port
        return self.is_healthy()

    def _listens_at(self) -> int | None:
        """What this process, and none before it, says in the file that it has locked: known even if
        nobody reads its log."""
        try:
            lines = (self.data_dir / "serve.lock").read_text(encoding="utf-8").splitlines()
        except OSError:  # it is not that far yet
            return None
        note = dict(line.split(" = ", 1) for line in lines)
        if note.get("pid") != str(self.pid):
            return None
        return int(note["address"].rpartition(":")[2])

    @property
    def _running(self) -> subprocess.Popen:
        assert self._process is not None, "it has a process between start() and stop()"
        return self._process

    def _limit(self) -> None:
        assert self._open_files is not None
        resource.setrlimit(resource.RLIMIT_NOFILE, self._open_files)

    def stop(self) -> None:
        """Asks the server to end, and checks that it ends well and that no sanitizer spoke."""
        self._running.send_signal(signal.SIGTERM)
        try:
            code = self._running.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"berth did not stop:\n{self.log_tail()}") from None
        self._process = None
        assert code == 0, f"berth ended with {code}:\n{self.log_tail()}"
        self.check_log()

    def kill(self) -> None:
        self._running.kill()
        self._running.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/healthz", timeout=10,
                                        context=self.tls_context()) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def tls_context(self) -> ssl.SSLContext | None:
        """For clients: trusts the server's certificate only. None: it speaks plain HTTP."""
        if self.certificate is None:
            return None
        return ssl.create_default_context(cafile=self.certificate.file)

    @property
    def is_sparse(self) -> bool:
        """Whether images may refer to missing blobs and images."""
        return "--sparse-images" in self._options

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def credentials_file(self) -> pathlib.Path:
        return self.data_dir / "credentials"

    def credentials(self) -> tuple[str, str]:
        """(access key id, secret access key) of the administrator."""
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.credentials_file)
        profile = parser["default"]
        return profile["aws_access_key_id"], profile["aws_secret_access_key"]

    def resident_bytes(self) -> int:
        return self._memory_bytes("VmRSS")

    def peak_bytes(self) -> int:
        return self._memory_bytes("VmHWM")

    def _memory_bytes(self, name: str) -> int:
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(found(name + r":\s+(\d+) kB", status)) * 1024

    def log_lines(self) -> list[str]:
        """Those that are whole; it may be writing another."""
        whole, _, _ = self.log_file.read_bytes().rpartition(b"\n")
        return whole.decode().split("\n")

    def wait_for_log(self, text: str) -> None:
        """For a line with this text. A thread of its own writes the log: an effect may be visible
        before its line."""
        wait_until(lambda: any(text in line for line in self.log_lines()))

    def log_tail(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")[-8000:]

    def check_log(self) -> None:
        log = self.log_file.read_text(encoding="utf-8", errors="replace")
        report = SANITIZER_REPORT.search(log)
        assert report is None, log[max(0, report.start() - 200):report.start() + 8000]
