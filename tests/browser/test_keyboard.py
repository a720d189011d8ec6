"""The five-minute story by keys alone, and every page left by them."""

from contextlib import suppress

import pytest
from tests.browser.addresses import ONE_EACH, REPORTS
from tests.browser.conftest import LOOK_MS
from tests.browser.holding import CAPTURE
from tests.browser.keyboard import SETTLED, every_stop, stop, tab_to

STOPS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
  .filter(one => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0)
  .filter(one => one.type !== "radio" || one.checked)
  .map(one => one.localName)"""


@pytest.mark.parametrize("path", ONE_EACH)
def test_every_control_of_a_page_is_reached_seen_and_left(visit, served, path):
    page = visit(served, path, viewport={"width": 320, "height": 800})
    met = every_stop(page)
    expected = page.evaluate(STOPS)
    assert sorted(one["tag"] for one in met if one["tag"] != "div") == sorted(expected)
    assert met[0]["name"].startswith("Skip to the ")


@pytest.mark.parametrize(
    "path", ["/", "/results/{capture}", "/results/{capture}/things/{camera}", REPORTS[0]]
)
def test_the_first_stop_leads_past_what_all_pages_share(visit, served, path):
    page = visit(served, path)
    stop(page)
    page.keyboard.press("Enter")
    page.evaluate(SETTLED)
    assert stop(page) is not None
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def follow(page, tag, name, href=""):
    """Go to an element by Tab, and press Enter, which leads to another page."""
    tab_to(page, tag, name, href)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def chooser(page):
    """What chooses files, opened by the space bar; on a busy machine a browser was seen to miss it once in many runs."""
    from playwright.sync_api import TimeoutError as TooLong

    with suppress(TooLong):
        return opened(page, 10_000)
    return opened(page, 30_000)


def opened(page, patience_ms):
    """What chooses files, once the space bar was pressed."""
    with page.expect_file_chooser(timeout=patience_ms) as choosing:
        page.keyboard.press("Space")
    return choosing.value


def test_the_story_goes_from_a_file_to_a_report_by_keys_alone(own, visit):
    page = visit(own)
    tab_to(page, "input", "Captures")
    content = CAPTURE.read_bytes()
    chooser(page).set_files({"name": "slow-made.pcap", "mimeType": "", "buffer": content})
    tab_to(page, "input", "no-outside-reach")
    page.keyboard.press("Space")
    tab_to(page, "select", "Are you a US federal executive agency")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.value") == "true"
    tab_to(page, "button", "Look")
    with page.expect_navigation(url="**/looks/1"):
        page.keyboard.press("Enter")
    assert page.get_by_role("progressbar", name="slow-made.pcap").is_visible()
    own.let_go()
    page.wait_for_url("**/results/res-*", timeout=LOOK_MS)

    every = page.get_by_role("row").count()
    follow(page, "a", "fail")
    assert page.get_by_role("row").count() < every
    assert "fail" in page.locator(".facets [aria-current=true]").text_content()
    follow(page, "a", "", "/things/")
    drawer = page.locator("details").first
    assert drawer.get_attribute("open") is None
    tab_to(page, "summary", "made by")
    page.keyboard.press("Space")
    assert drawer.get_by_text("Who says it").first.is_visible()

    follow(page, "a", "Sources and days")
    tab_to(page, "input", "What held on this day")
    page.keyboard.type("01012019")
    assert page.locator("#as_of").input_value() == "2019-01-01"
    page.keyboard.press("ArrowUp")
    assert page.locator("#as_of").input_value() == "2020-01-01"
    page.keyboard.press("ArrowDown")
    follow(page, "button", "Show what changes")
    assert page.get_by_role("heading", level=1).text_content().endswith("on 2019-01-01 and 2026-11-23")

    follow(page, "a", "Report")
    follow(page, "a", "Open the whole report")
    assert page.get_by_role("heading", name="Outside the light").is_visible()


def test_the_story_ends_with_a_file_and_with_nothing_held(own, visit):
    page = visit(own)
    page.set_input_files("#file", CAPTURE)
    page.get_by_role("button", name="Look").click()
    page.wait_for_url("**/results/res-*", timeout=LOOK_MS)
    follow(page, "a", "Report")
    tab_to(page, "a", "CSV")
    with page.expect_download() as taking:
        page.keyboard.press("Enter")
    assert taking.value.suggested_filename.endswith(".csv")
    follow(page, "a", "lamppost")
    tab_to(page, "summary", "Remove")
    page.keyboard.press("Enter")
    follow(page, "button", "Remove res-")
    assert page.get_by_text("Nothing yet.").is_visible()
