"""What of the sentences of a document no catalogue could tell in another language: glued by code, or never marked."""

from functools import cache

import msgspec
from tests.pseudo import left_in_english

from lamppost.model.chain import Link
from lamppost.model.saying import places, sentences_in, told_places
from messages import drawn_out


@cache
def messages():
    """Every message of the product."""
    ids = [one.id for one in drawn_out() if one.id]
    return {text for one in ids for text in ((one,) if isinstance(one, str) else one)}


def untranslatable(document):
    """Sentences that are no message, nor made of one, nor put together of what links of the document say; sorted."""
    held = sorted(set(links_of(document)), key=len, reverse=True)
    return [
        text
        for text in sorted(sentences_in(document) | inner(document))
        if not is_message(text, document) and left_in_english(without(text, held))
    ]


def without(text, held):
    """A text without what is held, the longest first."""
    for one in held:
        text = text.replace(one, " ") if one else text
    return text


def is_message(text, document):
    """Whether a sentence is a message, or made of one with all sentences of ours in marked places."""
    saying = document.sentences.get(text)
    if saying is None:
        return text in messages()
    data = [saying.values[name] for name, is_ours in places(saying.message).items() if not is_ours]
    told = [one for value in data for one in (value if isinstance(value, list) else [value])]
    return {saying.message, saying.plural or saying.message} <= messages() and not any(
        one in document.sentences or (one in messages() and " " in one) for one in told
    )


def inner(document):
    """What stands in the places of sentences that hold sentences of ours."""
    found = set()
    for saying in document.sentences.values():
        for name in told_places(saying.message):
            value = saying.values[name]
            found.update(value if isinstance(value, list) else [value])
    return found


def links_of(value):
    """What the links of a document say: words of others."""
    if isinstance(value, Link):
        yield from (str(getattr(value, name)) for name in value.__struct_fields__)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from links_of(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from links_of(one)
