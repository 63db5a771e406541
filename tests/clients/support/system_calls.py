"""What a server asks of the kernel, in its order: by strace."""

import pathlib
import re
from typing import NamedTuple

from support.matching import found
from support.waiting import wait_until

_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_REST = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_UNFINISHED = "<unfinished ...>"


class SystemCall(NamedTuple):
    """One that succeeded. It began and ended at these lines of the trace: what ends before
    something else begins was done by then."""
    began: int
    ended: int
    name: str
    arguments: str  # and what it returned; after a descriptor comes <its path>

    def path(self) -> str:
        """The path of the first descriptor."""
        return found(r"<(.*?)>", self.arguments)


def tracer(trace_file: pathlib.Path, *names: str) -> list[str]:
    """What has to come before a command, to have its calls of these names written down. The
    process stays the child of its caller."""
    return ["strace", "-D", "-f", "-y", "-s", "32", "--seccomp-bpf", "-o", str(trace_file),
            "-e", "trace=" + ",".join(names)]


def read_trace(trace_file: pathlib.Path, pid: int) -> list[SystemCall]:
    """The trace of a process that has ended."""
    def text() -> str:
        return trace_file.read_text(encoding="utf-8", errors="replace")

    wait_until(lambda: re.search(rf"^{pid} +\+\+\+ exited", text(), re.MULTILINE) is not None)
    calls = []
    begun = {}
    for number, line in enumerate(text().splitlines()):
        if call := _CALL.match(line):
            thread, name, arguments = call.groups()
            if arguments.endswith(_UNFINISHED):
                begun[thread] = (number, name, arguments.removesuffix(_UNFINISHED))
                continue
            began = number
        elif rest := _REST.match(line):
            began, name, arguments = begun.pop(rest[1])
            arguments += rest[2]
        else:
            continue  # of a signal, or an end
        if not re.search(r"\) += -1 ", arguments):
            calls.append(SystemCall(began, number, name, arguments))
    return sorted(calls)
