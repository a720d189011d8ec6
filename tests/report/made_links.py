"""Made links: what was seen, and what a pack states."""

from lamppost.model.result import Link

FILE = "front-door.pcapng"


def seen(prop, value, frame, *, rule=None, match="exact_name", subject="00:00:5e:00:53:10"):
    """A link that was observed in the evidence."""
    return Link(
        subject=subject,
        property=prop,
        value=value,
        source=FILE,
        source_class="party",
        match=match,
        day="2026-11-02",
        locator=f"frame {frame}",
        rule=rule,
    )


def said(subject, prop, value, statement, **changes):
    """A link that a pack states."""
    fields = {
        "source": "Example Register of Companies, Example Public Body",
        "source_class": "official",
        "match": "exact_id",
        "day": "2026-10-12",
        "locator": "entry 4711",
        "url": f"https://register.example.net/{statement}",
        "original": f"{subject}: {value}.",
        "status": "confirmed",
    } | changes
    return Link(subject=subject, property=prop, value=value, statement=statement, **fields)
