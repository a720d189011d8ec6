"""An emulator that speaks as a Tiandy camera, as far as anything is published.

Written from, read on 2026-11-27: an ONVIF answer with scopes manufacturer/Tiandy and hardware/TC-H342N and its
service on port 8899, in the tests of a published discovery client; model names TC-C32XN, TC-C34XN (dealers'
catalogues) and the series TC-C and TC-H (github.com/netbox-community/devicetype-library/pull/4525). No
description of its web server, RTSP realm, own discovery protocol or firmware texts was found: its RTSP server here
says nothing of its maker, and it talks to nobody outside but a time server.
"""

from __future__ import annotations

from tools.made_network import discovery
from tools.made_network.host import Host

_MODELS = ("TC-H342N", "TC-C32XN", "TC-C34XN")


class Tiandy(Host):
    """A camera."""

    def describe(self) -> None:
        self.model = self.random.choice(_MODELS)
        self.truth.kind, self.truth.maker, self.truth.builder = "camera", "tiandy", "tiandy"
        self.truth.model = self.model

    def serve(self) -> None:
        discovery.answer_probes(self, self.match)
        self.stream_server()
        self.speaks("onvif")

    def act(self) -> None:
        where = [f"http://{self.seat.address}:8899/onvif/device_service"]
        said = discovery.hello(self, discovery.Described(self.scopes(), where))
        self.send(discovery.GROUP, discovery.PORT, said, source=discovery.PORT)
        self.ask_time()

    def scopes(self) -> list[str]:
        more = ["manufacturer/Tiandy", "type/video_encoder"]
        return discovery.scopes_of(self, self.random.choice(("IPC", self.model)), self.model, more)

    def match(self, payload: bytes) -> bytes | None:
        if b"Uniview" in payload or b"Probe" not in payload:
            return None
        where = [f"http://{self.seat.address}:8899/onvif/device_service"]
        described = discovery.Described(self.scopes(), where)
        return discovery.probe_matches(self, described, discovery.message_id(payload))
