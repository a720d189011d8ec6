"""What one payload says: names asked for or answered, self-descriptions, address leases."""

from typing import Literal

import msgspec

NameSource = Literal["dns", "tls_sni", "quic_sni", "http_host"]
Side = Literal["sender", "receiver"]


class HeardName(msgspec.Struct, frozen=True):
    """One name that a client asked for, or the answer it was given."""

    source: NameSource
    whose: Side
    """Which side of the frame the client is."""
    name: str
    """Lower case, no final dot, always a valid host name."""
    addresses: tuple[str, ...] = ()
    """The addresses that the answer gives for the name, canonical names followed; empty if none."""
    is_proxied: bool = False
    """Asked of a proxy: the name is not that of the server spoken to."""


class Said(msgspec.Struct, frozen=True):
    """One thing that the sender says of itself, on one field of the allow-list."""

    field: str
    value: str
    """At most 200 characters, no control characters."""
    mac: int | None = None
    """Speaks for this MAC address (48 bits) instead of the frame's source; DHCP only."""


class Bound(msgspec.Struct, frozen=True):
    """An address that a DHCP server confirmed to a client."""

    mac: int
    """48 bits."""
    ip: str


class Heard(msgspec.Struct, frozen=True):
    """Everything one payload says; empty where it says nothing that is kept."""

    names: tuple[HeardName, ...] = ()
    said: tuple[Said, ...] = ()
    bound: tuple[Bound, ...] = ()
    malformed: str | None = None
    """What is wrong with a payload that claims a format and breaks it; None otherwise. Holds no payload."""
    tls_without_name: bool = False
    """A complete TLS ClientHello without a server name."""


NOTHING = Heard()

FIELDS = frozenset(
    {
        "dhcp.vendor_class",
        "dhcp.host_name",
        "http.server",
        "http.realm",
        "http.user_agent",
        "http.title",
        "http.path",
        "http.location",
        "http.cookie_name",
        "http.powered_by",
        "tls.ja4",
        "tls.certificate_subject",
        "tls.certificate_issuer",
        "rtsp.server",
        "rtsp.realm",
        "rtsp.user_agent",
        "rtsp.media",
        "rtsp.content_base",
        "rtp.media",
        "ssh.banner",
        "ftp.banner",
        "telnet.banner",
        "snmp.sys_descr",
        "sip.user_agent",
        "sip.server",
        "gb28181.device_type_code",
        "gb28181.manufacturer",
        "gb28181.model",
        "gb28181.firmware",
        "gb28181.message",
        "viid.request",
        "ssdp.server",
        "ssdp.nt",
        "upnp.manufacturer",
        "upnp.model_name",
        "upnp.model_number",
        "upnp.device_type",
        "hnap.vendor_name",
        "hnap.model_name",
        "hnap.model_description",
        "onvif.types",
        "onvif.hardware",
        "onvif.name",
        "onvif.scope_type",
        "llmnr.host",
        "netbios.name",
        "mdns.service",
        "mdns.instance",
        "mdns.host",
        "mdns.txt",
        "mdns.text",
        "sadp.answer",
        "sadp.device_description",
        "sadp.device_type",
        "sadp.software_version",
        "sadp.oem_info",
        "dhip.answer",
        "dhip.vendor",
        "dhip.device_type",
        "dhip.device_class",
        "dhip.version",
        "dahua_discovery.answer",
        "dahua_discovery.name",
        "dahua_discovery.device",
        "bosch_discovery.answer",
        "bosch_discovery.device_type",
        "bosch_discovery.friendly_name",
        "foscam_discovery.answer",
        "foscam_discovery.name",
        "hanwha_discovery.answer",
        "hanwha_discovery.model",
        "sony_discovery.answer",
        "sony_discovery.model",
        "sony_discovery.software_version",
        "tuya_discovery.answer",
        "baichuan.header",
        "dvrip.header",
        "ubnt_discovery.model",
        "uniview_discovery.answer",
        "uniview_discovery.type",
        "uniview_discovery.manufacturer",
        "uniview_discovery.hardware",
        "uniview_discovery.version",
        "ubnt_discovery.firmware",
        "dhip.manufacturer",
        "hid_discovery.type",
        "hid_discovery.firmware",
        "bcudp.answer",
        "dvrip.device_type",
        "dvrip.version",
        "dvrip.build_date",
        "gvcp.manufacturer",
        "gvcp.model",
        "gvcp.version",
        "kasa.device_type",
        "kasa.model",
        "kasa.software_version",
        "lifx.answer",
        "mhed.answer",
        "mhed.vendor",
        "mhed.model",
        "mhed.firmware",
        "miio.answer",
        "nice_discovery.answer",
        "panasonic_discovery.answer",
        "panasonic_discovery.model",
        "panasonic_discovery.firmware",
        "pppp.answer",
        "pppp.uid_prefix",
        "sadp.detail_oem_code",
        "sadp.ehome_version",
        "synology_finder.model",
        "synology_finder.version",
        "tdp.device_type",
        "tdp.device_model",
        "tdp.firmware_version",
        "tdp.hardware_version",
        "topsee_discovery.answer",
        "topsee_discovery.device_type",
        "topsee_discovery.device_module",
        "topsee_discovery.version",
        "tuya_discovery.product_key",
        "vision360_discovery.type",
        "vivotek_discovery.answer",
        "vivotek_discovery.model",
        "vstarcam_discovery.answer",
        "vstarcam_discovery.firmware",
        "yeelight.model",
    }
)
"""The only fields that are ever said."""
