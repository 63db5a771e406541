"""The pages of the gallery, read as a browser without a script reads them (docs/gallery.md)."""

import gzip
import json
import sqlite3
import subprocess
import urllib.parse
from collections.abc import Iterator

import pytest
from support import aws
from support.administration import Administration
from support.images import (DOCKER_CONFIG, OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST, Blob, Image,
                            make_image, make_index, make_multi_arch)
from support.oci import OciClient
from support.pages import BROWSER, Page, Visitor
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.waiting import wait_until

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u202e</title><b"
CLOSED = "default-src 'none'; frame-ancestors 'none'; sandbox"
MAX_TEXT = 25_600


@pytest.fixture(scope="module")
def visitor(server: Server) -> Iterator[Visitor]:
    with Visitor(server.address) as someone:
        yield someone


def image_with(config: dict, *, layers: int = 1, **manifest: object) -> Image:
    """An image with this config and these other members of its manifest."""
    blobs = tuple(Blob(gzip.compress(b"%d" % i * 100), OCI_LAYER) for i in range(layers))
    config_blob = Blob(json.dumps(config).encode(), OCI_CONFIG)
    content = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config_blob.descriptor(),
               "layers": [blob.descriptor() for blob in blobs], **manifest}
    return Image(Blob(json.dumps(content).encode(), OCI_MANIFEST), config_blob, blobs, ())


# --- what has which address ----------------------------------------------------------------------

def test_a_browser_gets_a_page_at_the_root_and_a_tool_what_it_always_got(visitor):
    assert "Container images" in visitor.page("/").text
    for headers in {}, {"Accept": "*/*"}:
        answer = visitor.get("/", **headers)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.body.startswith(b"Berth, a container registry.\n")
        assert answer.headers["Content-Security-Policy"] == CLOSED
    assert visitor.get("/", "HEAD", Accept=BROWSER).headers["Content-Type"].startswith("text/html")
    assert visitor.get("/", "POST", Accept=BROWSER, Content_Length="0").json()["__type"]
    assert visitor.get("/", "OPTIONS", Accept=BROWSER).headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert visitor.get("/?format=json").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", [
    "/nowhere", "/acme/none", "/acme/none:v1", "/-/nothing", "/-/assets/0/none.css", "/UPPER",
    "/acme/none@sha256:" + "a" * 64, "/-/registry/nowhere", "/acme/none:v1?view=history"])
def test_what_does_not_exist_is_said_to_people_and_to_programs(visitor, path):
    page = visitor.page(path, 404)
    assert "Not found" in page.text
    assert visitor.json(path, 404)["status"] == 404
    answer = visitor.get(path)
    assert (answer.status, answer.body) == (404, b"not found\n")


def test_a_path_with_a_slash_too_many_leads_to_the_page(visitor, path, pushed):
    answer = visitor.get(f"/{path}/?view=tags", Accept=BROWSER)
    assert (answer.status, answer.headers["Location"]) == (308, f"/{path}?view=tags")
    for outside in "//evil.example/", "//evil.example", "/\\evil.example/", "/%2fevil.example/":
        answer = visitor.get(outside, Accept=BROWSER)
        assert (answer.status, answer.headers["Location"]) == (404, None), outside


def test_names_that_look_like_addresses_are_names(visitor, ecr, oci):
    for name in "events", "x.json", "assets/x", "tags/list", "v2", "feed.atom", "badge.svg":
        if len(name) < 2:
            continue
        ecr.create_repository(repositoryName=name)
        oci.push(f"{ALIAS}/{name}", make_image(), "v1")
        assert visitor.json(f"/{ALIAS}/{name}")["repositoryName"] == name
        assert visitor.json(f"/{ALIAS}/{name}:v1")["imageTags"] == ["v1"]


