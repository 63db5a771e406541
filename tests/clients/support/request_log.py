"""What a server's log says of the requests that it answered."""

import json

from support.server import Server
from support.waiting import wait_until


def requests_of(server: Server, at_least: int = 1, **members: str | int) -> list[dict]:
    """The lines about requests that have these members, as soon as that many are logged."""
    found: list[dict] = []

    def look() -> bool:
        entries = (json.loads(line) for line in server.log_lines() if line.startswith('{"time"'))
        found[:] = [entry for entry in entries
                    if entry["event"] == "request" and members.items() <= entry.items()]
        return len(found) >= at_least

    wait_until(look)
    return found
