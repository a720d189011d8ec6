"""What users ask of their browser, or of paper: print, less motion, colours of their own."""

import pytest
from tests.browser.addresses import ONE_EACH

WHITE = "rgb(255, 255, 255)"
MOVES = """() => [document.documentElement, ...document.querySelectorAll("*")].filter(one => {
  const style = getComputedStyle(one);
  return style.scrollBehavior === "smooth" || style.animationName !== "none" ||
         style.transitionDuration.split(", ").some(time => parseFloat(time) > 0);
}).length"""
CLOSED = """() => [...document.querySelectorAll("main details > :not(summary)")]
  .filter(one => one.parentElement.getClientRects().length && one.getBoundingClientRect().height === 0).length"""
OTHER_COLOURS = """() => {
  const canvas = document.createElement("span");
  document.body.append(canvas);
  const theirs = ["Canvas", "CanvasText", "LinkText", "GrayText"].map(name => {
    canvas.style.cssText = `forced-color-adjust: none; color: ${name}`;
    return getComputedStyle(canvas).color;
  });
  canvas.remove();
  return [...document.querySelectorAll("svg:not([aria-hidden=true]) :is(path, rect, text, circle, line)")]
    .filter(one => [getComputedStyle(one).fill, getComputedStyle(one).stroke]
      .some(colour => colour !== "none" && !colour.startsWith("url(") && !theirs.includes(colour)))
    .map(one => one.outerHTML.slice(0, 120));
}"""
"""What is drawn in colours that are not the user's; the patterns of a map keep theirs, which its legend explains."""


@pytest.mark.parametrize("path", ONE_EACH)
def test_print_is_light_without_navigation_and_with_open_drawers(visit, served, path):
    page = visit(served, path, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == WHITE
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for shown in page.get_by_role("navigation").all() + page.get_by_role("button").all():
        assert not shown.is_visible()
    assert page.locator("form:visible").count() == 0
    assert page.evaluate(CLOSED) == 0
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("path", ONE_EACH)
def test_a_page_has_the_colours_and_the_stillness_that_are_asked_for(visit, served, path):
    page = visit(served, path, forced_colors="active", reduced_motion="reduce")
    assert page.evaluate(MOVES) == 0
    assert page.evaluate(OTHER_COLOURS) == []
    for badge in page.locator(".badge:visible").all()[:3]:
        assert badge.evaluate("one => getComputedStyle(one).borderTopStyle") != "none"
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_what_moves_is_seen(visit, served):
    assert visit(served, reduced_motion="no-preference").evaluate(MOVES) > 0
