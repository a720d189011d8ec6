"""Words that a shell is offered: names of what lamppost ships, and ids of a result document. Nothing heavy is imported for them."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from lamppost.model.language import LANGUAGES

Words = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]
PACKS = Path(__file__).parents[1] / "packs"
MOST_BYTES = 64 << 20
"""Of a result document that is looked into for ids; of a larger one the beginning."""
_ID = re.compile(rb'"((?:dev|dst|site|ast|ver)-[0-9a-f]{12,})"')
_HELD = {"company": "organisations", "brand": "brands", "law": "laws", "list": "lists", "place": "places"}
"""What `ask` is asked for, and the packs whose files are named by it."""


def policies(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[Any]]:
    """Policies that ship; folders where none begins so."""
    del context, parameter
    found = _beginning(begun, (one.parent.name for one in (PACKS / "policies").glob("*/policy.yml")))
    return found or [CompletionItem(begun, type="dir")]


def names(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[Any]]:
    """Ids of the companies, brands, laws, lists or places that are held, by what is asked for."""
    del parameter
    folder = PACKS / _HELD.get(str(context.params.get("subject")), "none")
    held = {one.stem for one in folder.glob("*.yml")} | {one.parent.name for one in folder.glob("*/*.yml")}
    return _beginning(begun, held - {"pack", folder.name})


def ids(*kinds: str) -> Words:
    """What offers the ids of the result document that the command line names.

    Args:
        kinds: What they begin with: `dev`, `dst`, `site`, `ast`, `ver`.
    """

    def offered(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[Any]]:
        del parameter
        path = context.params.get("result")
        found = _ids_in(Path(path)) if path else set()
        return _beginning(begun, (one for one in found if one.split("-")[0] in kinds))

    return offered


def languages(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[Any]]:
    """Codes of the languages, each with its own name."""
    del context, parameter
    return [CompletionItem(code, help=name) for code, name in LANGUAGES.items() if code.startswith(begun)]


def _ids_in(path: Path) -> set[str]:
    try:
        if not path.is_file():
            return set()
        with path.open("rb") as file:
            return {found.decode("ascii") for found in _ID.findall(file.read(MOST_BYTES))}
    except OSError:
        return set()


def _beginning(begun: str, words: Iterable[str]) -> list[CompletionItem[Any]]:
    return [CompletionItem(word) for word in sorted(words) if word.startswith(begun)]
