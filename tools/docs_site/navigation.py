"""Which page stands where; a page that stands nowhere fails the build."""

from collections.abc import Iterator, Mapping

Place = str | tuple[str, list["Place"]] | tuple[str, str]
"""A page by its path; a page with a title of its own; or a heading with what is below it."""

FIRST: list[Place] = [
    ("Home", "index.md"),
    (
        "Start",
        [("Five minutes", "start.md"), "reading-a-finding.md", "may-i-capture.md", "how-to-capture.md"],
    ),
    (
        "For whom",
        [
            ("Security team", "for/security-team.md"),
            ("Procurement officer", "for/procurement.md"),
            ("Journalist", "for/journalist.md"),
            ("Resident", "for/resident.md"),
            ("Developer", "for/developer.md"),
        ],
    ),
]
GUIDES = (
    "install",
    "look",
    "lists",
    "logs",
    "watch",
    "streets",
    "walks",
    "ask",
    "check",
    "suppressions",
    "report",
    "diff",
    "share",
    "letter",
    "serve",
    "packs",
    "doctor",
    "completion",
    "sensors",
    "service",
    "container",
    "home-assistant",
)
"""Pages of `guide/` in the order of use; others follow by name."""
ADDING = ("index", "reader", "fingerprint", "list", "policy", "format")
TRUST: list[Place] = [
    "security-model.md",
    "never.md",
    "data-policy.md",
    "risks.md",
    "corrections.md",
    "fuzzing.md",
]
REFERENCE: list[Place] = [
    ("Exit statuses", "reference/exit-status.md"),
    ("Settings", "reference/settings.md"),
    ("Formats read", "reference/formats-read.md"),
    ("Formats written", "reference/formats-written.md"),
    ("Columns", "reference/columns.md"),
    ("Result document", "reference/result-document.md"),
    ("Bundle", "reference/shared-document.md"),
    ("Answer document", "reference/answer-document.md"),
    ("Difference document", "reference/difference-document.md"),
    ("Files of packs", "reference/pack-files.md"),
    ("What the packs hold", "reference/packs.md"),
    ("From Python", "reference/python.md"),
]
"""Pages of the reference that are made; the written ones follow by name."""


def navigation(paths: Mapping[str, str]) -> list[Place]:
    """The pages in their places.

    Args:
        paths: Every page by its path, with its title.
    """
    left = set(paths)

    def below(folder: str, *first: str) -> list[Place]:
        held = [f"{folder}/{name}.md" for name in first if f"{folder}/{name}.md" in left]
        held += sorted(path for path in left - set(held) if path.rpartition("/")[0] == folder)
        return list(held)

    commands = [("All commands", "reference/commands/index.md"), *below("reference/commands")[:]]
    rules = [("All rules", "reference/rules/index.md"), *below("reference/rules")[:]]
    made = {path for one in REFERENCE for path in every_path([one])}
    written = [one for one in below("reference") if one not in made]
    placed: list[Place] = [
        *FIRST,
        ("Guides", below("guide", *GUIDES)),
        ("Adding", below("adding", *ADDING)),
        (
            "Reference",
            [
                ("Commands", [one for one in commands if one != "reference/commands/index.md"]),
                ("Rules", [one for one in rules if one != "reference/rules/index.md"]),
                *REFERENCE,
                ("In depth", written),
            ],
        ),
        ("Trust", TRUST),
        (
            "Decisions",
            [
                ("All decisions", "decisions/index.md"),
                *(one for one in below("decisions") if one != "decisions/index.md"),
            ],
        ),
    ]
    others = sorted(left - set(every_path(placed)))
    return [*placed, ("More", list(others))] if others else placed


def every_path(places: list[Place]) -> Iterator[str]:
    """Every page that stands somewhere."""
    for one in places:
        if isinstance(one, str):
            yield one
        elif isinstance(one[1], str):
            yield one[1]
        else:
            yield from every_path(one[1])


def as_toml(places: list[Place]) -> str:
    """The places as TOML has them."""
    return "[" + ", ".join(_place(one) for one in places) + "]"


def _place(one: Place) -> str:
    if isinstance(one, str):
        return _text(one)
    below = _text(one[1]) if isinstance(one[1], str) else as_toml(one[1])
    return f"{{{_text(one[0])} = {below}}}"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
