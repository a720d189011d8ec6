"""Frames out of the blocks of a pcapng file: where each stands, how long it was, when, on which link.

The format is draft-ietf-opsawg-pcapng, with the obsolete packet block of its appendix; section 4 has the blocks and
their options.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_BLOCK,
    BAD_EMPTY,
    BAD_INTERFACE,
    BAD_LENGTHS,
    BAD_TIME,
    F_BIG,
    F_BLOCKS,
    F_INTERFACES,
    F_LIMIT,
    F_LOST,
    F_ODD,
    F_POS,
    F_SKIP,
    F_STOP,
    F_TIME,
    I_DIVIDE,
    I_DROPS,
    I_LINK,
    I_LOST,
    I_OFFSET,
    I_SHIFT,
    I_SNAP,
    I_TIMES,
    I_WIDTH,
    LEAST_LIMIT,
    MOST_INTERFACES,
    MOST_OCTETS,
    MOST_OPTIONS,
    STOP_BLOCK,
    STOP_FULL,
    STOP_LENGTH,
    STOP_MORE,
    STOP_SECTION,
)
from lamppost.observe.capture.octets import Longs, Octets, u16_of, u32_of

_SECTION = 0x0A0D0D0A
_INTERFACE = 1
_PACKET = 2  # obsolete
_SIMPLE = 3
_NAMES = 4
_STATISTICS = 5
_ENHANCED = 6
_JOURNAL = 9
_SECRETS = 10
_CUSTOM = 0x0BAD
_CUSTOM_KEPT = 0x40000BAD

BLOCK_NAMES = 0  # kinds of blocks other than of packets, counted from F_BLOCKS on
BLOCK_STATISTICS = 1
BLOCK_JOURNAL = 2
BLOCK_SECRETS = 3
BLOCK_CUSTOM = 4
BLOCK_ODD = 5
BLOCK_COUNTS_DAMAGED = 6  # of those of statistics, the ones whose options do not fit
BLOCK_KINDS = 7

_MICROSECONDS = 1_000_000
_LATEST = 1 << 62
_FAR_SECONDS = 1 << 40


@kernel
def frame_pcapng(
    buf: Octets, pos: int, end: int, form: Longs, interfaces: Longs,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs, most: int,
) -> int:  # fmt: skip
    """How many packets were found; the same arrays as `pcap_records.frame_pcap`, interfaces kept in `interfaces`."""
    n = 0
    form[F_STOP] = STOP_MORE
    while True:
        if form[F_SKIP] > 0:
            passed = min(form[F_SKIP], end - pos)
            pos += passed
            form[F_SKIP] -= passed
        if end - pos < 12:
            break
        if n == most:
            form[F_STOP] = STOP_FULL
            break
        kind = u32_of(buf, pos, form[F_BIG])
        if kind == _SECTION:
            magic = u32_of(buf, pos + 8, 1)
            if magic == 0x1A2B3C4D:
                form[F_BIG] = 1
            elif magic == 0x4D3C2B1A:
                form[F_BIG] = 0
            else:
                form[F_STOP] = STOP_SECTION
                break
        big = form[F_BIG]
        length = u32_of(buf, pos + 4, big)
        if length < 12 or length & 3:
            form[F_STOP] = STOP_BLOCK
            break
        is_packet = kind in (_ENHANCED, _SIMPLE, _PACKET)
        if length > end - pos:
            if is_packet or kind in (_INTERFACE, _SECTION):
                if length > form[F_LIMIT]:
                    form[F_STOP] = STOP_LENGTH
                break
            if kind != _STATISTICS or length > LEAST_LIMIT:
                _count_block(kind, form)
                form[F_SKIP] = length
                continue
            break
        if u32_of(buf, pos + length - 4, big) != length:
            form[F_STOP] = STOP_BLOCK
            break
        if kind == _SECTION:
            close_section(form, interfaces)
        elif kind == _INTERFACE:
            _read_interface(buf, pos, length, form, interfaces)
        elif is_packet:
            _read_packet(
                buf, pos, kind, length, form, interfaces, offsets, captured, original, times, links, bad, n
            )
            n += 1
        else:
            _count_block(kind, form)
            if kind == _STATISTICS:
                _read_statistics(buf, pos, length, form, interfaces)
        pos += length
    form[F_POS] = pos
    return n


@kernel
def close_section(form: Longs, interfaces: Longs) -> None:
    """Add up what the section's interfaces lost: what the statistics say, or the packets, if that is more."""
    for number in range(form[F_INTERFACES]):
        at = number * I_WIDTH
        form[F_LOST] += max(interfaces[at + I_LOST], interfaces[at + I_DROPS])
    form[F_INTERFACES] = 0


