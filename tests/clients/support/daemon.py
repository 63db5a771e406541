"""Services that container clients need, each away from any other on the machine."""

import os
import pathlib
import subprocess
import time
from collections.abc import Callable

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 120
POLL_INTERVAL_S = 0.1
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "--preserve-env"]


class Daemon:
    """Runs as root from its construction to close()."""

    def __init__(self, command: list, log_file: pathlib.Path, environment: dict[str, str],
                 is_ready: Callable[[], bool]):
        with log_file.open("wb") as log:
            # In a session of its own, for sudo passes on signals only from outside its group.
            self._process = subprocess.Popen([*AS_ROOT, *command], env=environment, stdout=log,
                                             stderr=subprocess.STDOUT, start_new_session=True)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.close()
                log_text = log_file.read_text(encoding="utf-8", errors="replace")
                raise AssertionError(f"{command[0]} did not start:\n{log_text[-4000:]}")
            time.sleep(POLL_INTERVAL_S)

    def close(self) -> None:
        if self._process.poll() is None:
            subprocess.run([*AS_ROOT, "kill", str(self._process.pid)], check=True)
            self._process.wait(STOP_TIMEOUT_S)
