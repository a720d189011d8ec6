"""Who is here and what it says of itself, of `dhcp.log`, `software.log`, `ssh.log`, `snmp.log` and the logs `known_…`.

| log | column of Zeek | what it becomes |
| --- | --- | --- |
| dhcp | `mac`, `assigned_addr` with an ACK in `msg_types`; before version 2.6 `mac`, `assigned_ip` | an address that belongs to a MAC |
| dhcp | `mac`, `client_addr`, where a client sent INFORM | the same, if no other MAC in the log has that address: a relay has it for many |
| dhcp | `host_name`; `client_software` or `vendor_class` | `dhcp.host_name`, `dhcp.vendor_class` of the MAC |
| software | `host`, `unparsed_version` of `software_type` HTTP::SERVER, HTTP::APPSERVER, HTTP::BROWSER, DHCP::CLIENT | `http.server`, `http.powered_by`, `http.user_agent`, `dhcp.vendor_class` of the host |
| ssh | `server` | `ssh.banner` of `id.resp_h` |
| snmp | `display_string`, sysDescr.0 of a response | `snmp.sys_descr` of `id.resp_h` |
| known_hosts, known_services | `host` | an address that sent |
| known_devices | `mac`, `dhcp_host_name` | a MAC that is here, `dhcp.host_name` |
| known_certs | `host`, `subject`, `issuer_subject` | an address that sent, `tls.certificate_subject`, `tls.certificate_issuer` |

scripts/base/protocols/{dhcp,ssh,snmp}/main.zeek, scripts/base/frameworks/software/main.zeek, scripts/policy/protocols/{dhcp,http}/software.zeek,
scripts/policy/protocols/conn/known-hosts.zeek and known-services.zeek, scripts/policy/protocols/ssl/known-certs.zeek, and until version
2.5 scripts/policy/misc/known-devices.bro, of github.com/zeek/zeek.
"""

import numpy as np

from lamppost.model.columns import distinct_rows
from lamppost.model.observations import NO_MAC, Column
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows
from lamppost.observe.zeek.log import Log, some_of

_SAID_BY = {
    "HTTP::SERVER": "http.server",  # the Server field
    "HTTP::APPSERVER": "http.powered_by",  # X-Powered-By
    "HTTP::BROWSER": "http.user_agent",
    "DHCP::CLIENT": "dhcp.vendor_class",
}
_SHAREPOINT = "SharePoint/"  # what Zeek itself puts before the version in another field than X-Powered-By
_ACK, _INFORM = "ACK", "INFORM"


def take_leases(rows: Rows, log: Log) -> None:
    """Hand over whose addresses are, and what clients of DHCP say of themselves."""
    seen_at, mac = log.times(rows), rows.macs("mac")
    log.report(rows, seen_at != NOT_TOLD, ("ts",))
    if rows.has("assigned_ip"):
        log.into.held(
            log.evidence, rows.lines, mac=mac, address=rows.addresses("assigned_ip"), seen_at=seen_at
        )
    if log.has("msg_types"):
        _take_acknowledged(rows, log, mac, seen_at)
    for field, column in _CLIENT_SAYS:
        if rows.has(column):
            log.into.says(
                log.evidence, rows.lines, field=field, value=log.said(rows, column), seen_at=seen_at, mac=mac
            )


_CLIENT_SAYS = (
    ("dhcp.host_name", "host_name"),
    ("dhcp.vendor_class", "client_software"),
    ("dhcp.vendor_class", "vendor_class"),
)


def take_software(rows: Rows, log: Log) -> None:
    """Hand over what hosts say of their software, as they said it."""
    log.report_timeless(rows)
    kinds = tuple(_SAID_BY)
    kind = rows.words("software_type", kinds)
    for number, name in enumerate(kinds):
        some = rows.where(kind == number)
        if not len(some):
            continue
        value = some.numbers("unparsed_version", log.into.values, lambda cell: _as_sent(cell, log))
        log.says(some, _SAID_BY[name], value, *_seen(some, log))


def take_hosts(rows: Rows, log: Log) -> None:
    """Hand over addresses that took part in a connection."""
    seen_at, host = _seen(rows, log)
    log.into.here(log.evidence, rows.lines, address=host, seen_at=seen_at)


