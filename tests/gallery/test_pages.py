"""Every page in Debian's Chromium: with script and without, on a desktop and a phone, in light and
dark; axe finds nothing, and what the keyboard does."""

import json
import pathlib
import subprocess

import pytest
from support.images import make_image, make_multi_arch
from support.oci import OciClient
from support.server import ALIAS, ROOT

BUILD = ROOT / "build/gallery"
TIMEOUT_S = 300
ABOUT = """# Nautilus

A small **web server** for harbours. See the [documentation](https://example.org/nautilus).

| Feature | Status |
|---|---|
| Tide tables | done |

- [x] HTTP/1.1
- [ ] HTTP/3

> Ships are safe in harbour.

![build status](https://example.org/badge.svg)
"""
USAGE = "```sh\ndocker run --rm -p 8080:8080 nautilus\n```\n"
REPOSITORY = f"{ALIAS}/nautilus"
PAGES = {
    "home": "/", "search": "/?q=harbour", "nothing-found": "/?q=submarine", "registry": f"/{ALIAS}",
    "repository": f"/{REPOSITORY}", "tags": f"/{REPOSITORY}?view=tags", "empty": f"/{ALIAS}/empty",
    "filtered": f"/{REPOSITORY}?view=tags&sort=version&versions=%3E%3D1.3&glob=1.*",
    "image": f"/{REPOSITORY}:latest", "history": f"/{REPOSITORY}:latest?view=history",
    "problem": "/no/such-page",
}


@pytest.fixture(scope="module")
def report(server, ecr, oci_of_module):
    ecr.put_registry_catalog_data(displayName="Acme Shipping Company")
    ecr.create_repository(repositoryName="nautilus", catalogData={
        "description": "A web server for every harbour", "architectures": ["x86-64", "ARM 64"],
        "operatingSystems": ["Linux"], "aboutText": ABOUT, "usageText": USAGE})
    ecr.create_repository(repositoryName="empty")
    for _ in range(2):
        image = make_multi_arch()
        oci_of_module.push(REPOSITORY, image, "latest")
    for number in range(12):
        oci_of_module.tag(REPOSITORY, image, f"1.{number}.0")
    long_name = "a-tag-with-a-name-that-is-very-long-" + "0" * 40
    oci_of_module.push(REPOSITORY, make_image(layers=3), long_name)
    screenshots = BUILD / "screenshots"
    screenshots.mkdir(exist_ok=True)
    task = {"url": server.url, "pages": PAGES, "screenshots": str(screenshots),
            "search": {"words": "harbour", "repository": REPOSITORY}}
    done = subprocess.run(["node", BUILD / "browser.mjs"], input=json.dumps(task), text=True,
                          capture_output=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def oci_of_module(server, password):
    with OciClient(server.address, password) as client:
        yield client


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_on_every_device_and_in_every_light(report, name):
    views = [view for view in report["views"] if view["name"] == name]
    assert len(views) == 5
    for view in views:
        what = {key: view[key] for key in ("device", "colorScheme", "javaScriptEnabled")}
        status = 404 if name == "problem" else 200
        # The browser itself reports a 404 as an error.
        problems = [problem for problem in view["problems"] if "404" not in problem or status == 200]
        assert (view["status"], problems, view["tooWide"]) == (status, [], False), what
        assert view["heading"], what
        assert view["javaScriptEnabled"] or view["copyButtons"] == 0, what


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(report, name):
    checks = [check for check in report["accessibility"] if check["name"] == name]
    assert len(checks) == 5
    for check in checks:
        assert check["violations"] == [], check


def test_the_keyboard_searches_and_goes_through_rows(report):
    assert report["uses"]["search"] == f"/{REPOSITORY}"
    assert report["uses"]["rows"] == [-1, 0, 1, 0]
    assert report["uses"]["skipping"] == "main"


def test_commands_are_copied_and_change_with_the_platform(report, server):
    command = f"docker pull {server.address}/{REPOSITORY}:latest"
    assert report["uses"]["copy"] == [command, command]
    assert report["uses"]["platform"] == command.replace("pull", "pull --platform linux/arm64")
    assert report["uses"]["other clients without a script"]


def test_what_came_into_a_page_would_not_run(report):
    assert report["uses"]["injection"] is True


def test_screenshots_are_there_to_be_looked_at(report):
    names = {path.name for path in pathlib.Path(BUILD / "screenshots").glob("*.png")}
    assert {f"{name}-phone-dark.png" for name in PAGES} <= names
