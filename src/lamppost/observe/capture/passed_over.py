"""What a pcapng holds beside packets, in words that say what was done with it, and what of that is damaged."""

from collections.abc import Callable

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.capture.pcapng_blocks import (
    BLOCK_COUNTS_DAMAGED,
    BLOCK_CUSTOM,
    BLOCK_JOURNAL,
    BLOCK_NAMES,
    BLOCK_ODD,
    BLOCK_SECRETS,
)

_PACKETS = noted("packets")
_USUAL = noted("Nothing is missing of the packets; the tool that wrote the file reads it.")


def blocks_passed_over(name: str, counts: list[int], odd: int) -> list[Issue]:
    """One issue per kind of block that holds no packets and was passed over, or is damaged.

    Args:
        name: The file's name.
        counts: Blocks of each kind of `pcapng_blocks.BLOCK_*`.
        odd: Type of the first that is of no known kind.
    """
    told: dict[int, Callable[[int], tuple[str, str, str]]] = {
        BLOCK_NAMES: _of_names,
        BLOCK_SECRETS: _of_keys,
        BLOCK_JOURNAL: _of_a_journal,
        BLOCK_CUSTOM: _of_a_vendor,
        BLOCK_COUNTS_DAMAGED: _of_damaged_counts,
        BLOCK_ODD: lambda count: _of_no_known_kind(count, odd),
    }
    found = []
    for kind, words in told.items():
        if counts[kind]:
            what, expected, hint = words(counts[kind])
            found.append(Issue(evidence=name, row=None, what=what, expected=expected, hint=hint))
    return found


def _of_names(count: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} block of names (Name Resolution Block) that the capturing tool looked up; "
        "not used, for they do not say which device asked",
        "holds {n} blocks of names (Name Resolution Block) that the capturing tool looked up; "
        "not used, for they do not say which device asked",
        count,
    )
    hint = say("Names that devices asked for are read from their DNS.")
    return what, say("names in the packets themselves"), hint


def _of_keys(count: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} block of keys (Decryption Secrets Block); "
        "nothing was decrypted with them, and none is kept in the result",
        "holds {n} blocks of keys (Decryption Secrets Block); "
        "nothing was decrypted with them, and none is kept in the result",
        count,
    )
    hint = say(
        "Whoever has the file can read that traffic; without the keys: "
        "editcap --discard-all-secrets FILE FILE.pcapng."
    )
    return what, say("packets that need no keys"), hint


def _of_a_journal(count: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} block of a systemd journal; passed over",
        "holds {n} blocks of a systemd journal; passed over",
        count,
    )
    return what, _PACKETS, say("journalctl reads journals.")


def _of_damaged_counts(count: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} damaged block of what an interface counted (Interface Statistics Block); "
        "what it lost is not known from it",
        "holds {n} damaged blocks of what an interface counted (Interface Statistics Block); "
        "what it lost is not known from them",
        count,
    )
    return what, say("options that fit their block"), say("Capture again, or use the part that was read.")


def _of_a_vendor(count: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} block of a vendor's own kind (Custom Block); passed over",
        "holds {n} blocks of a vendor's own kind (Custom Block); passed over",
        count,
    )
    return what, _PACKETS, _USUAL


def _of_no_known_kind(count: int, odd: int) -> tuple[str, str, str]:
    what = say_n(
        "holds {n} block of a kind that no specification names ({first} first); passed over",
        "holds {n} blocks of a kind that no specification names ({first} first); passed over",
        count,
        first=f"0x{odd:08x}",
    )
    return what, _PACKETS, _USUAL