def take_known_certificates(rows: Rows, log: Log) -> None:
    """Hand over servers and whose certificates they present."""
    seen_at, host = _seen(rows, log)
    log.into.here(log.evidence, rows.lines, address=host, seen_at=seen_at)
    log.says(rows, "tls.certificate_subject", log.subjects(rows, "subject"), seen_at, host)
    log.says(rows, "tls.certificate_issuer", log.subjects(rows, "issuer_subject"), seen_at, host)


def take_devices(rows: Rows, log: Log) -> None:
    """Hand over MACs that are here, and the names that they gave to DHCP."""
    seen_at, mac = log.times(rows), rows.macs("mac")
    log.report(rows, (seen_at != NOT_TOLD) & (mac != NO_MAC), ("ts", "mac"))
    nothing = np.zeros(len(rows), np.uint64)
    log.into.held(log.evidence, rows.lines, mac=mac, address=Addresses(nothing, nothing), seen_at=seen_at)
    value = log.said(rows, "dhcp_host_name")
    log.into.says(log.evidence, rows.lines, field="dhcp.host_name", value=value, seen_at=seen_at, mac=mac)


def take_ssh(rows: Rows, log: Log) -> None:
    """Hand over the first line that servers of SSH send."""
    seen_at, _, server = log.ends(rows)
    log.says(rows, "ssh.banner", log.said(rows, "server"), seen_at, server)


def take_snmp(rows: Rows, log: Log) -> None:
    """Hand over what agents of SNMP say that they are."""
    seen_at, _, server = log.ends(rows)
    log.says(rows, "snmp.sys_descr", log.said(rows, "display_string"), seen_at, server)


def take_certificates(rows: Rows, log: Log) -> None:
    """Keep whose certificates are, for the logs that name them by fingerprint or id."""
    log.report_timeless(rows)
    subject, issuer = (log.subjects(rows, f"certificate.{one}") for one in ("subject", "issuer"))
    for field in ("fingerprint", "id"):
        for at, one in enumerate(rows.texts(field)):
            if one is not None:
                log.before.certificates[one] = int(subject[at]), int(issuer[at])


def _seen(rows: Rows, log: Log) -> tuple[Column, Addresses]:
    """When, and which host; rows that do not tell it are reported."""
    seen_at, host = log.times(rows), rows.addresses("host")
    log.report(rows, (seen_at != NOT_TOLD) & host.is_told, ("ts", "host"))
    return seen_at, host


def _take_acknowledged(rows: Rows, log: Log, mac: Column, seen_at: Column) -> None:
    """Addresses that a server confirmed, or that a client told it has."""
    types = rows.items("msg_types")
    has = {word: np.zeros(len(rows), bool) for word in (_ACK, _INFORM)}
    for word, mask in has.items():
        mask[[row for row, text in zip(types.rows.tolist(), types.texts, strict=True) if text == word]] = True
    assigned, client = rows.addresses("assigned_addr"), rows.addresses("client_addr")
    given = np.flatnonzero(has[_ACK] & assigned.is_told)
    log.into.held(
        log.evidence,
        rows.lines[given],
        mac=mac[given],
        address=some_of(assigned, given),
        seen_at=seen_at[given],
    )
    own = np.flatnonzero(has[_INFORM] & ~assigned.is_told & client.is_told & (mac != NO_MAC))
    if len(own):
        log.informs.append(np.stack([rows.lines[own], mac[own], seen_at[own], *client[own]]).astype(np.int64))


def settle_leases(log: Log) -> None:
    """Hand over the addresses that clients told of themselves, of the whole log: one of several MACs is a relay's."""
    if not log.informs:
        return
    line, mac, seen_at, high, low = np.concatenate(log.informs, axis=1)
    log.informs.clear()
    first, _ = distinct_rows(mac, high, low)
    some, inverse = distinct_rows(high, low)
    count = np.bincount(inverse[first], minlength=len(some))
    own = np.flatnonzero(count[inverse] == 1)
    address = Addresses(high[own].astype(np.uint64), low[own].astype(np.uint64))
    log.into.held(log.evidence, line[own], mac=mac[own], address=address, seen_at=seen_at[own])


def _as_sent(cell: str, log: Log) -> str | None:
    value = log.cells.said(cell)
    return None if value is None or value.startswith(_SHAREPOINT) else value
