"""What `doctor` finds: the program, what it knows, and the machine that it runs on. No evidence, address or name of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

CONDITION_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A library, an engine or another program that lamppost can use."""

    name: str
    version: str | None
    """As installed; None: not there, or it tells none."""
    is_there: bool
    how: str | None = None
    """How to get what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackState:
    """A pack that was read."""

    id: str
    version: str
    day: str
    age_days: int
    """From its day to the day that is asked for; below zero where the pack is of a later day."""
    origin: str
    """`shipped` or `user`."""
    signed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """When what a kind of packs says is to be looked at again."""

    of: str
    """The kind: organisations, lists, laws and so on, the user's included."""
    n_rows: int
    n_overdue: int
    """Rows whose day of review lies before the day that is asked for."""
    next_on: str | None
    """The first day of review that does not; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingState:
    """A setting, and where its value comes from."""

    name: str
    value: str | bool | int | list[str] | None
    """Of networks and packs of the user's only how many; None: not set."""
    origin: str
    """`flag`, the name of a variable, `lamppost.toml` or `default`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the user's, with the home folder as ~."""

    use: str
    path: str | None
    """None: there is none that could be used."""
    is_writable: bool
    """Now, or once it is made."""
    n_files: int
    n_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What bounds a run; None where it is not bounded, or cannot be told."""

    of: str
    value: int | None
    unit: str
    """`bytes` or `count`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What decides how things are shown."""

    locale: str
    encoding: str
    """Of standard output."""
    language: str
    columns: int
    is_terminal: bool
    uses_color: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """All of it."""

    condition_version: str
    lamppost: str
    python: str
    system: str
    machine: str
    as_of: str
    libraries: Sequence[Part]
    engines: Sequence[Part]
    optional: Sequence[Part]
    packs: Sequence[PackState]
    reviews: Sequence[Review]
    settings: Sequence[SettingState]
    limits: Sequence[Limit]
    folders: Sequence[Folder]
    shown: Surroundings
    faults: Sequence[str]
    """What is wrong, in words; with any of them the exit status is not 0."""
