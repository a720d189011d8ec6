"""The map of a place by hand, by keys and without any script: it is brought nearer, and leads to the list and back."""

import pytest
from tests.browser.keyboard import SETTLED, stop, tab_to

SCREEN, REPORT = "/results/{town}/street", "/results/{town}/report/page"
WINDOW = "document.querySelector('.window')"
MIDDLE = f"""() => {{ const one = {WINDOW};
  return [(one.scrollLeft + one.clientWidth / 2) / one.scrollWidth, (one.scrollTop + one.clientHeight / 2) / one.scrollHeight]; }}"""
SHOWN_RINGS = """() => [...document.querySelectorAll(".see > :is(.r, .t)")]
  .filter(one => getComputedStyle(one).display !== "none").map(one => one.classList[1])"""


def inside(page, selector):
    """Whether an element lies within the window of the map."""
    one, window = page.locator(selector).bounding_box(), page.locator(".window").bounding_box()
    return (
        window["x"] <= one["x"] + one["width"] / 2 <= window["x"] + window["width"]
        and window["y"] <= one["y"] + one["height"] / 2 <= window["y"] + window["height"]
    )


@pytest.mark.parametrize("path", [SCREEN, REPORT])
@pytest.mark.parametrize("script", [True, False])
def test_a_number_leads_to_the_list_and_the_list_back(visit, served, path, script):
    page = visit(served, path, java_script_enabled=script)
    page.locator(".pin[href='#listed-3']").click()
    entry = page.locator("#listed-3")
    assert entry.is_visible()
    assert page.url.endswith("#listed-3")
    assert page.locator("#listed-3:target").count() == 1
    page.locator("#zoom-8").check()
    entry.get_by_role("link", name="3, Plate reader: show it on the map").click()
    assert page.url.endswith("#see-3")
    assert inside(page, "#see-3")
    assert page.locator("#see-3 ~ .own").is_visible()
    assert not page.locator("#see-2 ~ .own").is_visible()


@pytest.mark.parametrize("path", [SCREEN, REPORT])
def test_the_map_is_brought_nearer_by_keys_and_shows_the_level_that_is_chosen(visit, served, path):
    page = visit(served, path, java_script_enabled=False)
    narrow = page.locator(".sheet").bounding_box()["width"]
    page.locator("#zoom-1").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#zoom-4").is_checked()
    assert page.locator(".sheet").bounding_box()["width"] == pytest.approx(4 * narrow, rel=0.02)
    assert page.locator(".bar-4").is_visible()
    assert not page.locator(".bar-1").is_visible()


def test_one_level_and_one_lens_are_drawn(visit, served):
    page = visit(served, SCREEN)
    for lens, level in (("middle", 3), ("high", 0), ("low", 1)):
        page.locator(f"#lens-{lens}").check()
        page.locator(f"#level-{level}").check()
        shown = page.evaluate(SHOWN_RINGS)
        assert shown
        assert set(shown) == {f"{lens}-{level}"}


def test_the_middle_stays_where_it_is_when_it_grows(visit, served):
    page = visit(served, SCREEN)
    page.locator("#zoom-8").check()
    page.locator(".window").evaluate("one => { one.scrollLeft = 900; one.scrollTop = 500; }")
    page.wait_for_function(f"() => {WINDOW}.scrollLeft === 900")
    page.evaluate(SETTLED)
    before = page.evaluate(MIDDLE)
    page.locator(".window").focus()
    page.keyboard.press("+")
    assert page.locator("#zoom-16").is_checked()
    assert page.evaluate(MIDDLE) == pytest.approx(before, abs=0.01)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.locator("#zoom-4").is_checked()


def test_the_map_is_drawn_along_by_the_mouse(visit, served):
    page = visit(served, SCREEN)
    page.locator("#zoom-8").check()
    page.evaluate(SETTLED)
    before = page.evaluate(f"() => {WINDOW}.scrollLeft")
    box = page.locator(".window").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y - 60, steps=4)
    page.mouse.up()
    page.mouse.move(x + 50, y, steps=2)
    assert page.evaluate(f"() => {WINDOW}.scrollLeft") - before == pytest.approx(120, abs=2)


def test_a_number_is_reached_by_the_tab_key_and_followed(visit, served):
    page = visit(served, SCREEN)
    held = tab_to(page, "a", "3: Plate reader, looks west")
    assert held["outline"] >= 2
    page.keyboard.press("Enter")
    assert page.url.endswith("#listed-3")
    assert "show it on the map" in stop(page)["name"]


def test_numbers_and_list_are_printed(visit, served):
    page = visit(served, REPORT)
    page.emulate_media(media="print")
    assert page.locator(".pin:visible").count() == 7
    assert page.locator(".entries li").last.is_visible()
    assert page.locator(".credits").is_visible()
    assert [one.strip() for one in page.locator(".choice:visible").all_inner_texts()] == [
        "identification, 250 px/m",
        "middle lens",
    ]


def test_of_very_many_cameras_a_page_numbers_some_and_draws_all(visit, served):
    page = visit(served, "/results/{many}/street?page=2")
    assert page.get_by_text("Numbers, cones and entries are those of cameras 201 to 400 of 450").is_visible()
    assert page.locator(".entries li").count() == 200
    dots = page.locator(".dots").get_attribute("d").count("M")
    assert dots + page.locator(".spot").count() == 450


CUT_OFF = """() => { const sheet = document.querySelector(".sheet").getBoundingClientRect();
  return [...document.querySelectorAll(".sheet .pin text")].filter(one => one.getBoundingClientRect().width)
    .map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, at]) => at.left < sheet.left || at.right > sheet.right || at.top < sheet.top || at.bottom > sheet.bottom)
    .map(([text]) => text); }"""
METRES_CUT_OFF = """() => [...document.querySelectorAll(".faces svg")].flatMap(picture => {
  const frame = picture.getBoundingClientRect();
  return [...picture.querySelectorAll("text")].map(one => one.getBoundingClientRect())
    .filter(at => at.left < frame.left || at.right > frame.right).map(at => at.right - frame.right); })"""


@pytest.mark.parametrize("width", [375, 1280])
def test_numbers_at_the_edge_of_the_map_are_not_cut_off(visit, served, width):
    page = visit(served, "/results/{many}/street?page=1")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate(METRES_CUT_OFF) == []
    for zoom in (1, 4, 16):
        page.locator(f"#zoom-{zoom}").check()
        assert page.evaluate(CUT_OFF) == []


def test_credits_stand_with_the_map(visit, served):
    for path in (SCREEN, REPORT):
        assert visit(served, path).locator(".credits").get_by_text("OpenStreetMap contributors").is_visible()
