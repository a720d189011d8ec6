"""Which elements of a map are cameras by their tags, and which of the tags are kept."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from lamppost.model.ground import CAMERA_TAGS

Get = Callable[[str], str | None]
LONGEST_VALUE: Final = 255
"""Signs that a value of OpenStreetMap has at most; what is longer comes from no such file, and is cut."""
_KEPT: Final = frozenset(CAMERA_TAGS)


def is_camera(tag: Get) -> bool:
    """Whether an element is tagged as something that watches: `man_made=surveillance`, alone or among others.

    Args:
        tag: Gives the value of a tag, None where the element has none of that name.
    """
    value = tag("man_made")
    return value is not None and "surveillance" in [word.strip() for word in value.split(";")]


def is_surveillance_relation(tag: Get) -> bool:
    """Whether the tags are those of a relation of cameras and what they see, which is counted and not read.

    Args:
        tag: Gives the value of a tag, None where the relation has none of that name.
    """
    return tag("type") == "surveillance" and not is_camera(tag)


def camera_tags(tags: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Those tags of a camera that are kept, in order of their names; none is free text."""
    return {
        key: value.strip()[:LONGEST_VALUE] for key, value in sorted(tags) if key in _KEPT and value.strip()
    }
