"""A page, read strictly."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input", "source"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed, in order, no id twice."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.ids = [], [], []
        self.text, self.drawers, self.bare = "", [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), tag
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag == "details":
            self.drawers.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.text += data
        if "details" in self.open:
            self.drawers[-1] += data


def assert_inert(text):
    """Nothing in the page is loaded, runs or sends anything."""
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "video",
        "audio",
        "use",
        "image",
    }
    for tag, attrs in page.elements:
        assert not [
            key for key in attrs if key.startswith("on") or key in ("src", "srcset", "style", "action")
        ]
        if tag == "link":
            assert attrs["href"].startswith("data:")
        if tag == "a":
            assert re.match(r"#|https?://", attrs["href"])
            assert attrs["href"].startswith("#") or "noreferrer" in attrs["rel"]
    assert "url(" not in text
    assert "@import" not in text
    policy = next(attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
