"""A language that nobody speaks: English with its vowels marked, so that whatever stays plain was never translated."""

import gettext
import re

from lamppost.model import language, saying

CODE = "xx"
_PLAIN, _MARKED = "aeiouAEIOU", "äëïöüÄËÏÖÜ"
_KEPT = re.compile(r"\{[^}]*\}|<[^>]*>|&[a-z]+;")
_WORD = re.compile(r"[A-Za-z]{3,}")
_VOWEL = re.compile("[aeiou]", re.IGNORECASE)


class Pseudo(gettext.NullTranslations):
    """Marks the vowels of every message; places and markup stay."""

    def gettext(self, message):
        return marked(message)

    def ngettext(self, one, many, n):
        return marked(one if n == 1 else many)

    def pgettext(self, context, message):
        return marked(message)


def marked(message):
    """The message in the language that nobody speaks."""
    table, out, at = str.maketrans(_PLAIN, _MARKED), [], 0
    for kept in _KEPT.finditer(message):
        out += [message[at : kept.start()].translate(table), kept.group()]
        at = kept.end()
    return "".join([*out, message[at:].translate(table)])


def spoken(monkeypatch):
    """Let the language be one that may be chosen."""
    _forget_names(monkeypatch)
    real = language._catalogue
    monkeypatch.setattr(language, "_catalogue", lambda code: Pseudo() if code == CODE else real(code))
    monkeypatch.setitem(language.LANGUAGES, CODE, "Pseudo")


def left_in_english(shown, *data):
    """Words of a text that bear no mark and that none of the data holds: what was shown untranslated."""
    held = {word.lower() for text in data for word in _WORD.findall(text)}
    words = dict.fromkeys(word for word in _WORD.findall(shown) if _VOWEL.search(word))
    return [word for word in words if word.lower() not in held]


def _forget_names(monkeypatch):
    """Forget texts that another test said as names of others: a word may be a name there and one of ours here."""
    held = {text: one for text, one in saying._made.items() if one.message not in ("{name}", "{text}")}
    monkeypatch.setattr(saying, "_made", held)