def test_no_new_alias_takes_an_address_of_the_server(berth, tmp_path):
    for alias in "v2", "token", "logo", "healthz", "favicon.ico", "robots.txt", "sitemap.xml":
        refused = berth.try_to("account", "create", "--alias", alias)
        assert refused.returncode != 0
        assert f"the alias '{alias}' is reserved" in refused.stderr
        refused = berth.try_to("alias", "add", ALIAS, alias)
        assert refused.returncode != 0 and "is reserved" in refused.stderr
    started = subprocess.run([BINARY, "serve", "--data-dir", tmp_path / "data", "--listen", "0",
                              "--alias", "logo"],
                             capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert started.returncode != 0
    assert "'logo' is reserved" in started.stderr


@pytest.mark.damages_data
def test_a_reserved_alias_from_before_keeps_its_images_and_has_its_page_elsewhere(tmp_path):
    server = Server(tmp_path)
    with server:
        Administration(server).create_account("other")
    with sqlite3.connect(server.data_dir / "metadata.db") as rows:
        rows.execute("PRAGMA foreign_keys = OFF")
        rows.execute("UPDATE registries SET alias = 'logo' WHERE alias = 'other'")
        rows.execute("UPDATE aliases SET name = 'logo' WHERE name = 'other'")
    rows.close()
    with server, Visitor(server.address) as visitor:
        Administration(server).run("repository", "create", "logo/app")
        page = visitor.page("/")
        assert "/-/registry/logo/app" in page.links()
        assert "logo/app" in visitor.page("/-/registry/logo/app").text
        assert visitor.json("/-/registry/logo")["registryAliasName"] == "logo"
        assert visitor.get("/logo", Accept=BROWSER).status == 404
        with OciClient(server.address) as oci:
            assert oci.request("GET", "/v2/logo/app/tags/list").json()["tags"] == []


# --- how it is sent ------------------------------------------------------------------------------

def test_assets_may_be_kept_for_ever_under_the_address_of_their_content(visitor):
    assets = [link for link in visitor.page("/").links() if link.startswith("/-/assets/")]
    assert len(assets) == 3
    for link in assets:
        plain = visitor.get(link)
        assert plain.status == 200
        assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert plain.headers["Content-Encoding"] is None
        packed = visitor.get(link, Accept_Encoding="gzip, br")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < (15_000 if link.endswith(".css") else 20_000)
        _, _, _, _, name = link.split("/")
        other = visitor.get(f"/-/assets/{'0' * 16}/{name}")
        assert (other.body, other.headers["Cache-Control"]) == (plain.body, "no-cache")
    assert visitor.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


def test_search_engines_find_pages_unless_they_are_asked_to_stay_away(visitor, tmp_path):
    assert "Allow: /\n" in visitor.get("/robots.txt").body.decode()
    assert visitor.get("/", Accept=BROWSER).headers["X-Robots-Tag"] is None
    with Server(tmp_path, "--gallery", "unlisted") as server, Visitor(server.address) as other:
        assert other.get("/robots.txt").body == b"User-agent: *\nDisallow: /\n"
        assert other.get("/", Accept=BROWSER).headers["X-Robots-Tag"] == "noindex, nofollow"
        assert {"name": "robots", "content": "noindex, nofollow"} in [
            element.attributes for element in other.page("/").all("meta")]


def test_a_gallery_that_is_off_shows_nothing(tmp_path):
    with Server(tmp_path, "--gallery", "off") as server, Visitor(server.address) as visitor:
        assert visitor.get("/", Accept=BROWSER).body.startswith(b"Berth, a container registry.\n")
        for path in f"/{ALIAS}", "/-/search", "/robots.txt":
            assert visitor.get(path, Accept=BROWSER).status == 404
        assert visitor.call("searchRepositoryCatalogData", {}).status == 404


def test_what_was_pushed_is_never_a_page(visitor, oci, path, pushed):
    for target in (f"/v2/{path}/manifests/v1", f"/v2/{path}/blobs/{pushed.config.digest}",
                   f"/v2/{path}/blobs/{pushed.layers[0].digest}"):
        answer = oci.request("GET", target, headers={"Accept": BROWSER})
        assert answer.status == 200
        assert answer.headers.get_all("Content-Security-Policy") == [CLOSED]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.headers["Content-Type"].startswith("text/")


def test_only_get_reads_a_page(visitor, path, pushed):
    for method in "POST", "PUT", "DELETE", "PATCH":
        answer = visitor.get(f"/{path}", method, Content_Length="0")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


# --- repositories --------------------------------------------------------------------------------

def test_a_visitor_finds_an_image_and_pulls_it(visitor, server, ecr, oci, anonymous, path, repository,
                                               pushed):
    ecr.put_repository_catalog_data(repositoryName=repository, catalogData={
        "description": "Counts the barnacles", "architectures": ["x86-64"],
        "operatingSystems": ["Linux"], "aboutText": "# What\n\nIt *counts*.", "usageText": "Run it."})
    found = visitor.page("/?q=barnacles+COUNTS")
    assert f"/{path}" in found.links()
    page = visitor.page(f"/{path}")
    assert f"docker pull {server.address}/{path}:v1" in page.commands
    for text in "Counts the barnacles", "Linux", "x86-64", "About", "Usage", "linux/amd64":
        assert text in page.text
    assert page.all("em")
    image = visitor.page(page.link(f"/{path}:v1"))
    assert pushed.digest in image.text
    assert f"docker pull {server.address}/{path}@{pushed.digest}" in image.commands
    assert anonymous.pull(path, "v1").keys() == oci.pull(path, pushed.digest).keys()


def test_every_link_of_every_page_leads_somewhere(visitor, oci, path, pushed):
    oci.push(path, make_multi_arch(), "multi")
    oci.push(path, make_image(), "v1")
    seen: set[str] = set()
    waiting = [f"/{path}", f"/{path}?view=tags", f"/{path}:v1?view=history", f"/{path}:multi", "/",
               f"/{ALIAS}"]
    while waiting:
        link = waiting.pop()
        if link in seen:
            continue
        seen.add(link)
        answer = visitor.get(link, Accept=BROWSER)
        assert answer.status == 200, link
        is_page = answer.headers["Content-Type"].startswith("text/html")
        if is_page and (link.startswith(f"/{path}") or link in ("/", f"/{ALIAS}")):
            waiting += Page(answer.body.decode()).links()
    assert len(seen) > 15


def test_the_pages_of_a_list_show_each_tag_once(visitor, oci, path, pushed):
    names = [f"t{number:03}" for number in range(230)]
    for name in names:
        oci.tag(path, pushed, name)
    listed: list[str] = []
    target = f"/{path}?view=tags&sort=name"
    for _ in range(3):
        page = visitor.page(target)
        listed += [element.attributes["href"].split(":")[1] for element in page.all("a")
                   if element.attributes["href"].startswith(f"/{path}:")]
        following = [element for element in page.all("a") if element.attributes.get("rel") == "next"]
        target = following[0].attributes["href"] if following else ""
    assert (listed, target) == ([*names, "v1"], "")
    assert tags_of(visitor, f"/{path}?view=tags&sort=name&after=1n.t200") == [*names[201:], "v1"]


def tags_of(visitor: Visitor, target: str) -> list[str]:
    return [row["imageTag"] for row in visitor.json(target)["imageTagDetails"]]


def test_tags_come_in_the_order_that_the_reader_chooses(visitor, oci, path):
    for tag in "1.9.0", "1.10.0", "1.10.0-rc.1", "edge":
        oci.push(path, make_image(), tag)
    assert tags_of(visitor, f"/{path}") == ["edge", "1.10.0-rc.1", "1.10.0", "1.9.0"]
    page = visitor.page(f"/{path}?view=tags")
    for sort, tags in {"newest": ["edge", "1.10.0-rc.1", "1.10.0", "1.9.0"],
                       "version": ["1.10.0", "1.10.0-rc.1", "1.9.0", "edge"],
                       "name": ["1.10.0", "1.10.0-rc.1", "1.9.0", "edge"]}.items():
        assert tags_of(visitor, page.link(f"/{path}", sort=sort)) == tags


def test_tags_are_found_by_text_prefix_pattern_and_version(visitor, oci, path, pushed):
    for tag in "1.25.0", "1.25.1-alpine", "1.26.0", "2.0.0-alpine":
        oci.tag(path, pushed, tag)
    for query, tags in {"text=ALPINE": ["1.25.1-alpine", "2.0.0-alpine"],
                        "prefix=1.2": ["1.25.0", "1.25.1-alpine", "1.26.0"],
                        "glob=*.0": ["1.25.0", "1.26.0"],
                        "versions=%3E%3D1.25+%3C1.26": ["1.25.0", "1.25.1-alpine"],
                        "text=alpine&glob=2*": ["2.0.0-alpine"], "text=none": []}.items():
        assert tags_of(visitor, f"/{path}?view=tags&sort=name&{query}") == tags
    page = visitor.page(f"/{path}?view=tags&versions=%5E1.25&text=alpine")
    assert {"name": "versions", "value": "^1.25"}.items() <= next(
        element.attributes for element in page.all("input")
        if element.attributes.get("name") == "versions").items()
    assert "No tag fits." in visitor.page(f"/{path}?view=tags&text=none").text


def test_the_whole_repository_is_shown_as_it_was(visitor, oci, path):
    first, second = make_image(), make_image()
    oci.push(path, first, "latest")
    row, = visitor.json(f"/{path}")["imageTagDetails"]
    then = row["createdAt"]
    wait_until(lambda: visitor_clock(oci, path) > then)
    oci.push(path, second, "latest")
    oci.push(path, second, "other")
    page = visitor.page(f"/{path}?view=tags&sort=newest&as-of={then}")
    assert f"/{path}@{first.digest}" in page.links()
    assert tags_of(visitor, f"/{path}?view=tags&as-of={then}") == ["latest"]
    assert sorted(tags_of(visitor, f"/{path}")) == ["clock", "latest", "other"]
    assert oci.request("DELETE", f"/v2/{path}/manifests/{first.digest}").status == 202
    assert "deleted since" in visitor.page(f"/{path}?view=tags&as-of={then}").text


def visitor_clock(oci: OciClient, path: str) -> str:
    """The time of the server, which orders what is pushed, in the form of its answers."""
    oci.push(path, make_image(), "clock")
    listed = oci.request("GET", f"/{path}?view=tags&prefix=clock&format=json").json()
    return listed["imageTagDetails"][0]["createdAt"]


def test_a_question_that_cannot_be_read_is_said_on_a_page(visitor, path, pushed):
    for query in ("sort=size", "versions=x%7C%7Cy", "as-of=yesterday", "after=x",
                  "sort=newest&after=1n.a", "glob=" + "a" * 1000):
        page = visitor.page(f"/{path}?view=tags&{query}", 400)
        assert "Not possible" in page.text
        assert visitor.json(f"/{path}?view=tags&{query}", 400)["status"] == 400
    assert "Not possible" in visitor.page("/?q=" + "a" * 1000, 400).text


def test_a_repository_without_tags_says_so(visitor, path):
    page = visitor.page(f"/{path}")
    assert "Nothing has a tag here yet." in page.text
    assert page.commands == []
    assert "There are no more tags." in visitor.page(f"/{path}?view=tags&sort=name&after=1n.z").text


def test_repositories_of_all_registries_are_found(tmp_path):
    with Server(tmp_path) as server, Visitor(server.address) as visitor:
        assert "There are no repositories yet." in visitor.page("/").text
        berth = Administration(server)
        berth.create_account("other")
        names = [f"{ALIAS}/app-{number:02}" for number in range(35)] + ["other/app", "other/tool"]
        for name in names:
            berth.run("repository", "create", name)
        first = visitor.json("/")
        assert first["totalResults"] == len(names)
        following = visitor.page("/").link("/", after=first["after"])
        rest = visitor.json(following)
        listed = [f"{each['registryAliasName']}/{each['repositoryName']}"
                  for each in first["repositories"] + rest["repositories"]]
        assert listed == names[::-1] and "after" not in rest
        assert f"/{ALIAS}/app-00" in visitor.page(following).links()
        for target, name in {"/?q=other+TOOL": "tool", "/other?q=app": "app"}.items():
            found, = visitor.json(target)["repositories"]
            assert found["repositoryName"] == name
        assert "No repository fits" in visitor.page("/?q=nothing-like-it").text
        assert visitor.page("/-/search?q=tool").link("/other/tool") == "/other/tool"
        page = visitor.page(f"/{ALIAS}")
        assert f"/{ALIAS}/app-29" in page.links() and f"/{ALIAS}/app-30" not in page.links()
        assert f"/{ALIAS}/app-34" in visitor.page(page.link(f"/{ALIAS}", after="app-29")).links()


def test_repositories_are_filtered_by_what_their_owners_say(visitor, ecr):
    for name, system, architecture in (("lamp", "Linux", "ARM 64"), ("lamp-w", "Windows", "x86-64")):
        ecr.create_repository(repositoryName=name, catalogData={
            "operatingSystems": [system], "architectures": [architecture]})
    expected: dict[str, list[str]] = {
        "q=lamp": ["lamp", "lamp-w"], "q=lamp&os=windows": ["lamp-w"],
        "q=lamp&arch=ARM+64": ["lamp"], "q=lamp&verified=on": []}
    for query, names in expected.items():
        found = visitor.json(f"/?{query}")
        assert sorted(each["repositoryName"] for each in found["repositories"]) == names
        assert found["totalResults"] == len(names)
    page = visitor.page("/?q=lamp&os=Windows")
    assert {"value": "Windows", "selected": ""} in [each.attributes for each in page.all("option")]


# --- images --------------------------------------------------------------------------------------

def test_an_index_shows_its_platforms_and_the_chosen_one(visitor, server, oci, path):
    index = make_multi_arch()
    oci.push(path, index, "v1")
    page = visitor.page(f"/{path}:v1")
    amd, arm = "linux/amd64", "linux/arm64"
    assert f"docker pull {server.address}/{path}:v1" in page.commands
    assert visitor.json(f"/{path}:v1")["image"]["platform"] == amd
    chosen = visitor.page(page.link(f"/{path}:v1", platform=arm))
    assert f"docker pull --platform {arm} {server.address}/{path}:v1" in chosen.commands
    model = visitor.json(f"/{path}:v1?platform={arm}")
    by_platform = {image.architecture: image for image in index.images}
    assert model["image"]["imageDigest"] == by_platform["arm64"].digest
    assert [each["platform"] for each in model["platforms"]] == [amd, arm]
    assert [each["imageSizeInBytes"] for each in model["platforms"]] == [
        image.size_in_bytes for image in index.images]
    row, = visitor.json(f"/{path}")["imageTagDetails"]
    assert (row["kind"], row["platforms"]) == ("index", [amd, arm])


def test_layers_stand_beside_what_made_them(visitor, oci, path):
    image = image_with({"os": "linux", "architecture": "arm64", "history": [
        {"created_by": "COPY first /"}, {"created_by": "ENV A=b", "empty_layer": True},
        {"created_by": "RUN second"}], "config": {"Env": ["A=b"], "Entrypoint": ["/run"], "User": "app",
                                                  "Labels": {"team": "harbour"}}}, layers=2)
    oci.push(path, image, "v1")
    model = visitor.json(f"/{path}:v1")["image"]
    assert [(row.get("createdBy"), row.get("digest")) for row in model["layers"]] == [
        ("COPY first /", image.layers[0].digest), ("ENV A=b", None),
        ("RUN second", image.layers[1].digest)]
    assert model["config"]["labels"] == [{"name": "team", "value": "harbour"}]
    page = visitor.page(f"/{path}:v1")
    for text in "COPY first /", "RUN second", "A=b", "/run", "harbour", "linux/arm64":
        assert text in page.text


def test_attestations_belong_to_their_platform_and_are_no_platform(visitor, oci, path):
    image = make_image()
    attestation = image_with({"os": "unknown", "architecture": "unknown"})
    oci.push(path, image)
    oci.push(path, attestation)
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [
        image.manifest.descriptor(platform={"os": "linux", "architecture": "amd64"}),
        attestation.manifest.descriptor(
            platform={"os": "unknown", "architecture": "unknown"},
            annotations={"vnd.docker.reference.type": "attestation-manifest",
                         "vnd.docker.reference.digest": image.digest})]}
    blob = Blob(json.dumps(index).encode(), OCI_INDEX)
    assert oci.put_manifest(path, "v1", blob).status == 201
    row, = visitor.json(f"/{path}")["imageTagDetails"]
    assert (row["platforms"], row["attestations"]) == (["linux/amd64"], 1)
    platform, = visitor.json(f"/{path}:v1")["platforms"]
    assert platform["attestations"] == [attestation.digest]
    assert "unknown/unknown" not in visitor.page(f"/{path}:v1").text.split("Manifest")[0]


