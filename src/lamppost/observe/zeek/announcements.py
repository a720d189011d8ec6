"""What hosts announce by multicast DNS, as `dns.log` tells it (RFC 6762, RFC 6763).

Nobody but its originator sends in a connection to the group 224.0.0.251 or ff02::fb, so that the answers logged there are its own; what
a query holds as known already, Zeek does not log (scripts/base/protocols/dns/main.zeek, `DNS::do_reply`). A row tells the answers
without their owners and types, and mixes those of several messages, so that each is known by its form alone:

| an answer, or `query` where no question was seen | becomes |
| --- | --- |
| `_axis-video._tcp.local` | `mdns.service` |
| `camera._axis-video._tcp.local` | `mdns.instance`, and `mdns.service` of what stands behind the first label |
| `camera.local` | `mdns.host` |
| `TXT 6 md=CAM` (`fmt("TXT %d %s")`, several with a space between) | `mdns.txt` of the keys that captures keep, `mdns.text` of words without a key |

Zeek writes names in small letters (src/analyzer/protocol/dns/DNS.cc, `ExtractName`).
"""

import re
from collections.abc import Iterator

import numpy as np

from lamppost.observe.logs.rows import NOT_TOLD, Rows
from lamppost.observe.logs.texts import one_line
from lamppost.observe.zeek.log import Log, some_of

PORT = 5353
_GROUPS = ("224.0.0.251", "ff02::fb")
_NAME = re.compile(r"(?:(?P<instance>[^_].*)\.)?(?P<service>_[^.]+\._(?:tcp|udp)\.local)", re.DOTALL)
_HOST = re.compile(r"[^_.][^.]*\.local")
_TXT = re.compile(r"TXT (\d{1,5}) ")
_TXT_KEYS = frozenset({"md", "model", "manufacturer", "ty", "am", "vendor"})
_KIND_KEYS = {"ci": ("_hap._tcp.", "_hap._udp."), "dt": ("_matterc._udp.", "_matterd._udp.")}
"""HomeKit's category of accessories, Matter's type of device: said of these services alone."""
_MOST_STRINGS = 64
Said = tuple[str, str]


def take_announcements(rows: Rows, log: Log) -> None:
    """Hand over what senders to the group say of themselves."""
    to_group = (rows.integers("id.resp_p", 65535) == PORT) & (rows.words("id.resp_h", _GROUPS) >= 0)
    if not to_group.any():
        return
    rows = rows.where(to_group)
    told: dict[str, list[tuple[int, int]]] = {}
    known: dict[tuple[str, ...], tuple[Said, ...]] = {}
    for at, names in _names(rows, log).items():
        said = known.get(names) or known.setdefault(names, tuple(dict.fromkeys(_said(names))))
        for field, value in said:
            if (line := one_line(value)) is not None:
                told.setdefault(field, []).append((at, log.into.values.number(line)))
    seen_at, sender = log.times(rows), rows.addresses("id.orig_h")
    for field, pairs in told.items():
        places, values = np.array(pairs, np.int64).T
        log.into.says(
            log.evidence,
            rows.lines[places],
            field=field,
            value=values,
            seen_at=seen_at[places],
            address=some_of(sender, places),
        )


def _names(rows: Rows, log: Log) -> dict[int, tuple[str, ...]]:
    """Per row what its sender answered, and the owner of the first answer where nobody asked."""
    answers = rows.items("answers")
    found: dict[int, list[str]] = {}
    for at, text in zip(answers.rows.tolist(), answers.texts, strict=True):
        found.setdefault(at, []).append(log.cells.plain(text))
    queries, is_asked = rows.texts("query"), rows.integers("qtype") != NOT_TOLD
    for at in np.flatnonzero(~is_asked).tolist():
        if at in found and (query := queries[at]) is not None:
            found[at].append(log.cells.plain(query))
    return {at: tuple(texts) for at, texts in found.items()}


def _said(names: tuple[str, ...]) -> Iterator[Said]:
    services = ".".join(name.lower() for name in names if not name.startswith("TXT "))
    for name in names:
        if found := _NAME.fullmatch(name):
            yield "mdns.service", found["service"]
            if found["instance"]:
                yield "mdns.instance", name
        elif _HOST.fullmatch(name):
            yield "mdns.host", name
        elif name.startswith("TXT "):
            yield from _pairs(name, services)


def _pairs(text: str, services: str) -> Iterator[Said]:
    """What the strings of a TXT record say, each behind its length in octets."""
    raw, at = text.encode(), 0
    for _ in range(_MOST_STRINGS):
        found = _TXT.match(raw[at : at + 10].decode("utf-8", "replace"))
        if found is None:
            return
        start = at + found.end()
        at = start + int(found[1])
        key, equals, value = raw[start:at].decode("utf-8", "replace").partition("=")
        at += 1  # the space before the next
        if not equals and " " in key.strip():
            yield "mdns.text", key
        elif value.strip() and _is_kept(key.lower(), services):
            yield "mdns.txt", f"{key.lower()}={value}"


def _is_kept(key: str, services: str) -> bool:
    """Whether a key says what product or what kind of device it is."""
    return key in _TXT_KEYS or any(one in services for one in _KIND_KEYS.get(key, ()))
