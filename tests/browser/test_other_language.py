"""Pages in a language of longer words: the browser's own, with nothing to scroll sideways and nothing beside its table."""

import pytest
from tests.browser.test_every_page import SIDEWAYS

PAGES = (
    "/",
    "/results/{capture}",
    "/results/{capture}/things/{camera}",
    "/results/{capture}/sources",
    "/map",
)
BESIDE = """() => [...document.querySelectorAll('td .badge')].filter(
  one => one.getBoundingClientRect().right > one.closest('table').getBoundingClientRect().right + 1).length"""


@pytest.mark.parametrize("path", PAGES)
def test_a_german_browser_is_shown_german_that_fits(visit, served, path):
    page = visit(served, path, locale="de-DE")
    assert page.evaluate("() => document.documentElement.lang") == "de"
    assert page.locator("[aria-current=true]", has_text="Deutsch").is_visible()
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert (page.evaluate(SIDEWAYS), page.evaluate(BESIDE)) == (0, 0), width


def test_the_language_is_changed_by_keys_alone_and_stays(visit, served):
    page = visit(served, "/results/{capture}/things/{camera}")
    page.get_by_text("Deutsch").focus()
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.url.endswith(served.ids["camera"])
    assert page.evaluate("() => document.documentElement.lang") == "de"
    page.goto(served.address("/map"))
    assert page.evaluate("() => document.documentElement.lang") == "de"
