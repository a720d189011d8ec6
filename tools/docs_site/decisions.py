"""The index of the decision records."""

import re
from pathlib import Path

from docs_site.marking import page, table, words

DECISIONS = Path(__file__).resolve().parents[2] / "docs" / "decisions"


def pages() -> dict[str, str]:
    """The page by its path."""
    rows = []
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        text = path.read_text("utf-8")
        title = re.sub(r"^\d+\.\s*", "", text.partition("\n")[0].removeprefix("#").strip())
        status = re.search(r"^\**Status\**: (\w+)", text, re.MULTILINE)
        rows.append(
            (path.name[:4].lstrip("0"), f"[{words(title)}]({path.name})", words(status[1]) if status else "")
        )
    return {
        "decisions/index.md": page(
            "Decisions",
            "What was decided, what it was weighed against and what was measured. A record is not rewritten; a later one says that it replaces it.",
            table(("", "decision", "status"), rows),
        )
    }
