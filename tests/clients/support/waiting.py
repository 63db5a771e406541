"""Waiting for conditions, never for time."""

import time
from typing import Callable

# Generous: under a sanitizer on a busy machine everything takes a multiple.
TIMEOUT_S = 60
POLL_INTERVAL_S = 0.01


def wait_until(condition: Callable[[], object]) -> None:
    """Until the condition returns something true."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(POLL_INTERVAL_S)
