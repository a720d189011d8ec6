"""A page by its keyboard alone: each stop of the Tab key is checked to be seen and left again."""

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  window.stops ??= new Map();
  if (!window.stops.has(one)) window.stops.set(one, window.stops.size);
  const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2],
                   [(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
  return {
    number: window.stops.get(one),
    tag: one.localName,
    type: one.type ?? "",
    href: one.getAttribute("href") ?? "",
    name: (one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent).trim().replace(/\\s+/g, " "),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: one.ownerSVGElement
      ? box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
      : corners.some(([x, y]) => one.contains(document.elementFromPoint(x, y)) ||
                                   document.elementFromPoint(x, y)?.contains(one)) && box.width > 1 && box.height > 1,
  };
}"""
"""What has the focus: what it is, how thick its outline is, and whether a part of it can be seen; of a shape in a drawing
the outline around it is what is seen."""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
MOST_STOPS = 400
OUTLINE_PX = 2
_OF_PARTS = {"date"}
"""Kinds of fields that a browser stops at more than once: at the year, the month, the day."""


def stop(page, key="Tab"):
    """Press a key; what has the focus then is checked to be seen."""
    page.keyboard.press(key)
    held = page.evaluate(FOCUS)
    if held is not None:
        assert held["outline"] >= OUTLINE_PX, f"{held} has no outline"
        assert held["seen"], f"{held} cannot be seen"
    return held


def every_stop(page):
    """The stops from the beginning of a page until the focus leaves it; it leaves it, and stops nowhere twice."""
    met = []
    for _ in range(MOST_STOPS):
        held = stop(page)
        if held is None:
            return met
        if not met or met[-1] != held:
            assert held["number"] == len(met), f"{held} was met before: the focus is trapped"
            met.append(held)
        else:
            assert held["type"] in _OF_PARTS, f"{held} holds the focus"
    raise AssertionError(f"the focus does not leave the page within {MOST_STOPS} stops")


def tab_to(page, tag, name, href=""):
    """Press Tab until an element of a name has the focus, or a link of an address."""
    for _ in range(MOST_STOPS):
        held = stop(page)
        if held is not None and held["tag"] == tag and name in held["name"] and href in held["href"]:
            return held
    raise AssertionError(f"no Tab leads to {tag} {name}{href}")
