"""Every setting: variables, the file of facts about the user, and the file of suppressions."""

import re
from pathlib import Path

from docs_site.commands import every_command
from docs_site.marking import code, page, table, words
from lamppost import pipeline
from lamppost.model.settings import SETTINGS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lamppost"
_MEANS = {
    "LAMPPOST_AS_OF": "the day asked about, where no `--as-of` is given",
    "LAMPPOST_BROWSER": "the browser that prints a PDF",
    "LAMPPOST_DEBUG": "where set, a fault of lamppost is shown with where it happened; report it with that text",
    "LAMPPOST_KERNELS": "the folder in which compiled parts of the decoder are kept; empty: they are not kept",
    "LAMPPOST_LANG": "the language of what people read, where no `--lang` is given",
    "LAMPPOST_REQUIRE_SIGNED": "where `1`, packs of yours that no trusted key signed are refused",
}
"""What each variable is for."""
_OF_OTHERS = {
    "NO_COLOR": "no colour in the terminal, unless `--color always` is given",
    "TMPDIR": "where temporary files lie",
    "XDG_CACHE_HOME": "where compiled packs and compiled parts of the decoder are kept (`lamppost/` in it)",
    "XDG_CONFIG_HOME": "where trusted keys are kept",
    "XDG_DATA_HOME": "where `serve` keeps results",
    "XDG_STATE_HOME": "where `watch` keeps what it has read",
}
"""Variables that are not ours."""


def variables() -> list[str]:
    """Every variable that the source names."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        found |= set(re.findall(r"\bLAMPPOST_[A-Z_]+\b", path.read_text("utf-8")))
    return sorted(found)


def pages() -> dict[str, str]:
    """The page by its path."""
    told = variables()
    if told != sorted(_MEANS):
        raise ValueError(f"the variables are {told}; told are {sorted(_MEANS)}")
    policies = pipeline.load_packs().policies
    options: dict[str, list[str]] = {}
    for name, command in every_command():
        for one in command.params:
            if isinstance(one.envvar, str):
                options.setdefault(one.envvar, []).append(f"{name} {one.opts[-1]}")
    return {
        "reference/settings.md": page(
            "Settings",
            "A flag comes before a variable, a variable before `lamppost.toml` in the folder that the command is run in, and that before the default: "
            "[what is in hand, and settings](../guide/doctor.md). No other folder is looked into.",
            "## Settings",
            table(
                ("key of `lamppost.toml`", "variable", "the option that wins", "commands"),
                [
                    (
                        code(one.name),
                        code(one.variable),
                        code(f"--{one.name.replace('_', '-')}"),
                        ", ".join(map(code, one.commands)) or "every one",
                    )
                    for one in SETTINGS
                ],
            ),
            "A table `[context]` of the file holds facts about you, as a file for `--context` does.",
            "## Variables",
            table(
                ("variable", "what it is for", "the option that wins"),
                [
                    (code(name), _MEANS[name], ", ".join(code(one) for one in options.get(name, [])))
                    for name in told
                ],
            ),
            "Those of others that are minded:",
            table(("variable", "what it is for"), [(code(name), text) for name, text in _OF_OTHERS.items()]),
            "## Facts about you (`--context FILE`)",
            "A TOML file with a table `[context]`; what you leave out is unknown, and stays `open` with the question. "
            "`lamppost doctor --policy NAME` prints the lines to fill in. A key that no chosen policy asks for is refused.",
            table(
                ("key", "answer", "asked by", "question"),
                [
                    (
                        code(one.key),
                        ", ".join(map(code, one.values)) if one.values else code(one.type),
                        f"[{code(name)}](rules/{name}.md)",
                        words(one.text),
                    )
                    for name, held in policies.items()
                    for one in held.policy.questions
                ],
            ),
            "## Suppressions (`--suppressions FILE`)",
            "[Verdicts that you except](../guide/suppressions.md): who, why, until when.",
        )
    }
