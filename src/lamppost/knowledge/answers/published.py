"""Who published which claim of the figures, when, in which words."""

from datetime import date

from lamppost.model.answer import Published

_READ_ON = date(2026, 11, 23)
_CARNEGIE = "Carnegie Endowment for International Peace"
_KEY_FINDINGS = {
    "source": "Report: 75 countries use Artificial Intelligence to track citizens; IBM, Cisco among tech leaders "
    "(WRAL TechWire, 18 September 2019), which quotes the key findings of the report",
    "url": "https://wraltechwire.com/2019/09/18/"
    "report-75-countries-use-artificial-intelligence-to-track-citizens-ibm-cisco-among-tech-leaders/",
}


def _finding(original: str) -> Published:
    """A key finding of the report on the index of 2019."""
    return Published(
        said_by=_CARNEGIE, said_on="2019-09-17", original=original, retrieved=_READ_ON, **_KEY_FINDINGS
    )


def _unread(said_by: str, said_on: str) -> Published:
    """A claim that no text read here makes; it is known who made it, and about when."""
    return Published(said_by=said_by, said_on=said_on, original=None, source=None, url=None, retrieved=None)


_USE = _finding(
    "At least seventy-five out of 176 countries globally are actively using AI technologies for surveillance "
    "purposes. This includes: smart city/safe city platforms (fifty-six countries), facial recognition systems "
    "(sixty-four countries), and smart policing (fifty-two countries)."
)
_SUPPLY = _finding(
    "Technology linked to Chinese companies—particularly Huawei, Hikvision, Dahua, and ZTE—supply AI "
    "surveillance technology in sixty-three countries, thirty-six of which have signed onto China’s Belt and "  # noqa: RUF001 - as printed
    "Road Initiative (BRI)."
)
_HUAWEI = _finding(
    "Huawei alone is responsible for providing AI surveillance technology to at least fifty countries worldwide. "
    "No other company comes close."
)
_BATCH = Published(
    said_by="Bureau of Industry and Security, Department of Commerce, United States",
    said_on="2019-10-07",
    original="On October 7, 2019, ... (BIS) added 28 Chinese entities",
    source="Twenty-eight Chinese entities added to Entity List for alleged human rights abuse (Winston & Strawn; "
    "title after the address)",
    url="https://www.winston.com/en/blogs-and-podcasts/global-trade-and-foreign-policy-insights/"
    "twenty-eight-chinese-entities-added-to-entity-list-for-alleged-human-rights-abuse",
    retrieved=_READ_ON,
)
PUBLISHED: dict[str, Published] = {
    "countries-75": _USE,
    "makers-63": _SUPPLY,
    "makers-bri-36": _SUPPLY,
    "huawei-most": _HUAWEI,
    "smart-city-56": _USE,
    "facial-recognition-64": _USE,
    "smart-policing-52": _USE,
    "liberal-democracies": _unread("experts to CNBC", "2019-10"),
    "smart-city-europe": _unread("ASPI, as CNBC reported", "2019-10"),
    "compelled-access": _unread("ASPI's Cyber Centre to CNBC", "2019-10"),
    "huawei-would-refuse": _unread("Ren Zhengfei, as CNBC reported", "2019"),
    "xinjiang-detained": _unread("an estimate that CNBC reported", "2019"),
    "california-bodycam": _unread("the legislature of California", "2019-09"),
    "eu-considers": _unread("Financial Times, as CNBC reported", "2019"),
    "kings-cross": _unread(
        "Financial Times, and the data protection authority of the United Kingdom", "2019-08"
    ),
    "bridges-swp": _unread("High Court, [2019] EWHC 2341 (Admin)", "2019-09-04"),
    "huawei-entity-list": _unread("Bureau of Industry and Security, United States", "2019-05"),
    "entity-list-28": _BATCH,
}
