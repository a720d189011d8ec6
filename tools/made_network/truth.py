"""What an emulator says of itself when it is done: the answer sheet beside a made capture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Destination:
    """Somewhere outside that a device sent to: the name it asked for, and the octets it handed over."""

    name: str
    address: str
    port: int
    sent_bytes: int


@dataclass
class Truth:
    """One device as its emulator describes it; an empty text where no description names the thing."""

    name: str
    mac: str
    address: str
    kind: str
    maker: str = ""
    builder: str = ""
    model: str = ""
    firmware: str = ""
    speaks: list[str] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    """Texts that belong to people and must not be in any output."""


def write_toml(head: dict[str, Any], devices: Iterable[Truth]) -> str:
    """The truth file's text, devices by address."""
    lines = ["# Made: what the emulators say they were. Never counted in any score."]
    lines += [f"{key} = {_value(value)}" for key, value in head.items()]
    for device in sorted(devices, key=lambda one: [int(part) for part in one.address.split(".")]):
        lines += ["", "[[device]]"]
        lines += [f"{key} = {_value(value)}" for key, value in vars(device).items() if key != "destinations"]
        for destination in device.destinations:
            lines += ["", "  [[device.destination]]"]
            lines += [f"  {key} = {_value(value)}" for key, value in vars(destination).items()]
    return "\n".join(lines) + "\n"


def _value(value: str | int | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, int):
        return str(value).lower()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
