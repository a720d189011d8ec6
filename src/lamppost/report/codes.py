"""Codes of a document as words in the reader's language; one that is not known here is shown as it is."""

from lamppost.model.language import tr_in


def verdict(code: str) -> str:
    """What a verdict says, in one word."""
    words = {
        "fail": tr_in("verdict", "fail"),
        "open": tr_in("verdict", "open"),
        "pass": tr_in("verdict", "pass"),
        "notApplicable": tr_in("verdict", "notApplicable"),
    }
    return words.get(code, code)


def role(code: str) -> str:
    """What a name is for, as its owner's documents say."""
    words = {
        "cloud": tr_in("role of a name", "cloud"),
        "signalling": tr_in("role of a name", "signalling"),
        "relay": tr_in("role of a name", "relay"),
        "time": tr_in("role of a name", "time"),
        "update": tr_in("role of a name", "update"),
        "api": tr_in("role of a name", "api"),
        "push": tr_in("role of a name", "push"),
        "web": tr_in("role of a name", "web"),
        "dns": tr_in("role of a name", "dns"),
        "analytics": tr_in("role of a name", "analytics"),
        "cdn": tr_in("role of a name", "cdn"),
    }
    return words.get(code, code)


def origin(code: str) -> str:
    """Whence a pack is."""
    words = {"shipped": tr_in("origin of a pack", "shipped"), "user": tr_in("origin of a pack", "user")}
    return words.get(code, code)


def read(code: str) -> str:
    """How much of a file was read."""
    words = {
        "whole": tr_in("how much was read", "whole"),
        "part": tr_in("how much was read", "part"),
        "none": tr_in("how much was read", "none"),
    }
    return words.get(code, code)


def level(code: str) -> str:
    """Who a document is shared with."""
    words = {
        "public": tr_in("shared with", "public"),
        "partner": tr_in("shared with", "partner"),
        "regulator": tr_in("shared with", "regulator"),
    }
    return words.get(code, code)


def change(code: str) -> str:
    """What became of something that is said."""
    words = {
        "appeared": tr_in("change", "appeared"),
        "went": tr_in("change", "went"),
        "changed": tr_in("change", "changed"),
    }
    return words.get(code, code)


def fact(value: object) -> object:
    """What was told of a fact about the user; a text as it is."""
    if value is None:
        return tr_in("answer", "not told")
    if isinstance(value, bool):
        return tr_in("answer", "yes") if value else tr_in("answer", "no")
    return value
