"""Who is in the made network.

MAC addresses have the real block of the maker where a description ties the two, for else nothing could be
attributed by it, and a made lower half (00:53:xx, as in the documentation block). Everything else lies in the
documentation block 00:00:5E:00:53 (RFC 7042), the phone's is a random one with the local bit.
"""

from __future__ import annotations

from tools.made_network import dahua, hikvision, ordinary
from tools.made_network.gb28181 import Gb28181Camera
from tools.made_network.host import Emulator, Seat
from tools.made_network.tiandy import Tiandy
from tools.made_network.tvt import Tvt
from tools.made_network.uniview import Uniview
from tools.made_network.viid import FaceCamera
from tools.made_network.xiongmai import Xiongmai

_ROWS: tuple[tuple[str, str, int, Emulator], ...] = (
    ("hikvision-camera", "44:19:b6:00:53:21", 21, hikvision.Hikvision),
    ("hikvision-recorder", "58:50:ed:00:53:22", 22, hikvision.Recorder),
    ("hikvision-terminal", "44:19:b6:00:53:23", 23, hikvision.Terminal),
    ("hikvision-doorbell", "44:19:b6:00:53:24", 24, hikvision.Doorbell),
    ("hikvision-rebrand", "08:54:11:00:53:25", 25, hikvision.Rebrand),
    ("dahua-camera", "3c:ef:8c:00:53:26", 26, dahua.Dahua),
    ("dahua-door-station", "3c:ef:8c:00:53:27", 27, dahua.DoorStation),
    ("dahua-lorex", "00:1f:54:00:53:28", 28, dahua.Lorex),
    ("uniview-camera", "88:26:3f:00:53:29", 29, Uniview),
    ("tiandy-camera", "3c:da:6d:00:53:30", 30, Tiandy),
    ("tvt-camera", "58:5b:69:00:53:31", 31, Tvt),
    ("xiongmai-camera", "00:00:5e:00:53:32", 32, Xiongmai),
    ("onvif-camera", "00:00:5e:00:53:33", 33, ordinary.OnvifCamera),
    ("gb28181-camera", "00:00:5e:00:53:35", 35, Gb28181Camera),
    ("face-camera", "00:00:5e:00:53:36", 36, FaceCamera),
    ("plug", "10:5a:17:00:53:40", 40, ordinary.Plug),
    ("phone", "02:00:00:00:53:41", 41, ordinary.Phone),
    ("laptop", "00:00:5e:00:53:42", 42, ordinary.Laptop),
    ("desk", "00:00:5e:00:53:43", 43, ordinary.Desk),
)

CAST: tuple[tuple[Seat, Emulator], ...] = tuple(
    (Seat(name, mac, f"192.168.70.{last}"), emulator) for name, mac, last, emulator in _ROWS
)
