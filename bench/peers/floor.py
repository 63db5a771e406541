"""No server at all: the two programs that hash and write the bytes of an upload."""

import os
import pathlib
import subprocess
import time

from load import Load
from peers.peer import Peer


class Floor(Peer):
    name = "openssl+dd"
    version = ""
    settings = "openssl dgst -sha256 of a file, then dd conv=fsync of it to another"
    is_registry = False
    is_durable = True

    def command(self) -> list:
        raise NotImplementedError

    def start(self) -> None:
        self.data_dir.mkdir(exist_ok=True)

    def stop(self) -> None:
        pass

    def hash_and_write(self, content_bytes: int, times: int) -> Load:
        """CPU is that of both programs."""
        source, target = self.data_dir / "source", self.data_dir / "target"
        if not source.exists() or source.stat().st_size != content_bytes:
            source.write_bytes(os.urandom(content_bytes))
        latencies_us, cpu_s = [], 0.0
        began = time.monotonic()
        for _ in range(times):
            target.unlink(missing_ok=True)
            started = time.monotonic()
            cpu_s += _cpu_of(["openssl", "dgst", "-sha256", source])
            cpu_s += _cpu_of(["dd", f"if={source}", f"of={target}", "bs=1M", "conv=fsync"])
            latencies_us.append((time.monotonic() - started) * 1e6)
        latencies_us.sort()
        return Load(times, time.monotonic() - began, latencies_us[times // 2], latencies_us[-1],
                    latencies_us[-1], cpu_s, 0.0, times * content_bytes)


def _cpu_of(command: list[str | pathlib.Path]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime
