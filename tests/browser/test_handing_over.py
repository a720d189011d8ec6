"""What the first page does with a script: files are dropped on it, and a question is answered once."""

from tests.browser.conftest import LOOK_MS
from tests.browser.holding import CAPTURE, SAMPLES

HELD = "() => [...document.querySelector('#file').files].map(one => one.name)"


def drag(page, kind, *paths, y=20):
    """What a browser tells when files of the machine are dragged over the middle of a page."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchDragEvent", {"type": kind, "x": 600, "y": y, "data": data})


def is_marked(page):
    """Whether the field says that it takes what is dragged."""
    return page.evaluate("() => document.body.classList.contains('dropping')")


def test_files_that_are_dropped_are_handed_over(own, visit):
    page = visit(own)
    assert page.get_by_text("Or drop them anywhere on this page.").is_visible()
    drag(page, "dragEnter", CAPTURE)
    drag(page, "dragOver", CAPTURE)
    assert is_marked(page)
    drag(page, "drop", CAPTURE)
    assert not is_marked(page)
    assert page.evaluate(HELD) == ["made-network.pcap"]
    assert page.get_by_role("status").first.text_content() == "made-network.pcap"
    page.get_by_role("button", name="Look").click()
    page.wait_for_url("**/results/res-*", timeout=LOOK_MS)


def test_the_story_goes_from_what_was_dropped_to_a_letter_without_a_break(own, visit):
    page = visit(own)
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(page, kind, CAPTURE)
    page.get_by_role("checkbox", name="no-outside-reach").check()
    page.get_by_role("button", name="Look").click()
    page.wait_for_url("**/results/res-*", timeout=LOOK_MS)
    page.get_by_role("navigation").get_by_role("link", name="fail", exact=False).first.click()
    page.locator("a[href*='/things/']").first.click()
    page.get_by_role("link", name="Write a letter").first.click()
    page.locator(".letter-kinds a", has_text="supplier").click()
    letter = page.get_by_label("The same as plain text").input_value()
    assert "Hikvision" in letter
    assert "violat" not in letter.lower()
    with page.expect_download() as taking:
        page.locator("a[download]").first.click()
    assert taking.value.suggested_filename.startswith("letter")


def test_a_map_that_is_dropped_opens_what_is_asked_of_maps_and_leads_to_its_place(own, visit):
    page = visit(own)
    assert not page.get_by_label("A place that the map outlines").is_visible()
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(page, kind, SAMPLES / "made-town.osm")
    page.get_by_label("A place that the map outlines").fill("Old Lampton")
    page.get_by_label("Levels of this standard").select_option("iec-62676-4-2025")
    page.get_by_role("button", name="Look").click()
    page.wait_for_url("**/results/res-*/street", timeout=LOOK_MS)
    assert page.get_by_role("heading", name="The map of Old Lampton").is_visible()
    assert page.get_by_role("group", name="Level of IEC 62676-4:2025", exact=False).is_visible()


def test_files_that_are_dragged_on_leave_no_mark(served, visit):
    page = visit(served)
    drag(page, "dragEnter", CAPTURE)
    drag(page, "dragOver", CAPTURE, y=400)  # from one element to another
    assert is_marked(page)
    # the protocol does not tell a page that the window is left
    page.evaluate(
        "() => document.elementFromPoint(600, 400).dispatchEvent(new Event('dragleave', {bubbles: true}))"
    )
    assert not is_marked(page)
    assert page.evaluate(HELD) == []


def test_a_folder_that_is_dropped_is_refused_in_words(served, visit, tmp_path):
    page = visit(served)
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(page, kind, tmp_path)
    assert page.get_by_text("That is a folder.").is_visible()
    assert page.evaluate(HELD) == []


def test_what_a_policy_asks_is_shown_below_it_once_it_is_chosen_and_answered_once(own, visit):
    page = visit(own)
    asks = [
        page.get_by_role("group", name=f"What {one} asks") for one in ("us-ndaa-889", "uk-sensitive-sites")
    ]
    assert asks[0].is_visible()
    assert not asks[1].is_visible()
    asks[0].locator("[data-fact=site]").select_option("public_safety")
    page.get_by_role("checkbox", name="uk-sensitive-sites").check()
    assert asks[1].is_visible()
    assert asks[1].locator("[data-fact=site]").input_value() == "public_safety"


def test_without_a_script_what_a_policy_asks_is_shown_as_well(own, visit):
    page = visit(own, java_script_enabled=False)
    asks = page.get_by_role("group", name="What uk-sensitive-sites asks")
    assert not asks.is_visible()
    page.get_by_role("checkbox", name="uk-sensitive-sites").check()
    assert asks.is_visible()
