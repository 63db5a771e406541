"""Imported for its effect: finds `support`, the clients and servers of the tests."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/clients"))
