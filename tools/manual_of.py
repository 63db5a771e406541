#!/usr/bin/python3
"""Prints a manual page for a program in Python, made from its docstring.

usage: manual_of.py PROGRAM

The first sentence of the docstring is the summary. Indented lines are printed as they are.
"""

import ast
import pathlib
import sys


def roff(line: str) -> str:
    escaped = line.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped


def body(text: str) -> list[str]:
    lines = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(" "):
            lines += [".PP", ".nf", *map(roff, paragraph.split("\n")), ".fi"]
        else:
            lines += [".PP", *map(roff, paragraph.split("\n"))]
    return lines


def manual(name: str, docstring: str) -> str:
    first, _, text = docstring.strip().partition("\n\n")
    summary = " ".join(first.split()).rstrip(".")
    summary = summary[0].lower() + summary[1:]
    return "\n".join([
        f'.TH {name.upper()} 1 "" "Berth" "User Commands"', ".SH NAME",
        f"{roff(name)} \\- {roff(summary)}", ".SH DESCRIPTION", *body(text), ""])


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = pathlib.Path(sys.argv[1])
    docstring = ast.get_docstring(ast.parse(program.read_text(encoding="utf-8")))
    if docstring is None:
        sys.exit(f"manual_of.py: {program} has no docstring")
    print(manual(program.name, docstring), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
