"""Whether a cell can be read as what it is to say, and what it says."""

from lamppost.model.saying import noted, say
from lamppost.observe.tabular.holding import address_in, host_in, mac_in, several

MOST_LETTERS = 300
_COMPUTED = noted("its value: open the file, and save it")
_SHAPES = {
    "mac": (noted("mac holds no MAC address"), mac_in),
    "address": (noted("address holds no IP address"), address_in),
    "host": (noted("host holds no host name"), host_in),
}
_EXPECTED_SHAPES = {
    "mac": noted("a MAC address"),
    "address": noted("an IP address"),
    "host": noted("a host name"),
}


def wrong_with(field: str, text: str | None, *, is_unknown: bool) -> tuple[str, str] | None:
    """Why a cell cannot be read, and what was expected; its words are not repeated: they may be anybody's."""
    if is_unknown:
        return say("{field} is a formula without a value", field=field), _COMPUTED
    if text is None:
        return None
    if len(text) > MOST_LETTERS:
        return say("{field} has {n} letters, not read", field=field, n=len(text)), say(
            "at most {most}", most=MOST_LETTERS
        )
    if "\0" in text or "\ufffd" in text:
        return say("{field} holds a letter that cannot be read", field=field), noted("text")
    if field in _SHAPES:
        without, read = _SHAPES[field]
        if not any(read(part) for part in [text, *several(text)]):
            return without, _EXPECTED_SHAPES[field]
    return None


def value_of(field: str, text: str | None) -> tuple[str | None, int]:
    """What a cell says, and how many more of the same it says."""
    if field not in _SHAPES or text is None:
        return text, 0
    _, read = _SHAPES[field]
    whole = read(text)
    if whole is not None:
        return whole, 0
    found = list(dict.fromkeys(one for part in several(text) if (one := read(part)) is not None))
    return found[0], len(found) - 1
