"""What a device says of itself by SSDP: its software and what it is.

Written from UPnP Device Architecture 2.0 §1.2 (NOTIFY) and §1.3.3 (search responses). A search
(M-SEARCH) says nothing of its sender. Yeelight answers in the same form on port 1982, with its own
location and model and without ST (Yeelight WiFi Light Inter-Operation Specification §3; netdisco issue 59).
"""

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.messages import read_message
from lamppost.observe.capture.payloads.text import say


def read_ssdp(payload: bytes) -> Heard:
    """Server and NT of a NOTIFY, Server and ST of a search response; nothing for anything else.

    The model of a Yeelight device, which speaks the same language.
    """
    is_notice = payload.startswith(b"NOTIFY * HTTP/1.")
    if not is_notice and not payload.startswith(b"HTTP/1."):
        return NOTHING
    message, _ = read_message(payload, whole=True)
    if message.first(b"location").startswith(b"yeelight://"):
        return Heard(
            said=say((("ssdp.server", message.first(b"server")), ("yeelight.model", message.first(b"model"))))
        )
    target = message.first(b"nt" if is_notice else b"st")
    if not target:
        return NOTHING
    return Heard(said=say((("ssdp.server", message.first(b"server")), ("ssdp.nt", target))))
