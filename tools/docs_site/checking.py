"""What is wrong with a built site: links and anchors that lead nowhere, and whatever is loaded from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADS = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src",
    "object": "data", "use": "href", "input": "src", "track": "src",
}  # fmt: skip
"""Elements that load what they name, and by which attribute."""
_LINKED = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "manifest",
}
"""What a `link` loads, or opens a connection for, by its `rel`."""


@dataclass(slots=True)
class _Page(HTMLParser):
    """What a page names."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what an element names."""
        held = {name: value or "" for name, value in attrs}
        if "id" in held:
            self.ids.add(held["id"])
        if tag == "a":
            self.ids.add(held.get("name", ""))
            if "href" in held:
                self.links.append(held["href"])
        if tag in _LOADS and held.get(_LOADS[tag]):
            self.loads.append(held[_LOADS[tag]])
        if tag == "link" and _LINKED & set(held.get("rel", "").split()):
            self.loads.append(held.get("href", ""))
        self.loads += [one.split()[0] for one in held.get("srcset", "").split(",") if one.strip()]


def faults(site: Path) -> Iterator[str]:
    """What is wrong, one line for each.

    Args:
        site: The folder of the site.
    """
    site = site.resolve()
    for path in sorted(site.rglob("*.html")):
        page, name = _read(path), path.relative_to(site).as_posix()
        yield from (f"{name}: loads {one}" for one in page.loads if _is_elsewhere(one))
        for one in [*page.links, *page.loads]:
            if not _is_elsewhere(one) and name != "404.html" and (fault := _fault(path, one, site)):
                yield f"{name}: {one}: {fault}"
    for path in sorted(site.rglob("*.css")):
        text = path.read_text("utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            yield f"{path.relative_to(site)}: loads from elsewhere"


def _is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in {"http", "https"}


def _fault(path: Path, address: str, site: Path) -> str | None:
    parts = urlsplit(address)
    if parts.scheme:  # mailto:, data:
        return None
    to = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if to.is_dir():
        to = to / "index.html"
    if not to.is_relative_to(site) or not to.is_file():
        return "no such file"
    if parts.fragment and to.suffix == ".html" and unquote(parts.fragment) not in _read(to).ids:
        return "no such place on that page"
    return None


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page
