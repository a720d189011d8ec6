"""Every address that shows a page. A new screen joins here; a test fails as long as it does not.

In braces stand ids of what the tests hold: `{capture}` the bundled capture by two policies and `{camera}` a device of it
with a `{destination}`,
`{rows}` a list of suppliers and `{row}` a row of it, `{odd}` a result of the worst values that strangers may send,
`{nothing}` a capture in which nothing watches, `{town}` a place on a map, `{odd_town}` one of the worst values and `{many}` one
of very many cameras, `{look}` the number of a look that is under way.
"""

import pytest

PAGES = {
    "/": ["/"],
    "/looks/{number:int}": ["/looks/{look}"],
    "/results/{result}": [
        "/results/{capture}",
        "/results/{capture}?kind=camera&verdict=fail&policy=us-ndaa-889",
        "/results/{capture}?words=no+such+thing",
        "/results/{rows}",
        "/results/{odd}",
        "/results/{nothing}",
        "/results/{town}",
    ],
    "/results/{result}/things/{thing}": [
        "/results/{capture}/things/{camera}",
        "/results/{rows}/things/{row}",
        "/results/{odd}/things/{odd_camera}",
    ],
    "/results/{result}/flows": [
        "/results/{capture}/flows",
        "/results/{capture}/flows?words=no+such+thing",
        "/results/{odd}/flows",
    ],
    "/results/{result}/flows/{thing}/{destination}": ["/results/{capture}/flows/{camera}/{destination}"],
    "/ask": ["/ask?q=Hikvision", "/ask?q=china", "/ask?q=no+such+thing"],
    "/company/{asked:path}": ["/company/hikvision"],
    "/brand/{asked:path}": ["/brand/ezviz"],
    "/country/{asked:path}": ["/country/rs"],
    "/law/{asked:path}": ["/law/cn-national-intelligence-law"],
    "/list/{asked:path}": ["/list/us-fcc-covered-list"],
    "/host/{asked:path}": ["/host/dev.hik-connect.com"],
    "/place/{asked:path}": ["/place/us-or"],
    "/mac/{asked:path}": ["/mac/44:19:b6:00:53:01"],
    "/figures": ["/figures"],
    "/map": ["/map", "/map?beside_as_of=2019-01-01", "/map?beside_as_of=2019-01-01&view=difference"],
    "/results/{result}/street": [
        "/results/{town}/street",
        "/results/{odd_town}/street",
        "/results/{many}/street?page=2",
    ],
    "/results/{result}/report": ["/results/{capture}/report", "/results/{odd}/report"],
    "/results/{result}/report/page": [
        "/results/{capture}/report/page",
        "/results/{rows}/report/page",
        "/results/{odd}/report/page",
        "/results/{town}/report/page",
        "/results/{odd_town}/report/page",
    ],
    "/results/{result}/letters/{subject}": [
        "/results/{capture}/letters/{camera}",
        "/results/{capture}/letters/{camera}?kind=ifg-de",
        "/results/{rows}/letters/{row}?kind=supplier",
        "/results/{odd}/letters/{odd_camera}?kind=gdpr-art15",
        "/results/{town}/letters/place?kind=register",
        "/results/{odd_town}/letters/place?kind=register-de",
    ],
    "/results/{result}/sources": ["/results/{capture}/sources", "/results/{odd}/sources"],
    "/results/{result}/day": [
        "/results/{capture}/day?as_of=2019-01-01",
        "/results/{capture}/day?as_of=2026-11-23",
    ],
    "/results/{result}/policies": [
        "/results/{capture}/policies?policy=uk-sensitive-sites&policy=us-ndaa-889"
    ],
    "no such page": ["/no/such/page"],
    "a day that is none": ["/results/{capture}/day?as_of=yesterday"],
}
"""Route, or what else is shown → addresses, of which each is looked at."""
NO_PAGES = {
    "/look": "takes a form",
    "/language": "takes a form",
    "/results/{result}/keep": "takes a form",
    "/results/{result}/forget": "takes a form",
    "/results/{result}/report/{format}": "a file",
    "/results/{result}/letters/{subject}/{kind}/{format}": "a file",
    "/map/outlines/{part}.svg": "outlines that the map is drawn with",
    "/results/{result}/share/{level}": "a file",
}
"""Routes that show no page, and why; those below /api/ answer programs."""
ADDRESSES = [address for held in PAGES.values() for address in held]
ALIKE = ("/brand/", "/country/", "/law/", "/list/", "/host/", "/mac/")
"""Beginnings of answers that are laid out as that of a company is."""
FIRST = [
    pytest.param(
        address, marks=[] if address == held[0] and not address.startswith(ALIKE) else pytest.mark.slow
    )
    for held in PAGES.values()
    for address in held
]
"""The first address of each page; the others, and those that are laid out alike, are slow to try."""
KINDS = (
    "/",
    "/results/{capture}",
    "/results/{capture}/things/{camera}",
    "/results/{capture}/flows",
    "/company/hikvision",
    "/map",
    "/results/{town}/street",
    "/results/{capture}/report/page",
    "/results/{capture}/letters/{camera}",
)
"""A page of each kind of layout."""
ONE_EACH = [
    pytest.param(*one.values, marks=one.marks if one.values[0] in KINDS else pytest.mark.slow)
    for one in FIRST
    if "{look}" not in one.values[0]
]
"""The same without that of a look under way; of those that are laid out alike, one is not slow."""
REFUSALS = {*PAGES["no such page"], *PAGES["a day that is none"]}
"""Those that are answered with a refusal, which is a page like the others."""
REPORTS = PAGES["/results/{result}/report/page"]
"""Those that are the report as it is written to a file, without the frame of the screens."""