def test_what_was_attached_is_shown_and_never_called_verified(visitor, oci, path, pushed):
    signature = image_with({}, subject=pushed.manifest.descriptor(),
                           artifactType="application/vnd.dev.sigstore.bundle.v0.3+json")
    bill = image_with({}, subject=pushed.manifest.descriptor(), artifactType="application/spdx+json")
    for attached in signature, bill:
        oci.push(path, attached)
    oci.push(path, make_image(), pushed.digest.replace(":", "-") + ".att")
    kinds = {each["kind"] for each in visitor.json(f"/{path}:v1")["attached"]}
    assert kinds == {"signature", "sbom", "attestation"}
    text = visitor.page(f"/{path}:v1").text
    assert "Nothing here has been verified." in text
    assert "Signature" in text and "SBOM" in text


def test_a_chart_and_an_artifact_get_the_commands_that_suit_them(visitor, server, oci, path):
    chart = Blob(b"{}", "application/vnd.cncf.helm.config.v1+json")
    layer = Blob(b"chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
    manifest = Blob(json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
                                "config": chart.descriptor(), "layers": [layer.descriptor()]}).encode(),
                    OCI_MANIFEST)
    oci.push(path, Image(manifest, chart, (layer,), ()), "1.2.3_build.4")
    page = visitor.page(f"/{path}:1.2.3_build.4")
    command = f"helm pull --plain-http oci://{server.address}/{path} --version 1.2.3+build.4"
    assert command in page.commands
    assert not [command for command in page.commands if command.startswith("docker")]
    assert "Helm chart" in page.text


