"""The list of pages that the browser looks at is whole."""

from tests.browser.addresses import NO_PAGES, PAGES

from lamppost.web.app import ROUTES


def test_every_route_is_looked_at_in_a_browser_or_shows_no_page():
    shown = {route.path for route in ROUTES if not route.path.startswith("/api/")}
    assert shown == {path for path in PAGES if path.startswith("/")} | set(NO_PAGES)
    assert not set(PAGES) & set(NO_PAGES)
    assert all(PAGES.values())
