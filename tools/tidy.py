#!/usr/bin/python3
"""Checks of style that clang-format and clang-tidy do not make. Prints the problems;
ends with 0 if there are none.

* files: at most 300 lines are asked for (said), 500 allowed (failed); lines at most 100 columns
* functions: at most 70 lines
* g++ 12 miscompiles braced aggregates and capturing lambdas inside a co_await expression
* std::regex recurses once per character: hostile input overflows the stack
* Boost.JSON's objects are hash tables whose collisions strangers can make: json::parse() is the reader
* an error is passed on by failure_of(result), and nothing else
* no notes to oneself, no relative includes, no paths of somebody's machine
"""

import pathlib
import re
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES, FILE_LINES_HARD, FUNCTION_LINES, COLUMNS = 300, 500, 70, 100

STD_REGEX = re.compile(r"\bstd::(basic_)?regex\b")
BOOST_JSON = re.compile(r"\bboost::json::(value|object|array|parse)\b|<boost/json/(?!basic_parser)")
PASSED_ON = re.compile(r"\b(fail|unexpected)\((std::move\()?\w+\.error\(\)\)")
FORBIDDEN = [
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "a note to oneself"),
    (re.compile(r'#include "\.\.?/'), "relative include"),
    (re.compile(r"#include <bits/"), "include of an implementation header"),
    (re.compile(r"(?<![\w.])/(work|home|root)/\w"), "path of somebody's machine"),
]
CODE = {".h", ".cpp"}
TEXT = CODE | {".py", ".sh", ".md", ".txt", ".cmake", ".json", ".lua"}


def without_comments_and_strings(line: str) -> str:
    return re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])+\'|//.*', "", line)


def long_functions(lines: list[str]) -> Iterator[tuple[int, int]]:
    """(line number, length) of bodies. clang-format puts the closing brace of a body under the
    start of the line that begins it, and namespaces are not indented."""
    opened: dict[int, tuple[int, bool]] = {}  # by indent: (line number, is a function)
    for number, line in enumerate(lines, 1):
        code = without_comments_and_strings(line).rstrip()
        indent = len(line) - len(line.lstrip())
        if code.strip() in ("}", "};") and indent in opened:
            begin, is_function = opened.pop(indent)
            if is_function and number - begin > FUNCTION_LINES:
                yield begin, number - begin
        elif code.endswith("{") and not re.match(r"\s*(namespace|extern)\b", code):
            is_function = not re.match(r"\s*(class|struct|enum|union)\b", code)
            opened[indent] = (number, is_function and ("(" in code or ")" in code))


def co_await_expressions(text: str) -> Iterator[tuple[int, str]]:
    """(line number, expression) of every co_await up to its semicolon, at the same depth."""
    for match in re.finditer(r"\bco_await\b", text):
        depth, end = 0, match.end()
        while end < len(text):
            depth += (text[end] in "([{") - (text[end] in ")]}")
            if depth < 0 or (depth == 0 and text[end] == ";"):
                break
            end += 1
        yield text.count("\n", 0, match.start()) + 1, text[match.end():end]


def check_code(name: str, lines: list[str]) -> Iterator[str]:
    if len(lines) > FILE_LINES_HARD:
        yield f"{name}: {len(lines)} lines, {FILE_LINES_HARD} allowed"
    for begin, length in long_functions(lines):
        yield f"{name}:{begin}: function of {length} lines, {FUNCTION_LINES} allowed"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"{name}:{number}: {len(line)} columns, {COLUMNS} allowed"
        if STD_REGEX.search(without_comments_and_strings(line)):
            yield f"{name}:{number}: std::regex"
        if name.startswith("src/") and BOOST_JSON.search(line):
            yield f"{name}:{number}: read JSON with json::parse()"
        if PASSED_ON.search(line) and not name.endswith("base/result.h"):
            yield f"{name}:{number}: failure_of() passes an error on"
    code = "\n".join(without_comments_and_strings(line) for line in lines)
    for number, expression in co_await_expressions(code):
        # Braces with nothing in them are no aggregate; those of an `if` around it are not in it.
        if re.search(r"\{\s*[^}\s]", expression) or re.search(r"[(,]\s*\[[^\]]", expression):
            yield f"{name}:{number}: braces or a capturing lambda inside co_await: name it first"


def check(path: pathlib.Path) -> Iterator[str]:
    name = str(path.relative_to(ROOT))
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix in CODE:
        yield from check_code(name, lines)
    for number, line in enumerate(lines, 1):
        for pattern, what in FORBIDDEN:
            if pattern.search(line):
                yield f"{name}:{number}: {what}"


def main() -> int:
    paths = [path for folder in ("src", "tests", "bench", "docs", "cmake", "tools", "web")
             for path in sorted((ROOT / folder).rglob("*"))
             if path.suffix in TEXT and path != pathlib.Path(__file__).resolve()]
    problems = [problem for path in paths for problem in check(path)]
    for path in paths:
        length = len(path.read_text(encoding="utf-8").splitlines())
        if path.suffix in CODE and FILE_LINES < length <= FILE_LINES_HARD:
            print(f"note: {path.relative_to(ROOT)}: {length} lines, {FILE_LINES} asked for")
    print("\n".join(problems) or f"tidy: {len(paths)} files, nothing to say")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
