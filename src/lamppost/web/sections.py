"""Sections of an answer as a page shows them: claims below what they speak of, as many as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lamppost.model.answer import Answer, Claim, Section

_MOST_LINKS = 150
"""Links of chains on one page."""
_MOST_ROOTS = 50
"""Claims of a section on one page, with what stands below them."""
_FEWEST = 4
"""Claims that every section shows, if it has them."""
_STEP = "  "


@dataclass(slots=True, kw_only=True)
class Node:
    """A claim, and those below it."""

    claim: Claim
    below: list["Node"] = field(default_factory=list)

    @property
    def n_links(self) -> int:
        """Links of its chain and of those below it; a claim without any counts as one."""
        return max(1, len(self.claim.chain)) + sum(one.n_links for one in self.below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section, or a page of it."""

    section: Section
    nodes: Sequence[Node]
    n_more: int
    """Claims that are not shown, those below others aside."""
    is_tree: bool


def grow(claims: Sequence[Claim]) -> list[Node]:
    """The claims as trees: one that is indented stands below the last one that is less so."""
    roots: list[Node] = []
    path: list[tuple[int, Node]] = []
    for claim in claims:
        depth = len(claim.text) - len(claim.text.lstrip(" "))
        node = Node(claim=claim)
        while path and path[-1][0] >= depth:
            path.pop()
        (path[-1][1].below if path else roots).append(node)
        path.append((depth, node))
    return roots


def overview(answer: Answer) -> list[Part]:
    """Every section that says something, each with as many claims as there is room for."""
    parts, n_links = [], 0
    for section in answer.sections:
        if not section.claims and section.not_held is None:
            continue
        roots = grow(section.claims)
        n_shown = 0
        for node in roots[:_MOST_ROOTS]:
            if n_shown >= _FEWEST and n_links + node.n_links > _MOST_LINKS:
                break
            n_links += node.n_links
            n_shown += 1
        parts.append(_part(section, roots[:n_shown], len(roots) - n_shown))
    return parts


def pages_of(section: Section) -> list[Part]:
    """A section page by page; one page where it has no claim."""
    pages: list[list[Node]] = [[]]
    n_links = 0
    for node in grow(section.claims):
        if pages[-1] and (len(pages[-1]) == _MOST_ROOTS or n_links + node.n_links > _MOST_LINKS):
            pages.append([])
            n_links = 0
        pages[-1].append(node)
        n_links += node.n_links
    return [_part(section, nodes, 0) for nodes in pages]


def _part(section: Section, nodes: Sequence[Node], n_more: int) -> Part:
    is_tree = any(claim.text.startswith(_STEP) for claim in section.claims)
    return Part(section=section, nodes=nodes, n_more=n_more, is_tree=is_tree)
