"""Every page in a real browser: axe, no request elsewhere, no complaint, nothing to scroll sideways."""

from datetime import date
from importlib import resources

import pytest
from tests.browser.addresses import FIRST, REFUSALS
from tests.report.made_result import made_result

from lamppost import pipeline

WIDTHS = (320, 375, 640, 1280)
"""The third is as wide as a window of the last is at 200 %."""
LOOKS = (("light", 1280), ("dark", 320))
"""Axe is slow: colours differ by theme, and what is shown by width."""
OTHER_LOOKS = (("dark", 1280), ("light", 320))
"""Two at once may hide each other's faults: these are looked at by the slow tests."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Axe's names of the success criteria A and AA of WCAG 2.0, 2.1 and 2.2; of 2.2 it has no rules of level A."""
STATUS = "() => performance.getEntriesByType('navigation')[0].responseStatus"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def axe(chromium):
    """The script of axe-core."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page):
    """What axe finds, each with where it is."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def seen_by(page, looks):
    """The violations in each of these looks."""
    wrong = []
    for theme, width in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{theme} {width}: {one}" for one in violations(page)]
    return wrong


@pytest.fixture
def go(request):
    """Opens one of the pages; that of a look that is under way in a place of its own."""
    slow = "{look}" in request.node.callspec.params["path"]
    server = request.getfixturevalue("own" if slow else "served")
    visit = request.getfixturevalue("visit")  # after its server, so that it is closed before it

    def opened(path):
        if not slow:
            return visit(server, path)
        page = visit(server)
        page.set_input_files("#file", {"name": "slow-a.pcap", "mimeType": "", "buffer": b"x"})
        page.get_by_role("button", name="Look").click()
        page.wait_for_url("**/looks/1")
        return page

    return opened


@pytest.mark.parametrize("path", FIRST)
def test_a_page_has_no_violation_and_nothing_to_scroll_sideways(go, axe, path):
    page = go(path)
    assert page.title().endswith("lamppost")
    assert (page.evaluate(STATUS) == 200) is (path not in REFUSALS)
    page.evaluate(axe)
    wrong = seen_by(page, LOOKS)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"scrolls sideways at {width}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("path", FIRST)
def test_a_page_has_no_violation_in_its_other_looks(go, axe, path):
    page = go(path)
    page.evaluate(axe)
    assert seen_by(page, OTHER_LOOKS) == []


def test_the_page_for_the_auditor_has_no_violation_either(chromium, axe, tmp_path):
    shared = pipeline.share(made_result(), "partner", bytes(range(32)), date(2026, 11, 27))
    path = tmp_path / "auditor.html"
    path.write_bytes(shared.files["auditor.html"])
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.evaluate(axe)
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate(SIDEWAYS) == 0
    page.close()


@pytest.mark.parametrize("path", sorted(REFUSALS))
def test_a_refusal_is_a_page_of_its_own(go, path):
    assert go(path).get_by_text("Status 4").is_visible()


def test_axe_sees_what_is_wrong(visit, served, axe):
    page = visit(served)
    page.evaluate(axe)
    page.evaluate("() => { document.querySelector('label[for=as_of]').remove(); document.title = '' }")
    found = " ".join(violations(page))
    assert "label: " in found
    assert "document-title: " in found


def test_what_is_too_wide_is_seen(visit, served):
    page = visit(served, viewport={"width": 320, "height": 800})
    page.evaluate("() => { document.querySelector('h1').style.minWidth = '400px' }")
    assert page.evaluate(SIDEWAYS) > 0


def test_what_asks_another_host_is_blocked_and_seen(visit, served):
    page = visit(served)
    page.evaluate("() => fetch('http://192.0.2.1/').catch(() => null)")
    with page.expect_event("requestfailed"):
        page.evaluate("() => { location.href = 'http://192.0.2.2/' }")
    assert "Content Security Policy" in visit.wrong[0]
    assert visit.wrong[-1] == "asked another host: http://192.0.2.2/"
    visit.wrong.clear()