def test_an_image_whose_parts_are_missing_has_a_page(tmp_path):
    with Server(tmp_path, "--sparse-images", "--create-on-push") as server:
        password = aws.login_password(aws.make_client(server))
        with OciClient(server.address, password) as oci, Visitor(server.address) as visitor:
            path = f"{ALIAS}/sparse"
            image, index = make_image(), make_index(make_image())
            assert oci.put_manifest(path, "image", image.manifest).status == 201
            assert oci.put_manifest(path, "index", index.manifest).status == 201
            assert "config" not in visitor.json(f"/{path}:image")["image"]
            assert "The repository does not hold this image." in visitor.page(f"/{path}:index").text
            visitor.page(f"/{path}:image")
            visitor.page(f"/{path}?view=tags")


# --- history -------------------------------------------------------------------------------------

def test_the_history_of_a_tag_pulls_what_it_meant_then(visitor, server, oci, anonymous, path):
    images = [make_image() for _ in range(3)]
    for image in images:
        oci.push(path, image, "latest")
    assert oci.request("DELETE", f"/v2/{path}/manifests/latest").status == 202
    movements = visitor.json(f"/{path}:latest?view=history")["movements"]
    assert [movement.get("toDigest") for movement in movements] == [
        None, *(image.digest for image in reversed(images))]
    assert [movement.get("fromDigest") for movement in movements] == [
        *(image.digest for image in reversed(images)), None]
    page = visitor.page(f"/{path}:latest?view=history")
    assert "The tag has been deleted." in page.text
    for image in images:
        assert f"docker pull {server.address}/{path}@{image.digest}" in page.commands
        assert anonymous.get_manifest(path, image.digest).body == image.manifest.content
    assert "administrator" not in page.text
    assert oci.request("DELETE", f"/v2/{path}/manifests/{images[0].digest}").status == 202
    page = visitor.page(f"/{path}:latest?view=history")
    assert "That image has been deleted since." in page.text
    assert visitor.page(f"/{path}:latest", 404)


