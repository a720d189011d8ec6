"""What logs cannot show, and what would make them show it: they hold what somebody else chose to write down."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from lamppost.attribute.connections import connections_of, is_summed
from lamppost.attribute.endpoints import Endpoints
from lamppost.model.columns import NEAR, parts_of
from lamppost.model.evidence import are_logs, is_log
from lamppost.model.observations import NOT_TOLD, Column, FlowCounts, Observations
from lamppost.model.result import Gap
from lamppost.model.saying import say

_TELL_NAMES = frozenset({"zeek dns", "zeek ssl", "zeek quic", "zeek http", "suricata eve", "pcap", "pcapng"})
"""Formats of evidence that may tell names that devices ask for or call."""
NO_MACS = "addresses-without-mac"
Measured = tuple[str, str, int, int | None]


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """Connections of logs, counted."""

    connections: int
    without_bytes: int
    """Those of rows that do not tell the bytes of one way or both."""
    without_packets: int


def count_logged(observations: Observations) -> Column:
    """The connections that logs tell, or exports within captures, those without bytes, and those without packets; shape (3,)."""
    flows, counts = observations.flows, np.zeros(3, np.int64)
    of_log = np.array([is_log(file.format) for file in observations.evidence], bool)
    for part in parts_of(len(flows["first_row"]) if is_summed(flows) else 0, NEAR):
        lacks = [_untold(flows, part, what) for what in ("bytes", "packets")]
        # what was captured tells its bytes, and its time follows from what was recorded
        is_logged = of_log[flows["evidence"][part]] | (flows["active_us"][part] != NOT_TOLD) | lacks[0]
        weights = connections_of(flows, part) * is_logged
        counts += [weights.sum(), *(weights[one].sum() for one in lacks)]
    return counts


def logged_of(observations: Observations, found: FlowCounts) -> Logged:
    """The connections of logs as they were counted, and as their readers say."""
    said = observations.coverage.connections_without_bytes
    return Logged(
        connections=found.in_all,
        without_bytes=min(max(found.without_bytes, said), found.in_all),
        without_packets=found.without_packets,
    )


def _untold(flows: dict[str, Column], part: slice, what: str) -> Column:
    return np.asarray(
        (flows[f"src_{what}"][part] == NOT_TOLD) | (flows[f"dst_{what}"][part] == NOT_TOLD), bool
    )


def log_gaps(observations: Observations, endpoints: Endpoints, logged: Logged) -> list[Measured]:
    """What the logs among the evidence could not show, each with its count and of how many; 0: it could.

    Args:
        observations: What was read.
        endpoints: Who is who.
        logged: As `logged_of` says.
    """
    if not logged.connections and not any(is_log(file.format) for file in observations.evidence):
        return []
    counted, of = observations.coverage, logged.connections or None
    lacking = sum(row.of_log and row.mac is None and not row.behind_router for row in endpoints.rows)
    return [
        (
            "unread-lines",
            say("lines or records of logs of which nothing was read; what could not be read says why"),
            counted.unread_lines,
            None,
        ),
        (
            "passed-over",
            say(
                "entries of logs that tell nothing that is asked here ({kinds})",
                kinds=[f"{kind} {count}" for kind, count in sorted(counted.passed_over.items())],
            ),
            sum(counted.passed_over.values()),
            None,
        ),
        (
            "told-twice",
            say("connections of logs that a capture, or a log of another kind, tells too; counted once"),
            counted.told_twice,
            None,
        ),
        (
            "missed-bytes",
            say("bytes that whoever wrote the log missed, as the log says; what they said is not in it"),
            counted.missed_bytes,
            None,
        ),
        (
            "connections-without-bytes",
            say(
                "connections of which the log does not tell the bytes both ways; sums are at least what is shown"
            ),
            logged.without_bytes,
            of,
        ),
        (
            "connections-without-packets",
            say("connections of which the log does not tell the packets both ways; no shape is told of them"),
            logged.without_packets,
            of,
        ),
        (
            NO_MACS,
            say("addresses of which the logs tell no MAC; each is taken for a device of its own"),
            lacking,
            len(endpoints.rows),
        ),
    ]


def log_words(observations: Observations, logged: Logged) -> list[Gap]:
    """What no log shows, uncounted; nothing where captures tell all that logs do."""
    forms = [file.format for file in observations.evidence]
    if not any(map(is_log, forms)) or not (logged.connections or are_logs(forms)):
        return []
    text = say(
        "a log keeps of what devices say of themselves only what its writer took down; "
        "a capture shows more of who made them"
    )
    gaps = [Gap(code="log-alone", text=text, count=None, of=None)]
    if not logged.connections and any(file.read != "none" for file in observations.evidence):
        text = say(
            "logs without a connection in them: names that were looked up and what was said are read, "
            "but a device is shown only where a connection or a lease shows it"
        )
        gaps.append(Gap(code="no-connections", text=text, count=None, of=None))
    return gaps


def log_proofs(forms: Iterable[str], without_mac: int) -> list[str]:
    """What to turn on where logs are written, so that they show more.

    The names are those of https://docs.zeek.org/en/v8.2.0/scripts/policy/protocols/conn/mac-logging.zeek.html and of
    https://docs.suricata.io/en/suricata-8.0.5/output/eve/eve-json-output.html.

    Args:
        forms: The formats of the evidence.
        without_mac: Addresses of which logs tell no MAC.
    """
    held = {form.partition("+")[0] for form in forms}
    kinds = {form.partition(" ")[0] for form in held} if without_mac else set()
    proofs = []
    if any(map(is_log, held)) and not held & _TELL_NAMES:
        proofs.append(
            say(
                "Give logs of look-ups, handshakes and leases too (of Zeek dns, ssl, quic and dhcp; of Suricata dns, "
                "tls, quic and dhcp), or a capture: flows alone name no maker."
            )
        )
    if "zeek" in kinds:
        proofs.append(
            say(
                "Turn on MAC addresses in Zeek (@load policy/protocols/conn/mac-logging): "
                "they tie addresses to devices and name who registered their block."
            )
        )
    if "suricata" in kinds:
        proofs.append(
            say(
                "Turn on MAC addresses in Suricata (ethernet: yes under eve-log): "
                "they tie addresses to devices and name who registered their block."
            )
        )
    return proofs


def day_proof(forms: Sequence[str]) -> str:
    """What to give where less than a day is covered."""
    if are_logs(forms):
        return say("Give the logs of a day: uploads, updates and look-ups come at their own times.")
    return say("Capture for a day: uploads, updates and look-ups come at their own times.")