@kernel
def _count_block(kind: int, form: Longs) -> None:
    """One more block of its kind, that holds no packet."""
    if kind == _NAMES:
        counted = BLOCK_NAMES
    elif kind == _STATISTICS:
        counted = BLOCK_STATISTICS
    elif kind == _JOURNAL:
        counted = BLOCK_JOURNAL
    elif kind == _SECRETS:
        counted = BLOCK_SECRETS
    elif kind in (_CUSTOM, _CUSTOM_KEPT):
        counted = BLOCK_CUSTOM
    else:
        counted = BLOCK_ODD
        if form[F_BLOCKS + BLOCK_ODD] == 0:
            form[F_ODD] = kind
    form[F_BLOCKS + counted] += 1


@kernel
def _read_statistics(buf: Octets, pos: int, length: int, form: Longs, interfaces: Longs) -> None:
    """What an interface and its system lost since the capture began (isb_ifdrop, isb_osdrop)."""
    big = form[F_BIG]
    dropped = _option_count(buf, pos + 20, pos + length - 4, 5, big)
    if length < 24 or dropped < 0:
        form[F_BLOCKS + BLOCK_COUNTS_DAMAGED] += 1
        return
    number = u32_of(buf, pos + 8, big)
    if number >= form[F_INTERFACES]:
        return
    lost = dropped + _option_count(buf, pos + 20, pos + length - 4, 7, big)
    at = number * I_WIDTH + I_LOST
    interfaces[at] = max(interfaces[at], lost)


@kernel
def _option_count(buf: Octets, pos: int, end: int, wanted: int, big: int) -> int:
    """The number of 64 bits in the wanted option, 0 where there is none that can be, -1 where an option does not fit."""
    found = 0
    while end - pos >= 4:
        code = u16_of(buf, pos, big)
        size = u16_of(buf, pos + 2, big)
        pos += 4
        if code == 0:
            return found
        if size > end - pos:
            return -1
        if code == wanted and size == 8 and found == 0:
            high = u32_of(buf, pos + (0 if big else 4), big)
            low = u32_of(buf, pos + (4 if big else 0), big)
            if high < 0x10000:  # nobody counted so many
                found = high << 32 | low
        pos += (size + 3) & ~3
    return found


@kernel
def _read_packet(
    buf: Octets, pos: int, kind: int, length: int, form: Longs, interfaces: Longs,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs, n: int,
) -> None:  # fmt: skip
    """One packet block into row n."""
    big = form[F_BIG]
    bad[n] = 0
    start = 12 if kind == _SIMPLE else 28
    room = length - start - 4
    number = 0
    offsets[n] = pos + start
    times[n] = form[F_TIME]
    if room < 0:  # too short for its own fields
        captured[n] = 0
        original[n] = 0
        links[n] = -1
        bad[n] = BAD_BLOCK
        return
    if kind == _SIMPLE:
        sent = u32_of(buf, pos + 8, big)
        size = min(sent, room)
        if form[F_INTERFACES] > 0 and interfaces[I_SNAP] > 0:
            size = min(size, interfaces[I_SNAP])
    else:
        number = u16_of(buf, pos + 8, big) if kind == _PACKET else u32_of(buf, pos + 8, big)
        size = u32_of(buf, pos + 20, big)
        sent = u32_of(buf, pos + 24, big)
        if size > room:
            size = room
            bad[n] = BAD_BLOCK
    if number >= form[F_INTERFACES]:
        links[n] = -1
        bad[n] = BAD_INTERFACE
    else:
        links[n] = interfaces[number * I_WIDTH + I_LINK]
        if kind == _PACKET:
            dropped = u16_of(buf, pos + 10, big)
            if dropped != 0xFFFF:  # not known
                interfaces[number * I_WIDTH + I_DROPS] += dropped
        elif kind == _ENHANCED and room - ((size + 3) & ~3) >= 12:  # options: epb_dropcount
            dropped = _option_count(buf, pos + 28 + ((size + 3) & ~3), pos + length - 4, 4, big)
            interfaces[number * I_WIDTH + I_DROPS] += dropped
        if kind != _SIMPLE:
            _read_time(
                u32_of(buf, pos + 12, big),
                u32_of(buf, pos + 16, big),
                form,
                interfaces,
                number,
                times,
                bad,
                n,
            )
    if size == 0 and bad[n] == 0:
        bad[n] = BAD_EMPTY
    if size > sent:
        bad[n] = BAD_LENGTHS
        sent = size
    captured[n] = size
    original[n] = sent


