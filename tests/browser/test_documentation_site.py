"""The documentation as a site, in a browser: opened as files, without any server, on a screen and on a phone, by keys, and loading nothing from elsewhere."""

import os
from pathlib import Path

import pytest
from tests.browser.test_every_page import LOOKS, OTHER_LOOKS, axe, seen_by

__all__ = ["axe"]

SITE = Path(__file__).resolve().parents[2] / "build" / "docs" / "site"
PAGES = (
    "index.html",
    "start.html",
    "for/resident.html",
    "may-i-capture.html",
    "reference/commands/look.html",
    "reference/result-document.html",
    "reference/rules/us-ndaa-889.html",
    "decisions/index.html",
)


@pytest.fixture
def site():
    """The folder of the site, as `make docs` has left it."""
    if not (SITE / "index.html").exists():
        words = "make docs makes the site"
        if os.environ.get("LAMPPOST_REQUIRE_SITE"):
            pytest.fail(words)
        pytest.skip(words)
    return SITE


@pytest.fixture(params=[(1280, 900), (375, 800)], ids=["screen", "phone"])
def page(chromium, request):
    """A page that keeps what it asked for and what it complained about."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda one: opened.asked.append(one.url))
    opened.on("console", lambda one: opened.complaints.append(one.text) if one.type == "error" else None)
    opened.on("pageerror", lambda one: opened.complaints.append(str(one)))
    yield opened
    context.close()


def _asked_elsewhere(page):
    return [one for one in page.asked if not one.startswith(("file:", "blob:file:", "blob:null", "data:"))]


def test_pages_load_nothing_from_elsewhere_and_fit(page, site):
    for name in PAGES:
        page.goto((site / name).as_uri())
        page.wait_for_load_state("load")
        assert page.locator("h1").count() == 1, name
        room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert room[0] <= room[1], name
    assert len(page.asked) > len(PAGES)
    assert _asked_elsewhere(page) == []
    assert page.complaints == []


def test_what_is_searched_for_is_found_without_a_server_and_by_keys(page, site):
    page.goto((site / "index.html").as_uri())
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    page.keyboard.type("suppressions")
    page.get_by_text("results").first.wait_for(timeout=30_000)
    page.keyboard.press("Enter")
    page.wait_for_function("!location.pathname.endsWith('/index.html')", timeout=30_000)
    assert "suppression" in page.locator("article").inner_text().lower()
    assert _asked_elsewhere(page) == []
    assert page.complaints == []


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_what_was_found_has_no_violation_and_is_scrolled_by_keys(chromium, axe, site, theme, width):
    context = chromium.new_context(reduced_motion="reduce", color_scheme=theme)
    opened = context.new_page()
    opened.set_viewport_size({"width": width, "height": 800})
    opened.goto((site / "index.html").as_uri())
    opened.wait_for_load_state("load")
    opened.keyboard.press("/")
    opened.keyboard.type("suppressions")
    found = opened.get_by_role("region", name="What was found")
    found.wait_for(timeout=30_000)
    opened.get_by_text("results").first.wait_for(timeout=30_000)
    opened.evaluate(axe)
    assert seen_by(opened, [(theme, width)]) == []
    found.focus()
    opened.keyboard.press("PageDown")
    opened.wait_for_function(
        "() => [...document.body.children].some(one => one.shadowRoot?.querySelector('[role=region]')?.scrollTop > 0)"
    )
    opened.keyboard.press("Escape")
    found.wait_for(state="hidden")
    context.close()


def test_the_first_key_leads_past_the_navigation(page, site):
    page.goto((site / "reference" / "commands" / "look.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") in {"#__skip", "#lamppost-look"}
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") in {"A", "LABEL", "INPUT", "BUTTON"}


def _looked_at(chromium, axe, site, names, looks):
    """What axe finds on these pages, and where a frame that has to be scrolled is reached by no key."""
    context = chromium.new_context(reduced_motion="reduce")
    opened, wrong = context.new_page(), []
    for name in names:
        opened.goto((site / name).as_uri())
        opened.wait_for_load_state("load")
        opened.evaluate(axe)
        wrong += [f"{name}: {one}" for one in seen_by(opened, looks)]
    context.close()
    return wrong


def test_a_page_of_the_site_has_no_violation(chromium, axe, site):
    assert _looked_at(chromium, axe, site, ["reference/commands/look.html"], LOOKS) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_site_has_a_violation_in_any_look(chromium, axe, site, name):
    assert _looked_at(chromium, axe, site, [name], LOOKS + OTHER_LOOKS) == []


def test_a_wide_table_is_scrolled_by_keys_and_named_by_its_columns(chromium, site):
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    opened = context.new_page()
    opened.goto((site / "reference" / "commands" / "look.html").as_uri())
    frame = opened.locator(".md-typeset__scrollwrap[tabindex='0']").first
    frame.wait_for()
    assert frame.get_attribute("aria-label").startswith("Table: ")
    frame.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("document.activeElement.scrollLeft > 0")
    opened.set_viewport_size({"width": 2000, "height": 800})
    opened.wait_for_function("!document.querySelector('.md-typeset__scrollwrap[tabindex]')")
    context.close()
