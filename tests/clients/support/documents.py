"""The shell commands of the documents, to be run as they are written there."""

import os
import pathlib
import re
import subprocess

from support.server import BINARY, ENVIRONMENT, ROOT

TIMEOUT_S = 600  # only ends what hangs


def shell_blocks(document: str, heading: str) -> list[str]:
    return blocks(document, heading, "sh")


def blocks(document: str, heading: str, language: str) -> list[str]:
    """Those below a heading, up to the next one, however deep that is."""
    text = (ROOT / document).read_text(encoding="utf-8")
    [chapter] = re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", outside_blocks(text),
                           re.DOTALL | re.MULTILINE)
    return [block.replace("\0", "")
            for block in re.findall(rf"```{language}\n(.*?)```", chapter, re.DOTALL)]


def outside_blocks(text: str) -> str:
    """The text with every comment in a block of code marked: lines that begin with # are headings."""
    return re.sub(r"```.*?```", lambda block: block[0].replace("\n#", "\n\0#"), text,
                  flags=re.DOTALL)


def run_here(script: str, here: dict[str, str], folder: pathlib.Path,
             variables: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Runs the script in the folder, with `berth` in PATH. here: what is written in the document,
    and what has to stand there on this machine."""
    for written, meant in here.items():
        assert written in script, written
        script = script.replace(written, meant)
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "berth").unlink(missing_ok=True)
    (programs / "berth").symlink_to(BINARY)
    environment = ENVIRONMENT | {"PATH": f"{programs}:{os.environ['PATH']}"} | (variables or {})
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, check=False,
                          env=environment, capture_output=True, text=True, timeout=TIMEOUT_S)
