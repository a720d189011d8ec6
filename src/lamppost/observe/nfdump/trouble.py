"""What could not be read of a file of nfdump, in words: where, what it is, what it should be, and what to try."""

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say, say_n

_COPY = noted("Copy the file again; what was read up to there counts.")
_WRITTEN = noted("Is it still being written, or was it cut? Take a file that the collector has closed.")
_BY_NFDUMP = noted("Does `nfdump -r` read it? Then `nfdump -r FILE -w NEW` writes one that can be read.")


def header_cut(name: str) -> Issue:
    """The file is shorter than its header."""
    return Issue(
        evidence=name,
        row=None,
        what=say("the file ends inside its header"),
        expected=say("a header of nfdump"),
        hint=_WRITTEN,
    )


def foreign_order(name: str) -> Issue:
    """The file comes from a machine of the other order of octets."""
    return Issue(
        evidence=name,
        row=None,
        what=say("a file of nfdump that a machine wrote which puts the most significant octet first"),
        expected=say("numbers with the least significant octet first"),
        hint=say("Export it there with `nfdump -r FILE -o csv`."),
    )


def other_layout(name: str, layout: int) -> Issue:
    """A layout that is not known."""
    return Issue(
        evidence=name,
        row=None,
        what=say("a file of nfdump in layout {layout}", layout=layout),
        expected=say("layout 1 (nfdump 1.6) or 2 (nfdump 1.7)"),
        hint=say("Export it with `nfdump -r FILE -o csv`."),
    )


def encrypted(name: str) -> Issue:
    """Its blocks are encrypted."""
    return Issue(
        evidence=name,
        row=None,
        what=say("a file of nfdump whose blocks are encrypted"),
        expected=say("blocks that are not"),
        hint=say("Write a plain one with `nfdump -r FILE -w NEW`."),
    )


def unknown_packing(name: str, packing: int) -> Issue:
    """A packing that is not known."""
    return Issue(
        evidence=name,
        row=None,
        what=say("a file of nfdump whose blocks are packed in way {packing}", packing=packing),
        expected=say("0 (plain), 1 (LZO), 2 (bzip2), 3 (LZ4) or 4 (zstd)"),
        hint=_BY_NFDUMP,
    )


def block_too_long(name: str, row: int, block: int, size: int, most: int) -> Issue:
    """A block says that it is longer than any is."""
    return Issue(
        evidence=name,
        row=row,
        what=say("block {block} says that it has {size!n} bytes; not read on", block=block, size=size),
        expected=say("at most {most!n}", most=most),
        hint=_COPY,
    )


def block_cut(name: str, row: int, block: int, at: int) -> Issue:
    """The file ends inside a block."""
    return Issue(
        evidence=name,
        row=row,
        what=say("the file ends inside block {block}, which begins at byte {at}", block=block, at=at),
        expected=say("a whole block"),
        hint=_WRITTEN,
    )


def block_missing(name: str, row: int, found: int, told: int) -> Issue:
    """The file ends between two blocks."""
    return Issue(
        evidence=name,
        row=row,
        what=say("the file ends behind block {found} of {told}", found=found, told=told),
        expected=say("as many blocks as its header says"),
        hint=_WRITTEN,
    )


def block_damaged(name: str, row: int, block: int, packing: str, reason: str) -> Issue:
    """A block cannot be unpacked."""
    return Issue(
        evidence=name,
        row=row,
        what=say(
            "block {block} cannot be unpacked from {packing}: {reason!t}",
            block=block,
            packing=packing,
            reason=reason,
        ),
        expected=say("a sound block"),
        hint=_COPY,
    )


def other_block(name: str, row: int, block: int, kind: int) -> Issue:
    """A block of a type that is not known."""
    return Issue(
        evidence=name,
        row=row,
        what=say("block {block} is of type {kind}, which was not read", block=block, kind=kind),
        expected=say("blocks of records"),
        hint=_BY_NFDUMP,
    )


def records_lost(name: str, row: int, block: int, count: int) -> Issue:
    """The records of a block do not fit it."""
    return Issue(
        evidence=name,
        row=row,
        what=say_n(
            "{n} record of block {block} was not read: its length, or one before it, does not fit the block",
            "{n} records of block {block} were not read: the length of the first does not fit the block",
            count,
            block=block,
        ),
        expected=say("records that follow each other"),
        hint=_COPY,
    )


def more_stretches(name: str, count: int) -> Issue:
    """There are more stretches that were not read than are told."""
    return Issue(
        evidence=name,
        row=None,
        what=say_n(
            "{n} more stretch of the file was not read", "{n} more stretches of the file were not read", count
        ),
        expected=say("sound blocks of records"),
        hint=_COPY,
    )


def broken_records(name: str, row: int, count: int) -> Issue:
    """Single records that are not what their type says."""
    return Issue(
        evidence=name,
        row=row,
        what=say_n(
            "{n} record holds no addresses or counters, or not where its type says",
            "{n} records hold no addresses or counters, or not where their type says; this one first",
            count,
        ),
        expected=say("flow records of nfdump"),
        hint=say("The rest of the file was read; does `nfdump -r` read these?"),
    )


def no_flows(name: str, count: int, kinds: list[int]) -> Issue:
    """Records, none of which is a flow."""
    return Issue(
        evidence=name,
        row=None,
        what=say_n(
            "the file holds {n} record, of type {kinds}, and no flow that is read here",
            "the file holds {n} records, of types {kinds}, and no flow that is read here",
            count,
            kinds=[str(one) for one in kinds],
        ),
        expected=say("flow records of nfdump"),
        hint=say("Does `nfdump -r` show flows in it?"),
    )


def events(name: str, row: int, count: int) -> Issue:
    """Records of events, which are no flows."""
    return Issue(
        evidence=name,
        row=row,
        what=say_n(
            "{n} record tells an event of a firewall or of address translation, and was passed over",
            "{n} records tell events of a firewall or of address translation, and were passed over; this one first",
            count,
        ),
        expected=say("records of flows"),
        hint=say("Collect flows beside the events, or give a capture of the exports."),
    )
