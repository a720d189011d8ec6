"""Pages from templates: every value is made plain and escaped, as in the report."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse

from lamppost import __version__
from lamppost.report.difference import page as difference_page
from lamppost.report.html import renderer
from lamppost.report.letter.renderer import TEMPLATES as LETTER_TEMPLATES
from lamppost.report.pages import environment
from lamppost.web.facts import field_of
from lamppost.web.findings import policy_name
from lamppost.web.speaking import SWITCH, address, tongues

_HERE = Path(str(resources.files("lamppost.web")))
FILES = {
    "pages.css": "text/css",
    "world.css": "text/css",
    "street.css": "text/css",
    "pages.js": "text/javascript",
    "street.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
"""What a page may load, and nothing else: names and media types."""


@cache
def _environment() -> Environment:
    made = environment(_HERE / "templates", difference_page.TEMPLATES, LETTER_TEMPLATES)
    made.globals |= (
        difference_page.page_words()
        | renderer.page_words()
        | {"version": __version__, "field_of": field_of, "zip": zip}
        | {"tongues": tongues, "asked_at": address, "switch": SWITCH}
    )
    made.filters["policy_name"] = policy_name
    return made


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page.

    Args:
        template: Name of its file.
        status: HTTP status.
        **values: What it shows.
    """
    held: Mapping[str, Any] = {"here": "", "identity": None} | values
    return HTMLResponse(_environment().get_template(template).render(held), status_code=status)


@cache
def file_of(name: str) -> bytes:
    """A file that pages load; the style sheet begins with that of the report, and that of maps is the report's.

    Args:
        name: One of `FILES`.
    """
    if name == "street.css":
        return str(_environment().globals["style_of_streets"]).encode()
    content = (_HERE / "static" / name).read_bytes()
    if name == "pages.css":
        held = _environment().globals
        return f"{held['style']}{held['style_of_languages']}".encode() + content
    return content
