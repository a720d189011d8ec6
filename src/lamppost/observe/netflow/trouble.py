"""What could not be read of the export messages of a file, counted, and in words."""

from collections import Counter

from lamppost.model.observations import Column, Issue
from lamppost.model.saying import noted, say, say_n

_TEMPLATES = noted("Capture for longer: exporters send their templates again and again.")
_MOST_KINDS = 20


class Counts:
    """Each kind of trouble with how often it came, and the first frame of it."""

    def __init__(self) -> None:
        """None yet."""
        self._found: Counter[tuple[str, int]] = Counter()
        self._rows: dict[tuple[str, int], int] = {}
        self._octets: Counter[int] = Counter()

    def broken_message(self, row: int) -> None:
        """A message whose lengths do not fit each other."""
        self._count("message", row)

    def broken_template(self, row: int) -> None:
        """A template that ends early, or gives its records no length."""
        self._count("template", row)

    def template_missing(self, row: int, template: int, octets: int) -> None:
        """A set whose template never came."""
        if ("missing", template) not in self._found and len(self._octets) >= _MOST_KINDS:
            template = 0
        self._count("missing", row, template)
        self._octets[template] += octets

    def sflow(self, row: int) -> None:
        """A message of sFlow."""
        self._count("sflow", row)

    def other_version(self, row: int, version: int) -> None:
        """A message of a version that is not read."""
        self._count("version", row, version)

    def events(self, rows: Column) -> None:
        """Records of events."""
        if len(rows):
            self._count("events", int(rows.min()), times=len(rows))

    def nameless(self, rows: Column) -> None:
        """Records that do not say between whom."""
        if len(rows):
            self._count("nameless", int(rows.min()), times=len(rows))

    def issues(self, name: str) -> list[Issue]:
        """One issue for each kind, in the order of their first frames."""
        order = sorted(self._found, key=lambda key: (self._rows[key], key))
        return [self._issue(name, *key) for key in order]

    def _count(self, kind: str, row: int, number: int = 0, times: int = 1) -> None:
        key = kind, number
        self._found[key] += times
        self._rows[key] = min(row, self._rows.get(key, row))

    def _issue(self, name: str, kind: str, number: int) -> Issue:
        n = self._found[kind, number]
        what, expected, hint = _words(kind, number, n, self._octets[number])
        return Issue(evidence=name, row=self._rows[kind, number], what=what, expected=expected, hint=hint)


def _words(kind: str, number: int, n: int, octets: int) -> tuple[str, str, str]:
    """What happened, what was expected, and what to try."""
    if kind == "missing":
        return _missing(number, n, octets)
    if kind == "sflow":
        return (
            say_n("{n} message of sFlow was not read", "{n} messages of sFlow were not read", n),
            say("NetFlow 5 or 9, or IPFIX"),
            say("sFlow holds headers of sampled packets: have the device export flows."),
        )
    if kind == "version":
        return (
            say_n(
                "{n} message of NetFlow version {version} was not read",
                "{n} messages of NetFlow version {version} were not read",
                n,
                version=number,
            ),
            say("NetFlow 5 or 9, or IPFIX"),
            say("Can the device export version 5 or 9?"),
        )
    return _records(kind, n)


def _records(kind: str, n: int) -> tuple[str, str, str]:
    if kind == "message":
        return (
            say_n(
                "{n} message to a collector of flows could not be read to its end: its lengths do not fit each other",
                "{n} messages to a collector of flows could not be read to their ends: their lengths do not fit each other",
                n,
            ),
            say("export messages of NetFlow 5 or 9, or IPFIX, as they were sent"),
            say("Were packets cut while capturing? Capture them whole (tcpdump -s 0)."),
        )
    if kind == "template":
        return (
            say_n(
                "{n} set of templates of an exporter of flows is broken",
                "{n} sets of templates of exporters of flows are broken",
                n,
            ),
            say("templates whose elements fit the set (RFC 3954, RFC 7011)"),
            say("What was read before them counts; ask who made the exporter."),
        )
    if kind == "events":
        return (
            say_n(
                "{n} record of an exporter tells an event of a firewall or of address translation, and was passed over",
                "{n} records of exporters tell events of a firewall or of address translation, and were passed over",
                n,
            ),
            say("records of flows"),
            say("Have the device export flows beside the events."),
        )
    return (
        say_n(
            "{n} record of an exporter does not say between which addresses, or over which protocol, and was passed over",
            "{n} records of exporters do not say between which addresses, or over which protocol, and were passed over",
            n,
        ),
        say("records with two addresses and a protocol"),
        say("Have the device export addresses, ports and protocol."),
    )


def _missing(template: int, n: int, octets: int) -> tuple[str, str, str]:
    what = say_n(
        "{n} set of records ({octets!n} bytes) could not be read: template {template} had not come",
        "{n} sets of records ({octets!n} bytes) could not be read: template {template} had not come",
        n,
        octets=octets,
        template=template,
    )
    if template == 0:
        what = say_n(
            "{n} set of records ({octets!n} bytes) could not be read: its template had not come",
            "{n} sets of records ({octets!n} bytes) could not be read: their templates had not come",
            n,
            octets=octets,
        )
    return what, say("the template, which an exporter sends now and then"), _TEMPLATES
