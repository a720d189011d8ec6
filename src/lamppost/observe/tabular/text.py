"""How a text that was handed over is written."""

from lamppost.model.errors import LamppostError
from lamppost.model.saying import noted
from lamppost.model.sheets import ReadAs
from lamppost.observe.tabular.encodings import Encoding, find_encoding, named
from lamppost.observe.tabular.handed import Handed, RefusedError


def encoding_of(handed: Handed, chosen: ReadAs) -> Encoding:
    """How the file is written: as the user says, else as its bytes do; it is hashed on the way.

    Raises:
        RefusedError: Its bytes do not tell, or it is no text.
        LamppostError: The user names none that there is.
    """
    told = named(chosen.encoding) if chosen.encoding is not None else None
    if chosen.encoding is not None and told is None:
        raise LamppostError(
            f"--encoding {chosen.encoding}: no such encoding",
            hint="For example utf-8, utf-16, gb18030, cp1252, shift_jis.",
        )
    found = find_encoding(handed.blocks())
    if told is not None:
        return told
    if found is None:
        raise RefusedError(
            noted("letters in an encoding that its bytes do not tell"),
            noted("UTF-8, UTF-16, GB 18030 or cp1252"),
            noted(
                "Say which with --encoding, for example cp1251, shift_jis, big5 or euc_kr; or save it in UTF-8."
            ),
        )
    return found
