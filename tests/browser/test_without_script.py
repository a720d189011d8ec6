"""The same story by forms and links, in a browser that runs no script."""

from tests.browser.conftest import LOOK_MS
from tests.browser.holding import CAPTURE


def test_the_story_goes_without_a_script(own, visit):
    page = visit(own, java_script_enabled=False)
    page.set_input_files("#file", {"name": "slow-made.pcap", "mimeType": "", "buffer": CAPTURE.read_bytes()})
    page.get_by_role("checkbox", name="no-outside-reach").check()
    page.get_by_role("button", name="Look").click()
    page.wait_for_url("**/looks/1")
    for _ in range(100):  # what is read is told once it has begun
        page.get_by_role("link", name="See how far it is").click()
        if page.get_by_role("progressbar").is_visible():
            break
    assert page.get_by_role("progressbar").is_visible()
    own.let_go()
    while "/looks/" in page.url:
        page.get_by_role("link", name="See how far it is").click()
    page.wait_for_url("**/results/res-*", timeout=LOOK_MS)

    every = page.get_by_role("row").count()
    page.locator(".facets").get_by_role("link", name="fail").first.click()
    assert page.get_by_role("row").count() < every
    page.get_by_role("rowheader").get_by_role("link").first.click()
    drawer = page.locator("details").first
    assert not drawer.locator(".drawer").is_visible()
    drawer.locator("summary").click()
    assert drawer.locator(".drawer").is_visible()

    page.get_by_role("link", name="Sources and days").click()
    page.get_by_label("What held on this day").fill("2019-01-01")
    page.get_by_role("button", name="Show what changes").click()
    assert page.get_by_role("heading", level=1).text_content().endswith("on 2019-01-01 and 2026-11-23")
    page.get_by_role("button", name="Keep the result as of 2019-01-01").click()
    page.wait_for_url("**/results/res-*")
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("link", name="Open the whole report").click()
    assert page.get_by_role("heading", name="Outside the light").is_visible()
