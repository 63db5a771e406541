"""Regular expressions that have to match."""

import re


def found(pattern: str, text: str, flags: int = 0) -> str:
    """The first group of the first match; fails and shows the text if nothing matches."""
    match = re.search(pattern, text, flags)
    assert match is not None, f"{pattern!r} is not in {text[:2000]!r}"
    return match[1]