@kernel
def _read_time(
    high: int, low: int, form: Longs, interfaces: Longs, number: int, times: Longs, bad: Longs, n: int
) -> None:
    """Row n's time in microseconds; one that does not fit is malformed and the frame before stands in."""
    at = number * I_WIDTH
    value = -1
    if high < 0x40000000:
        units = high << 32 | low
        shift = interfaces[at + I_SHIFT]
        if shift > 0:
            seconds = units >> shift
            rest = units - (seconds << shift)
            if shift > 40:
                rest >>= shift - 40
                shift = 40
            if seconds <= _LATEST // _MICROSECONDS:
                value = seconds * _MICROSECONDS + (rest * _MICROSECONDS >> shift)
        elif units <= _LATEST // interfaces[at + I_TIMES]:
            value = units * interfaces[at + I_TIMES] // interfaces[at + I_DIVIDE]
    if 0 <= value < _LATEST:
        value += interfaces[at + I_OFFSET]
    if value < 0 or value >= _LATEST:
        bad[n] = BAD_TIME
        return
    times[n] = value
    form[F_TIME] = value


@kernel
def _read_interface(buf: Octets, pos: int, length: int, form: Longs, interfaces: Longs) -> None:
    """One more interface of this section: link type, snapshot length, resolution and offset of times."""
    number = form[F_INTERFACES]
    if number >= MOST_INTERFACES or length < 20:
        return
    big = form[F_BIG]
    at = number * I_WIDTH
    interfaces[at + I_LINK] = u16_of(buf, pos + 8, big)
    interfaces[at + I_SNAP] = u32_of(buf, pos + 12, big)
    form[F_LIMIT] = max(form[F_LIMIT], min(interfaces[at + I_SNAP], MOST_OCTETS) + MOST_OPTIONS)
    interfaces[at + I_TIMES] = 1
    interfaces[at + I_DIVIDE] = 1
    interfaces[at + I_SHIFT] = 0
    interfaces[at + I_OFFSET] = 0
    interfaces[at + I_LOST] = 0
    interfaces[at + I_DROPS] = 0
    form[F_INTERFACES] = number + 1
    end = pos + length - 4
    pos += 16
    while end - pos >= 4:
        code = u16_of(buf, pos, big)
        size = u16_of(buf, pos + 2, big)
        pos += 4
        if code == 0 or size > end - pos:
            return
        if code == 9 and size >= 1:
            _set_resolution(buf[pos] & 0xFF, interfaces, at)
        elif code == 14 and size >= 8:
            seconds = u32_of(buf, pos + (0 if big else 4), big)
            seconds = ((seconds ^ 0x80000000) - 0x80000000) << 32 | u32_of(buf, pos + (4 if big else 0), big)
            if abs(seconds) < _FAR_SECONDS:
                interfaces[at + I_OFFSET] = seconds * _MICROSECONDS
        pos += (size + 3) & ~3


@kernel
def _set_resolution(value: int, interfaces: Longs, at: int) -> None:
    """if_tsresol: a negative power of 10, or of 2 when the highest bit is set."""
    power = value & 0x7F
    interfaces[at + I_TIMES] = 1
    interfaces[at + I_DIVIDE] = 1
    interfaces[at + I_SHIFT] = 0
    if value & 0x80:
        interfaces[at + I_SHIFT] = min(power, 62)
        if power == 0:  # whole seconds
            interfaces[at + I_TIMES] = _MICROSECONDS
        return
    for _ in range(min(max(6 - power, 0), 6)):
        interfaces[at + I_TIMES] *= 10
    for _ in range(min(max(power - 6, 0), 18)):
        interfaces[at + I_DIVIDE] *= 10
