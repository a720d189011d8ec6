"""What a screen reader is told: headings in order, landmarks, a name for everything that can be used."""

from itertools import pairwise

import pytest
from tests.browser.addresses import ONE_EACH, REPORTS

USED = {
    "button",
    "checkbox",
    "combobox",
    "Date",
    "link",
    "progressbar",
    "radio",
    "searchbox",
    "textbox",
    "DisclosureTriangle",
}
"""Roles of what can be used, as Chromium's tree has them."""


def told(page):
    """Role, name and properties of everything that a page's accessibility tree tells."""
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true }")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", "").strip(),
            {one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        )
        for node in _in_order(nodes)
        if not node["ignored"]
    ]


def _in_order(nodes):
    """The nodes of a tree as they are read out, which is not how they are listed."""
    held = {node["nodeId"]: node for node in nodes}
    ahead = [nodes[0]]
    while ahead:
        node = ahead.pop()
        yield node
        ahead += [held[one] for one in reversed(node.get("childIds", [])) if one in held]


@pytest.mark.parametrize("path", ONE_EACH)
def test_a_page_is_told_with_headings_in_order_landmarks_and_names(visit, served, path):
    nodes = told(visit(served, path))
    assert_headings([(properties["level"], name) for role, name, properties in nodes if role == "heading"])
    assert_landmarks([(role, name) for role, name, _ in nodes], path)
    used = [(role, name) for role, name, _ in nodes if role in USED]
    assert used
    assert [one for one in used if not one[1]] == []


def assert_headings(headings):
    """One of the first level, which comes first; none is skipped; each has a name."""
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert [level for level, name in headings if not name] == []


def assert_landmarks(nodes, path):
    """One of each, and navigations that are told apart."""
    roles = [role for role, _ in nodes]
    assert [roles.count(one) for one in ("banner", "main", "contentinfo")] == [1, 1, 1]
    names = [name for role, name in nodes if role == "navigation"]
    assert names
    assert all(names)
    assert len(names) == len(set(names))
    assert path in REPORTS or "Screens" in names


def test_roles_of_a_table_stay_where_it_is_shown_as_blocks(visit, served):
    page = visit(served, "/results/{capture}", viewport={"width": 320, "height": 800})
    assert page.get_by_role("table").is_visible()
    assert page.get_by_role("row").count() > 1
    assert page.get_by_role("rowheader").count() > 1
