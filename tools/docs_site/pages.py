"""Every page of the site: those of `docs/` as they stand, and those that are made."""

from pathlib import Path

from docs_site import columns, commands, decisions, documents, functions, holdings, readers, rules, settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = (commands, rules, readers, columns, documents, holdings, settings, functions, decisions)


def made() -> dict[str, str]:
    """The pages that are made of code and packs, by their paths."""
    pages: dict[str, str] = {}
    for one in MADE:
        pages |= one.pages()
    return pages


def written() -> dict[str, Path]:
    """The files of `docs/`, pages and pictures, by their paths."""
    return {path.relative_to(DOCS).as_posix(): path for path in sorted(DOCS.rglob("*")) if path.is_file()}


def title_of(text: str) -> str:
    """What heads a page.

    Raises:
        ValueError: Nothing does.
    """
    first = text.partition("\n")[0]
    if not first.startswith("# "):
        raise ValueError(f"a page begins with {first!r}, not with its title")
    return first[2:].strip()
