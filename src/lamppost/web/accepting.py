"""Which language an Accept-Language field prefers (RFC 9110 §12.5.4).

Of each range its first part is looked up, so that `de-AT` is answered in `de` (lookup, RFC 4647 §3.4).
"""

import re
from collections.abc import Collection, Iterator

_RANGE = re.compile(
    r"(?P<range>[a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:[ \t]*;[ \t]*q=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)
"""A language range (RFC 4647 §2.1) with its weight (RFC 9110 §12.4.2)."""
_MOST_LETTERS = 1000


def preferred(field: str, spoken: Collection[str]) -> str | None:
    """The language that is preferred of those that are spoken; None where the field names none of them.

    Of two that weigh the same the first one is taken; what is no range is left out.

    Args:
        field: The field, as it was sent.
        spoken: Codes of languages (ISO 639-1), the one for `*` first.
    """
    ranges = list(_ranges(field[:_MOST_LETTERS]))
    refused = {name for name, weight in ranges if weight == 0}
    named = {name.partition("-")[0] for name, _ in ranges}
    for name, weight in sorted(ranges, key=lambda one: -one[1]):
        found = (
            next((one for one in spoken if one not in named), None) if name == "*" else name.partition("-")[0]
        )
        if weight > 0 and found in spoken and found not in refused:
            return found
    return None


def _ranges(field: str) -> Iterator[tuple[str, float]]:
    """Each range in lower case and its weight, in their order."""
    for part in field.split(","):
        found = _RANGE.fullmatch(part.strip(" \t"))
        if found is not None:
            yield found["range"].lower(), float(found["weight"] or 1)
