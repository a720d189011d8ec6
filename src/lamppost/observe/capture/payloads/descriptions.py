"""Device descriptions that a device serves over HTTP: UPnP and HNAP.

Written from UPnP Device Architecture 2.0 §2.3 (device description) and from the answer that a
D-Link camera gives to GetDeviceSettings in the IoT SENTINEL captures (HNAP, namespace
`http://purenetworks.com/HNAP1/`).
"""

from collections.abc import Iterator

from lamppost.observe.capture.payloads.markup import read_elements

_UPNP = {
    "manufacturer": "upnp.manufacturer",
    "modelName": "upnp.model_name",
    "modelNumber": "upnp.model_number",
    "deviceType": "upnp.device_type",
}
_HNAP = {
    "VendorName": "hnap.vendor_name",
    "ModelName": "hnap.model_name",
    "ModelDescription": "hnap.model_description",
}


def read_description(body: bytes) -> Iterator[tuple[str, str]]:
    """Field and value of what an XML body says of the root device; nothing for any other body."""
    if not body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return
    if b"<root" not in body and b"GetDeviceSettingsResponse" not in body:
        return
    for path, text in read_elements(body):
        if path[:-1] == ("root", "device") and path[-1] in _UPNP:
            yield _UPNP[path[-1]], text
        elif path[-2:-1] == ("GetDeviceSettingsResponse",) and path[-1] in _HNAP:
            yield _HNAP[path[-1]], text
