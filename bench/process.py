"""Processes that are measured: started alone, ended by their ids, read from /proc."""

import os
import pathlib
import signal
import socket
import subprocess
import time
from typing import NamedTuple

from support.matching import found

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60
POLL_INTERVAL_S = 0.0005
# The clock that counts the CPU time of a process, all its threads, to the nanosecond: the kernel's
# CPUCLOCK_SCHED of another process (clock_getcpuclockid(3)).
_CPUCLOCK_SCHED = 2
_RESET_PEAK_MEMORY = "5"  # proc(5), clear_refs


class Usage(NamedTuple):
    """What a server has used since it began."""
    cpu_s: float
    written_bytes: int


class Process:
    """A server and the workers it starts. The caller stops it."""

    def __init__(self, command: list, log_file: pathlib.Path, environment: dict | None = None):
        self._log_file = log_file
        self._program = command[0]
        with log_file.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True, env={**os.environ, **(environment or {})})

    def wait_for_answer(self, port: int, request: bytes) -> None:
        """Until it answers anything at all."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _answers(port, request):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self._program} does not start:\n{self.log_tail()}")
            time.sleep(POLL_INTERVAL_S)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def log_tail(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace")[-2000:]

    def pids(self) -> list[int]:
        pid = self._process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [pid, *map(int, children.split())]

    def usage(self) -> Usage:
        pids = self.pids()
        return Usage(sum(time.clock_gettime((~pid << 3) | _CPUCLOCK_SCHED) for pid in pids),
                     sum(_field(pid, "io", r"write_bytes: (\d+)") for pid in pids))

    def resident_mib(self) -> float:
        return sum(_field(pid, "status", r"VmRSS:\s+(\d+) kB") for pid in self.pids()) / 1024

    def peak_mib(self) -> float:
        """Since reset_peak(). That of each process, added up."""
        return sum(_field(pid, "status", r"VmHWM:\s+(\d+) kB") for pid in self.pids()) / 1024

    def reset_peak(self) -> None:
        for pid in self.pids():
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK_MEMORY, encoding="ascii")


def _field(pid: int, file: str, pattern: str) -> int:
    return int(found(pattern, pathlib.Path(f"/proc/{pid}/{file}").read_text("ascii")))


def _answers(port: int, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request)
            return connection.recv(1) != b""
    except OSError:
        return False
