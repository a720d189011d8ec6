"""Every format that a report is written in: the one list that the command line, the pages and the documentation read."""

from collections.abc import Mapping
from dataclasses import dataclass

from lamppost.model.language import noted, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format, as a user meets it; its renderer lies in the folder of its name."""

    name: str
    """What `-f` calls it."""
    title: str
    """A message where it is no name; `tr` says it."""
    use: str
    """What it is for, in a few words; a message."""
    suffixes: tuple[str, ...]
    """Endings of its files, the usual one first."""
    media_type: str
    is_text: bool = True
    """Whether it is text in UTF-8; else it is octets that no terminal shows."""
    is_spoken: bool = False
    """Whether it is for people, in their language; else its words are the same for all, and English."""
    needs: str | None = None
    """What has to be on the machine besides lamppost; a message."""


_ALL = (
    Format(
        name="terminal",
        title=noted("Text"),
        use=noted("as the terminal shows it"),
        suffixes=(".txt",),
        media_type="text/plain",
        is_spoken=True,
    ),
    Format(
        name="json",
        title="JSON",
        use=noted("the result document itself, for programs and for lamppost"),
        suffixes=(".json",),
        media_type="application/json",
    ),
    Format(
        name="html",
        title="HTML",
        use=noted("one page that loads nothing, to open in a browser"),
        suffixes=(".html", ".htm"),
        media_type="text/html",
        is_spoken=True,
    ),
    Format(
        name="pdf",
        title="PDF",
        use=noted("the same page for paper and records, printed by a browser on this machine"),
        suffixes=(".pdf",),
        media_type="application/pdf",
        is_text=False,
        needs=noted("Chromium, Google Chrome or Microsoft Edge"),
        is_spoken=True,
    ),
    Format(
        name="xlsx",
        title="XLSX",
        use=noted("a workbook: devices or rows, destinations, verdicts, and the links of every chain"),
        suffixes=(".xlsx",),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        is_text=False,
    ),
    Format(
        name="csv",
        title="CSV",
        use=noted("one table for a spreadsheet"),
        suffixes=(".csv",),
        media_type="text/csv",
    ),
    Format(
        name="sqlite",
        title="SQLite",
        use=noted("a database of one file with views, for SQL and for Datasette"),
        suffixes=(".sqlite", ".sqlite3", ".db"),
        media_type="application/vnd.sqlite3",
        is_text=False,
    ),
    Format(
        name="md",
        title="Markdown",
        use=noted("for wikis and tickets"),
        suffixes=(".md",),
        media_type="text/markdown",
        is_spoken=True,
    ),
    Format(
        name="sarif",
        title="SARIF 2.1.0",
        use=noted("verdicts, for code scanning"),
        suffixes=(".sarif",),
        media_type="application/sarif+json",
    ),
    Format(
        name="ocsf",
        title="OCSF 1.8.0",
        use=noted("devices and verdicts as events, for SIEMs and security lakes"),
        suffixes=(".ocsf.json", ".ocsf"),
        media_type="application/x-ndjson",
    ),
    Format(
        name="ftm",
        title="FollowTheMoney",
        use=noted("makers, owners and lists as entities, for Aleph and the OpenSanctions tools"),
        suffixes=(".ftm.json", ".ftm"),
        media_type="application/x-ndjson",
    ),
    Format(
        name="geojson",
        title="GeoJSON",
        use=noted("the countries that destinations are registered in, for maps; not places of devices"),
        suffixes=(".geojson",),
        media_type="application/geo+json",
    ),
    Format(
        name="junit",
        title="JUnit",
        use=noted("verdicts, for build servers"),
        suffixes=(".xml",),
        media_type="application/xml",
    ),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""By name, in the order in which they are offered."""
SUFFIXES: Mapping[str, str] = {suffix: one.name for one in _ALL for suffix in one.suffixes}
"""Endings of reports, and their formats."""


def format_by_ending(name: str) -> str | None:
    """The format of a file of this name, by the longest ending that fits; None where none does."""
    found = [suffix for suffix in SUFFIXES if name.lower().endswith(suffix) and len(name) > len(suffix)]
    return SUFFIXES[max(found, key=len)] if found else None


def endings() -> str:
    """The usual ending of each format, in words; those that do not say the format say it."""
    told = [
        one.suffixes[0]
        if one.name in (*one.suffixes[0].split("."), "terminal")
        else f"{one.suffixes[0]} ({tr(one.title)})"
        for one in _ALL
    ]
    return tr("{those} or {last}", those=", ".join(told[:-1]), last=told[-1])
