"""What servers of the suite leave behind is whole: `berth fsck` finds nothing wrong with it."""

import subprocess

from support.server import BINARY, ENVIRONMENT, started

TIMEOUT_S = 300


def forget_ended() -> list:
    """The servers that have ended since the last call."""
    ended = [server for server in started if not server.is_running()]
    started[:] = [server for server in started if server.is_running()]
    return ended


def check_ended() -> None:
    """Checks the data of each, unless they have been removed."""
    faults = []
    for server in forget_ended():
        if not (server.data_dir / "metadata.db").exists():
            continue
        sparse = ["--sparse-images"] if server.is_sparse else []
        done = subprocess.run([BINARY, "fsck", "--data-dir", server.data_dir, *sparse],
                              env=ENVIRONMENT, capture_output=True, text=True, check=False,
                              timeout=TIMEOUT_S)
        if done.returncode != 0:
            faults.append(f"berth fsck --data-dir {server.data_dir} ended with {done.returncode}:\n"
                          f"{done.stdout}{done.stderr}")
    assert not faults, "\n".join(faults)
