"""The page of the report as PDF, printed by the user's own browser: tagged, with its language, title and outline.

The same octets for the same result, browser and fonts: the time of printing is replaced by the day asked about.
"""

import re
from datetime import date

from lamppost.model.errors import LamppostError
from lamppost.model.language import number, tr
from lamppost.model.result import ResultDocument
from lamppost.report.html.renderer import render as render_page
from lamppost.report.pdf.browser import printed

FORMAT = "pdf"
SUFFIX = ".pdf"

MOST_LETTERS = 3_000_000
"""Of a page: browsers print longer ones for minutes, or never."""
_PAPER = "<style>@page{size:A4}</style></head>"
_TIME = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[+\-]\d\d'\d\d'\)")
"""A date in the information of a document (ISO 32000-1 §7.9.4)."""
_MARK = re.compile(rb"\(node(\d{8})\)")
"""What Chromium calls an element of the structure that another refers to (ISO 32000-1 §14.7.2, `ID`)."""


def render(result: ResultDocument) -> bytes:
    """The printed page.

    Args:
        result: The result document; nothing else is read.

    Raises:
        LamppostError: No browser is found, it did not print, or the page is too long.
    """
    page = render_page(result)
    if len(page) > MOST_LETTERS:
        raise LamppostError(
            tr(
                "the page has {letters} letters, and browsers print no more than {most} in reasonable time",
                letters=number(len(page)),
                most=number(MOST_LETTERS),
            ),
            hint=tr("Take .html for reading, .xlsx or .sqlite for tables."),
        )
    return steady(printed(page.replace("</head>", _PAPER, 1)), result.as_of)


def steady(octets: bytes, day: date) -> bytes:
    """A PDF of Chromium without what differs from one printing to the next; no offset moves.

    The two dates become the day; the marks of the cells of tables, which are numbers of that run of the browser, become their ranks.
    """
    told = f"{day:%Y%m%d}000000+00'00')".encode()
    ranks = {mark: rank for rank, mark in enumerate(sorted(set(_MARK.findall(octets))), start=1)}
    return _MARK.sub(lambda found: b"(node%08d)" % ranks[found[1]], _TIME.sub(rb"\g<1>" + told, octets))
