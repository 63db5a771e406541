"""Pages of the gallery, as a browser without a script has them."""

import html.parser
import http.client
import json
import urllib.parse
from typing import Any, NamedTuple

TIMEOUT_S = 60
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VOID = {"meta", "link", "img", "input", "hr", "br"}
POLICY = ("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]


class Page(html.parser.HTMLParser):
    """Fails unless every element is closed in its turn, and nothing but assets could run."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[Element] = []
        self.text = ""
        self.commands: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        assert len(attributes) == len(attrs), (tag, attrs)
        assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attributes)
        assert tag not in ("style", "iframe", "object", "embed", "base", "svg", "math"), tag
        if tag == "script":
            assert attributes["src"].startswith("/-/assets/"), attributes
        if "target" not in attributes and "rel" not in attributes and tag == "a":
            assert attributes["href"].startswith(("/", "#")), attributes
        self.elements.append(Element(tag, attributes))
        if "data-copy" in attributes:
            self.commands.append(attributes["data-copy"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            assert data.strip() == "", data
        self.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def links(self) -> list[str]:
        """To addresses of this server, each once."""
        found = [element.attributes.get(name, "") for element in self.elements
                 for name in ("href", "src", "action")]
        return sorted({link for link in found if link.startswith("/")})

    def link(self, text_before_query: str, **query: str) -> str:
        """The one link to this path that has these parameters."""
        def fits(link: str) -> bool:
            path, _, rest = link.partition("?")
            given = dict(urllib.parse.parse_qsl(rest))
            return path == text_before_query and query.items() <= given.items() \
                and given.get("format") is None
        link, = [link for link in self.links() if fits(link)]
        return link


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """Somebody without an account. One keep-alive connection; for one thread."""

    def __init__(self, address: str):
        self._connection = http.client.HTTPConnection(address, timeout=TIMEOUT_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, headers=fields)
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def page(self, path: str, status: int = 200) -> Page:
        answer = self.get(path, Accept=BROWSER)
        assert answer.status == status, (path, answer)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers.get_all("Content-Security-Policy") == [POLICY]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        return Page(answer.body.decode())

    def json(self, path: str, status: int = 200) -> Any:
        answer = self.get(path, Accept="application/json")
        assert (answer.status, answer.headers["Content-Type"]) == (status, "application/json"), answer
        return answer.json()

    def call(self, operation: str, request: Any) -> Answer:
        """Of the gallery API."""
        self._connection.request("POST", "/" + operation, json.dumps(request),
                                 {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())