# --- strangers' texts ----------------------------------------------------------------------------

def test_texts_of_strangers_are_shown_and_do_nothing(visitor, ecr, oci, path, repository):
    """Page() refuses whatever could run, and elements that are not closed in their turn."""
    ecr.put_repository_catalog_data(repositoryName=repository, catalogData={
        "description": HOSTILE, "architectures": [HOSTILE[:50]], "operatingSystems": [HOSTILE[:50]],
        "aboutText": f"{HOSTILE}\n\n[a](javascript:alert(1)) ![b](https://evil.example/x.png)",
        "usageText": "<iframe src=//evil.example></iframe>\n" * 20})
    ecr.put_registry_catalog_data(displayName=HOSTILE)
    named = {HOSTILE: HOSTILE, "org.opencontainers.image.url": "javascript:alert(1)"}
    image = image_with({"os": HOSTILE, "architecture": HOSTILE, "author": HOSTILE, "created": HOSTILE,
                        "config": {"Env": [HOSTILE], "Cmd": [HOSTILE], "Labels": named, "User": HOSTILE,
                                   "ExposedPorts": {HOSTILE: {}}, "Volumes": {HOSTILE: {}}},
                        "history": [{"created_by": HOSTILE}]}, annotations=named)
    oci.push(path, image, "image")
    attached = image_with({}, subject=image.manifest.descriptor(), artifactType="text/<script>",
                          annotations=named)
    oci.push(path, attached)
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "annotations": named, "manifests": [
        image.manifest.descriptor(platform={"os": "$(id)", "architecture": HOSTILE, "variant": ";id"})]}
    assert oci.put_manifest(path, "index", Blob(json.dumps(index).encode(), OCI_INDEX)).status == 201
    quoted = urllib.parse.quote(HOSTILE, safe="")
    for target in (f"/?after={quoted}", f"/?sort={quoted}", f"/{path}?view=tags&after={quoted}",
                   f"/{path}?view=tags&versions={quoted}", f"/{path}?view=tags&as-of={quoted}"):
        visitor.page(target, 400)
    for target in ("/", f"/?q={quoted}", f"/?os={quoted}&arch={quoted}&verified={quoted}", f"/{ALIAS}",
                   f"/{ALIAS}?q={quoted}", f"/{path}", f"/{path}?view=tags",
                   f"/{path}?view=tags&text={quoted}&glob={quoted}&prefix={quoted}",
                   f"/{path}:image", f"/{path}:index", f"/{path}:index?platform={quoted}",
                   f"/{path}:image?view=history&before={quoted}", f"/{path}?view={quoted}"):
        page = visitor.page(target)
        assert not [command for command in page.commands if "$" in command or ";" in command]
        for element in page.all("img"):
            assert element.attributes["src"].startswith(("/-/assets/", "/logo/"))
        visitor.json(target)
    assert HOSTILE in visitor.page(f"/{path}").text
    ecr.put_registry_catalog_data(displayName="")


