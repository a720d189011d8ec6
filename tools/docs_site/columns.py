"""Every column of every table that is read or written."""

import inspect
import re

import msgspec

from docs_site.described import meaning
from docs_site.marking import code, page, table, words
from lamppost.knowledge.answers.spread import Difference, SpreadRow
from lamppost.model.sheets import FIELDS
from lamppost.observe.flow_table.headings import HEADINGS
from lamppost.report.annotated.columns import MARK, Beside
from lamppost.report.csv.renderer import COLUMNS, OF_PLACES
from lamppost.report.sqlite.views import VIEWS
from lamppost.report.tables.every import TABLES


def pages() -> dict[str, str]:
    """The page by its path."""
    return {
        "reference/columns.md": page(
            "Columns",
            "## CSV of a result",
            "`-o FILE.csv`, and `--inventory`. One row for each device, row of a list or camera, and for what was counted, not read or suppressed "
            "(`row` says which).",
            _names(COLUMNS),
            "A result of a map has these behind them:",
            _names(OF_PLACES),
            "## Copy of a list",
            f"`--annotate FILE`. Your columns stay; behind them stand these, each with “{MARK}: ” before it; one more for each policy.",
            _names(annotated()),
            "## Workbook and database",
            "`-o FILE.xlsx` and `-o FILE.sqlite`; what each holds: [tables of a report](report-tables.md).",
            table(
                ("table", "one row is", "columns"),
                [
                    (code(one.name), words(one.means), ", ".join(code(column.name) for column in one.columns))
                    for one in TABLES
                ],
            ),
            "Views of the database:",
            table(("view", "statement"), [(code(name), code(text)) for name, text in VIEWS.items()]),
            "## Supplies of a country",
            "`lamppost ask country --table`.",
            *(
                f"{title}\n\n"
                + table(
                    ("column", "means"),
                    [(code(name), words(meaning(kind.__name__, name))) for name in kind.__struct_fields__],
                )
                for title, kind in supplied()
            ),
            "## Flow tables that are read",
            "Which headings are taken for which field; `--flow-columns FIELD=COLUMN` says it where none fits. More: [flow tables](flow-tables.md).",
            table(
                ("field", "headings, the first that is there"),
                [(code(field), ", ".join(map(code, names))) for field, names in HEADINGS.items()],
            ),
            "## Lists that are read",
            "`--column FIELD=COLUMN` takes one of: "
            + ", ".join(map(code, FIELDS))
            + ". More: [lists and inventories](../guide/lists.md).",
        )
    }


def annotated() -> list[str]:
    """The headings of a copy, as they stand in the code that writes them."""
    source = inspect.getsource(Beside.headings.fget)  # type: ignore[attr-defined]
    lists = re.findall(r"told \+?= \[(.*?)\]\n", source)
    return [
        text.replace("{self._as_of}", "DAY").replace("{plain(policy)}", "POLICY")
        for one in lists
        for text in re.findall(r'f?"([^"]+)"', one.partition(" for ")[0])
    ]


def supplied() -> list[tuple[str, type[msgspec.Struct]]]:
    """The kinds of rows of `ask country --table`, without and with `--between`."""
    return [("Without `--between`:", SpreadRow), ("With it:", Difference)]


def _names(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(code, names)) + "."
