"""What every event has: class, time, severity, which program made it; values as OCSF types them."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from ipaddress import ip_address

from lamppost.model.ids import make_id
from lamppost.model.result import Link, ResultDocument
from lamppost.model.vocabulary import Severity
from lamppost.report.wording import plain

Json = dict[str, object]

VERSION = "1.8.0"
"""Of the schema (https://schema.ocsf.io/1.8.0)."""
SEVERITIES: dict[Severity, tuple[int, str]] = {
    "informational": (1, "Informational"),
    "low": (2, "Low"),
    "medium": (3, "Medium"),
    "high": (4, "High"),
    "critical": (5, "Critical"),
}
"""`severity_id` and `severity`."""
CATEGORIES = {2: "Findings", 5: "Discovery", 6: "Application Activity"}


def event(
    result: ResultDocument,
    uid: str,
    kind: tuple[int, str],
    activity: tuple[int, str],
    at: int,
    severity: Severity = "informational",
) -> Json:
    """The part of an event that every class asks for.

    Args:
        result: The result.
        uid: What the event is known again by.
        kind: `class_uid` and `class_name`; the category is its thousands.
        activity: `activity_id` and `activity_name`.
        at: Milliseconds since 1970 in UTC.
        severity: How severe, by our words, which are OCSF's.
    """
    number, caption = kind
    severity_id, severity_caption = SEVERITIES[severity]
    return {
        "activity_id": activity[0],
        "activity_name": activity[1],
        "category_name": CATEGORIES[number // 1000],
        "category_uid": number // 1000,
        "class_name": caption,
        "class_uid": number,
        "metadata": {
            "product": {"name": result.tool.name, "version": result.tool.version},
            "uid": make_id("evt", plain(uid), result.as_of.isoformat()),
            "version": VERSION,
        },
        "severity": severity_caption,
        "severity_id": severity_id,
        "time": at,
        "type_name": f"{caption}: {activity[1]}",
        "type_uid": number * 100 + activity[0],
    }


def milliseconds(instant: str | None) -> int | None:
    """An instant as OCSF's `timestamp_t`; None where it is none, or before 1970."""
    try:
        at = datetime.fromisoformat(instant or "")
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return max(0, round(at.timestamp() * 1000))


def day_began(result: ResultDocument) -> int:
    """The beginning of the day asked about, in UTC."""
    return max(0, round(datetime.combine(result.as_of, time(), UTC).timestamp() * 1000))


def addresses(texts: Sequence[str]) -> list[str]:
    """Those texts that are addresses."""
    found = []
    for text in texts:
        try:
            found.append(str(ip_address(text)))
        except ValueError:
            continue
    return found


def linked(link: Link) -> Json:
    """A link of a chain as plain data."""
    told = {
        "subject": link.subject,
        "property": link.property,
        "value": link.value,
        "source": link.source,
        "source_class": link.source_class,
        "match": link.match,
        "day": link.day,
        "locator": link.locator,
        "statement": link.statement,
        "url": link.url,
        "original": link.original,
    }
    return {key: plain(value) for key, value in told.items() if value is not None}


def present(values: Json) -> Json:
    """The values that there are: OCSF has no null."""
    return {key: value for key, value in values.items() if value not in (None, [], {})}