@pytest.mark.parametrize("piece", ["> ", "- ", "[", "![[]()", "a@", "*a_ ", "`", "<", "|a\n|-\n", "<!--",
                                   "[a](", "&#0;", "~~a~", "\n> - ", "http://a ", "_a **b "])
def test_the_worst_markdown_is_a_page_like_any_other(visitor, ecr, path, repository, piece):
    text = (piece * MAX_TEXT)[:MAX_TEXT]
    ecr.put_repository_catalog_data(repositoryName=repository, catalogData={"aboutText": text})
    assert "About" in visitor.page(f"/{path}").text


def test_a_config_that_is_too_large_or_no_json_is_left_out(visitor, oci, path):
    for tag, content in {"large": b"{" + b" " * (1 << 20) + b"}", "text": b"no json", "list": b"[]",
                         "deep": b"[" * 500 + b"]" * 500}.items():
        config = Blob(content, DOCKER_CONFIG)
        manifest = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config.descriptor(),
                    "layers": []}
        image = Image(Blob(json.dumps(manifest).encode(), OCI_MANIFEST), config, (), ())
        oci.push(path, image, tag)
        assert "config" not in visitor.json(f"/{path}:{tag}")["image"]
        visitor.page(f"/{path}:{tag}")
    visitor.page(f"/{path}")
