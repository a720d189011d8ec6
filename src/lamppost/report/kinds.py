"""The kinds of device in words: each by its name, and so many of it."""

from collections.abc import Callable, Mapping

from lamppost.model.language import tr, tr_n
from lamppost.model.saying import noted
from lamppost.report.lettering import counted, plain

KIND_NAMES: Mapping[str, str] = {
    "camera": noted("Camera"),
    "doorbell": noted("Doorbell"),
    "recorder": noted("Recorder"),
    "access_terminal": noted("Access terminal"),
    "plate_reader": noted("Plate reader"),
    "body_camera_dock": noted("Body camera dock"),
    "conference": noted("Conference system"),
    "speaker": noted("Speaker"),
    "microphone": noted("Microphone"),
    "baby_monitor": noted("Baby monitor"),
    "tv": noted("TV"),
    "phone": noted("Phone"),
    "computer": noted("Computer"),
    "printer": noted("Printer"),
    "router": noted("Router"),
    "hub": noted("Hub"),
    "plug": noted("Plug"),
    "light": noted("Light"),
    "sensor": noted("Sensor"),
    "appliance": noted("Appliance"),
    "other": noted("Other device"),
    "unknown": noted("Device of unknown kind"),
}
KIND_IDS: Mapping[str, str] = {
    "camera": noted("camera"),
    "doorbell": noted("doorbell"),
    "recorder": noted("recorder"),
    "access_terminal": noted("access_terminal"),
    "plate_reader": noted("plate_reader"),
    "body_camera_dock": noted("body_camera_dock"),
    "conference": noted("conference"),
    "speaker": noted("speaker"),
    "microphone": noted("microphone"),
    "baby_monitor": noted("baby_monitor"),
    "tv": noted("tv"),
    "phone": noted("phone"),
    "computer": noted("computer"),
    "printer": noted("printer"),
    "router": noted("router"),
    "hub": noted("hub"),
    "plug": noted("plug"),
    "light": noted("light"),
    "sensor": noted("sensor"),
    "appliance": noted("appliance"),
    "other": noted("other"),
    "unknown": noted("unknown"),
}
"""As documents write them; what stands in a sentence of one is said in the reader's language."""
_COUNTS: Mapping[str, Callable[[int], str]] = {
    "camera": lambda n: tr_n("{n} camera", "{n} cameras", n),
    "doorbell": lambda n: tr_n("{n} doorbell", "{n} doorbells", n),
    "recorder": lambda n: tr_n("{n} recorder", "{n} recorders", n),
    "access_terminal": lambda n: tr_n("{n} access terminal", "{n} access terminals", n),
    "plate_reader": lambda n: tr_n("{n} plate reader", "{n} plate readers", n),
    "body_camera_dock": lambda n: tr_n("{n} body camera dock", "{n} body camera docks", n),
    "conference": lambda n: tr_n("{n} conference system", "{n} conference systems", n),
    "speaker": lambda n: tr_n("{n} speaker", "{n} speakers", n),
    "microphone": lambda n: tr_n("{n} microphone", "{n} microphones", n),
    "baby_monitor": lambda n: tr_n("{n} baby monitor", "{n} baby monitors", n),
    "tv": lambda n: tr_n("{n} TV", "{n} TVs", n),
    "phone": lambda n: tr_n("{n} phone", "{n} phones", n),
    "computer": lambda n: tr_n("{n} computer", "{n} computers", n),
    "printer": lambda n: tr_n("{n} printer", "{n} printers", n),
    "router": lambda n: tr_n("{n} router", "{n} routers", n),
    "hub": lambda n: tr_n("{n} hub", "{n} hubs", n),
    "plug": lambda n: tr_n("{n} plug", "{n} plugs", n),
    "light": lambda n: tr_n("{n} light", "{n} lights", n),
    "sensor": lambda n: tr_n("{n} sensor", "{n} sensors", n),
    "appliance": lambda n: tr_n("{n} appliance", "{n} appliances", n),
    "other": lambda n: tr_n("{n} other device", "{n} other devices", n),
    "unknown": lambda n: tr_n("{n} device of unknown kind", "{n} devices of unknown kind", n),
}


def kind_name(kind: str) -> str:
    """`Access terminal`."""
    return tr(KIND_NAMES[kind]) if kind in KIND_NAMES else plain(kind).replace("_", " ").capitalize()


def kind_count(kind: str, count: int) -> str:
    """`3 phones`."""
    if kind in _COUNTS:
        return _COUNTS[kind](count)
    return counted(count, plain(kind).replace("_", " "))
