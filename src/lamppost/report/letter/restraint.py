"""What no letter says: words that accuse, whoever wrote them, and what tells of the sender's own network."""

import re
import unicodedata

from lamppost.report.wording import cut, plain

MOST_LETTERS = 160
ACCUSING = re.compile(
    r"violat|breach|unlawful|illegal|illicit|infring|contraven|non-?complian|offen[cs]e|offend|guilt|culprit"
    r"|crimin|accus|malicious|malevolen|espionage|\bspy|spies|backdoor|fraud|cheat|wrongdo|misconduct|transgress"
    r"|\bviol\w+ent|flout"
    r"|verst(?:ö|oe)(?:ß|ss)|verstoß|verstoss|verletz|rechtswidrig|gesetzwidrig|vertragswidrig|unzul(?:ä|ae)ssig"
    r"|unrechtm|spion|schuldig|strafbar|straftat|betr(?:u|ü|ue)g|missbrauch|hintert(?:ü|ue)r|ordnungswidrig",
    re.IGNORECASE,
)
"""English and German words that say that somebody did wrong, in any of their forms."""
_APART = re.compile(r"[\s\-_.·•*'\u2019\"]+")


def accuses(text: str) -> bool:
    """Whether a text holds a word that accuses; letters set apart or of full width do not hide it."""
    words = unicodedata.normalize("NFKC", plain(text))
    return bool(
        ACCUSING.search(words) or re.search("violat|verstoß|verstoss", _APART.sub("", words), re.IGNORECASE)
    )


def quoted(text: object, instead: str) -> str:
    """A value of a stranger as a letter may bear it: one harmless line, or other words where it accuses.

    Braces become brackets, so that nothing in it is taken for a place to fill in.
    """
    words = cut(plain(text), MOST_LETTERS).replace("{", "(").replace("}", ")")
    return instead if accuses(words) else words


def without_own_number(name: str, mac: str | None, instead: str) -> str:
    """A host name in which no label holds the MAC address of the device.

    Args:
        name: The name.
        mac: The address, in any of its usual spellings; None where none is known.
        instead: What stands for such a label.
    """
    digits = re.sub(r"[^0-9a-f]", "", (mac or "").lower())
    if len(digits) != 12:
        return name
    hidden = (digits, digits[6:])
    return ".".join(
        instead if any(one in re.sub(r"[^0-9a-z]", "", label.lower()) for one in hidden) else label
        for label in name.split(".")
    )
