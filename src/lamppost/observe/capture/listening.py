"""Payloads chosen by the kernels into names and self-descriptions, each distinct one once."""

import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lamppost.model.addresses import MULTICAST_BIT, ip_text
from lamppost.model.observations import NAME_SOURCES, NO_MAC, SENDER_ARP, SelfDescription
from lamppost.model.saying import say
from lamppost.observe.capture.datagrams import Datagrams
from lamppost.observe.capture.decoder import Column, Decoder
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    E_AS,
    E_CUT,
    E_DST_MAC,
    E_FILE,
    E_FLOW,
    E_FROM_A,
    E_INDEX,
    E_LENGTH,
    E_OFFSET,
    E_PART,
    E_ROW,
    E_SEQ,
    E_SRC_MAC,
    E_TIME,
    FLOW_A_HIGH,
    FLOW_A_LOW,
    FLOW_B_HIGH,
    FLOW_B_LOW,
    FLOW_BITS,
    FLOW_KEY,
    FLOW_NAME,
    FLOW_WIDTH,
    FRAGMENT,
    FRAME,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_OCTETS,
    HEAD_SEGMENTS,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    MEDIA,
    NO_NAME,
    QUIC,
    QUIC_WAITING,
    TWO_NAMES,
)
from lamppost.observe.capture.media import MediaWatch, Run
from lamppost.observe.capture.part import Part
from lamppost.observe.capture.quicwatch import QuicHello, QuicWatch
from lamppost.observe.capture.streamhead import Head, is_whole

if TYPE_CHECKING:
    from lamppost.observe.capture.payloads.heard import Heard, HeardName, Said

EventOf = Callable[[str], list[int]]
TakeExport = Callable[[bytes, tuple[int, int], tuple[int, int], int, int], bool]
"""Payload, ports and the sender's address, file and frame in; whether it was an export of flows."""

Side = tuple[int, int, int]
"""Part, flow's row, and 1 for the end that is first in order."""
Address = tuple[int, int]
"""Both halves, as signed numbers."""

MOST_WAITING = 20_000  # stream heads kept until they are whole; beyond that the oldest are read as they are
MOST_WAITING_OCTETS = 1 << 25
MOST_VALUES = 256  # distinct values of one field that one sender is heard with: paths may be many
MOST_KINDS = 50  # distinct sentences about malformed payloads
_SIGN = 1 << 63
_MASK = (1 << 64) - 1
_UNSPECIFIED_V4 = 0, 0xFFFF << 32


def side_of(event: list[int]) -> Side:
    """Which side of which flow sent the payload."""
    return event[E_PART], event[E_FLOW], event[E_FROM_A]


class Listener:
    """Reads payloads and keeps what they say."""

    def __init__(self, decoder: Decoder, take_export: TakeExport | None = None) -> None:
        """Know the tables that the events point into, and who takes exports of flows."""
        from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
        from lamppost.observe.capture.payloads.rtp import media_heard
        from lamppost.observe.capture.payloads.sadp import read_sadp_frame
        from lamppost.observe.capture.payloads.tls_hello import read_hello

        self._read_datagram, self._read_stream, self._media_heard = read_datagram, read_stream, media_heard
        self._read_frame, self._read_hello = read_sadp_frame, read_hello
        self._parts, self._take_export = decoder.parts, take_export
        self._datagrams = [Datagrams() for _ in self._parts]
        self._heads: OrderedDict[Side, Head] = OrderedDict()
        self._done: set[Side] = set()
        self._waiting_octets = 0
        self._media = MediaWatch()
        self._quic = QuicWatch()
        self._n_values: Counter[tuple[int, str, str]] = Counter()
        self._addresses: dict[tuple[int, int], str] = {}
        self.said: dict[tuple[int, str, str, str], SelfDescription] = {}
        self.malformed: dict[int, dict[str, list[int]]] = {}
        """For each file, by sentence: how many, and the first frame."""
        self.tls_without_name = 0

    def hear(self, buffer: bytearray, events: Sequence[Column]) -> None:
        """Read datagrams at once, and segments when their side's beginning is whole.

        Args:
            buffer: The block that the events point into.
            events: Of each part, in the order of frames.
        """
        memory = memoryview(buffer)
        for event, flow in self._in_order(events):
            offset, length = event[E_OFFSET], event[E_LENGTH]
            if offset < 0:
                payload = self._parts[event[E_PART]].octets(offset, length)
            else:
                payload = bytes(memory[offset : offset + length])
            if event[E_SEQ] == FRAGMENT:
                whole = self._datagrams[event[E_PART]].add(payload, event)
                if whole is None:
                    continue
                payload, event = whole  # noqa: PLW2901
                flow = self._parts[event[E_PART]].flow_rows()[event[E_FLOW]].tolist()  # noqa: PLW2901
            if event[E_SEQ] == FRAME:
                self._take_frame(payload, event)
            elif event[E_SEQ] == MEDIA:
                self._take_media(self._media.add(payload, event, flow))
            elif event[E_SEQ] in (QUIC, QUIC_WAITING):
                self._keep_initial(payload, event, flow)
            elif event[E_SEQ] < 0:
                self._read(payload, event, flow)
            else:
                self._keep(payload, event, flow)
        self._mark_done()

    def _take_frame(self, payload: bytes, event: list[int]) -> None:
        """Keep what a frame that is not IP says of its sender."""
        self._take(self._read_frame(payload), event, ((0, 0), (0, 0)), event[E_AS], lambda _: event)

    def _in_order(self, events: Sequence[Column]) -> Iterator[tuple[list[int], list[int]]]:
        """Events of all parts in the order of frames, each with its flow's row."""
        flows = [_flows_of(part, found) for part, found in zip(self._parts, events, strict=True)]
        if len(events) == 1:
            return zip(events[0].tolist(), flows[0].tolist(), strict=True)
        together = np.concatenate(events)
        order = np.argsort(together[:, E_INDEX], kind="stable")
        return zip(together[order].tolist(), np.concatenate(flows)[order].tolist(), strict=True)

    def finish(self) -> None:
        """Forget what lacks a fragment; read the stream heads and runs of media that are still waiting."""
        self.hear(bytearray(), [part.kept() for part in self._parts])
        self._datagrams = [Datagrams() for _ in self._parts]
        while self._heads:
            self._read_oldest()
        while self._media:
            self._take_media(self._media.judge_oldest())
        while self._quic:
            self._take_hello(self._quic.leave_oldest())
        self._mark_done()

    def _keep(self, payload: bytes, event: list[int], flow: list[int]) -> None:
        """Add a segment to its side's head; read the head when nothing more is needed."""
        key = side_of(event)
        head = self._heads.get(key)
        if head is None:
            if is_whole(payload):  # also of ports that are used again before the kernel was told
                self._done.add(key)
                self._read(payload, event, flow)
                return
            if key in self._done:
                return
            head = self._heads[key] = Head(event, flow)
        head.add(event[E_SEQ], payload, event)
        self._waiting_octets += len(payload)
        if head.count >= HEAD_SEGMENTS or head.octets >= HEAD_OCTETS or is_whole(head.joined()):
            self._read_head(key)
        while len(self._heads) > MOST_WAITING or self._waiting_octets > MOST_WAITING_OCTETS:
            self._read_oldest()

    def _read_oldest(self) -> None:
        self._read_head(next(iter(self._heads)))

    def _read_head(self, key: Side) -> None:
        """Parse one side's beginning."""
        head = self._heads.pop(key)
        self._waiting_octets -= head.octets
        self._done.add(key)
        data = head.joined()
        self._read(data, head.event, head.flow, lambda value: head.event_of(data, value))

    def _take_media(self, judged: tuple[Run, str] | None) -> None:
        """Keep what a run of media says of its sender; its flow needs no more looking at."""
        if judged is None:
            return
        run, media = judged
        self._done.add(side_of(run.event))
        _, ends, vlan = self._ends(run.event, run.flow)
        self._take(self._media_heard(media), run.event, ends, vlan, lambda _: run.event)

    def _keep_initial(self, payload: bytes, event: list[int], flow: list[int]) -> None:
        """Add a datagram to its side's hello; read the hello when nothing more is needed."""
        if event[E_SEQ] == QUIC_WAITING and _is_done(flow[FLOW_BITS], event[E_FROM_A]):
            return  # the kernel has heard the rest of it since
        if side_of(event) not in self._done:
            hello = self._quic.add(payload, event, flow)
            if hello is not None:
                self._take_hello(hello)

    def _take_hello(self, hello: QuicHello) -> None:
        """Keep what a QUIC client asks for; neither side of its flow needs more looking at then."""
        part, row, from_a = side_of(hello.event)
        if hello.is_waiting:
            if _is_done(int(self._parts[part].flow_rows()[row, FLOW_BITS]), from_a):
                return
            hello.open_waiting()
        self._done.add((part, row, from_a))
        if not hello.is_client:
            return
        self._done.add((part, row, 1 - from_a))
        data = hello.joined()
        _, ends, vlan = self._ends(hello.event, hello.flow)
        heard = self._read_hello(data, "q")
        self._take(heard, hello.event, ends, vlan, lambda value: hello.event_of(data, value))

    def _mark_done(self) -> None:
        """Tell the kernel of the sides that it need not look at again."""
        for number, part in enumerate(self._parts):
            rows = part.flow_rows()
            for side, shift in ((0, HEAD_SHIFT_B), (1, HEAD_SHIFT_A)):
                done = [key[1] for key in self._done if key[0] == number and key[2] == side]
                rows[done, FLOW_BITS] = (rows[done, FLOW_BITS] & ~(HEAD_BITS << shift)) | HEAD_DONE << shift
        self._done.clear()

    def _read(
        self, payload: bytes, event: list[int], flow: list[int], event_of: "EventOf | None" = None
    ) -> None:
        """What one datagram or stream head says.

        Args:
            payload: Its octets.
            event: Where they stand.
            flow: The flow's row.
            event_of: Finds the segment that holds a value, in a head of several.
        """
        ports, ends, vlan = self._ends(event, flow)
        if event[E_SEQ] < 0:
            if (
                self._take_export is not None
                and payload[:1] == b"\0"  # the upper half of a small version
                and self._take_export(payload, ports, ends[0], event[E_FILE], event[E_ROW])
            ):
                return
            heard = self._read_datagram(ports[0], ports[1], payload)
        else:
            from_opener = bool(flow[FLOW_BITS] & BIT_OPENER_A) == (event[E_FROM_A] == 1)
            server_port = ports[1] if from_opener else ports[0]
            heard = self._read_stream(payload, from_opener=from_opener, server_port=server_port)
        self._take(heard, event, ends, vlan, event_of or (lambda _: event))

    def _ends(
        self, event: list[int], flow: list[int]
    ) -> tuple[tuple[int, int], tuple[Address, Address], int]:
        """Ports and addresses, the sender's first, and the VLAN."""
        key = flow[FLOW_KEY]
        ports = (key >> 38) - 1, ((key >> 21) & 0x1FFFF) - 1
        ends = (flow[FLOW_A_HIGH], flow[FLOW_A_LOW]), (flow[FLOW_B_HIGH], flow[FLOW_B_LOW])
        if event[E_FROM_A] != 1:
            ports, ends = ports[::-1], ends[::-1]
        return ports, ends, (key & 0x1FFF) - 1

    def _take(
        self, heard: "Heard", event: list[int], ends: tuple[Address, Address], vlan: int, event_of: "EventOf"
    ) -> None:
        """Keep what is new of it."""
        for name in heard.names:
            self._take_name(name, event_of(name.name), ends)
        if heard.said:
            self._take_said(heard.said, event, ends[0], event_of)
        for bound in heard.bound:
            halves = _signed_halves(bound.ip)
            if halves is not None:
                self._parts[event[E_PART]].bind_address(
                    bound.mac, vlan, halves, SENDER_ARP, event[E_TIME], event[E_ROW], event[E_FILE]
                )
        if heard.malformed is not None and not event[E_CUT]:
            self._count_malformed(heard.malformed, event)
        if heard.tls_without_name:
            self.tls_without_name += 1

    def _take_said(
        self, said: "Sequence[Said]", event: list[int], sender: Address, event_of: "EventOf"
    ) -> None:
        """Keep each thing that a sender says of itself, and the first frame in which it does."""
        address = "" if sender in ((0, 0), _UNSPECIFIED_V4) else self._text(sender)
        for one in said:
            speaker = event[E_SRC_MAC] if one.mac is None else one.mac
            key = speaker, address, one.field, one.value
            stands = event_of(one.value)
            before = self.said.get(key)
            if before is None:
                if self._n_values[key[:3]] >= MOST_VALUES:
                    continue
                self._n_values[key[:3]] += 1
            elif not _stands_before(stands, before):
                continue  # of two streams, the one that began first may be read last
            self.said[key] = SelfDescription(
                mac=speaker, ip=address, field=one.field, value=one.value, seen_at=stands[E_TIME],
                first_row=stands[E_ROW], evidence=stands[E_FILE],
            )  # fmt: skip

    def _take_name(self, name: "HeardName", event: list[int], ends: tuple[Address, Address]) -> None:
        """One row per address; a name without one belongs to the server spoken to, save in DNS and behind a proxy."""
        part = self._parts[event[E_PART]]
        number = part.number_of(name.name)
        is_elsewhere = name.source == "dns" or name.is_proxied
        if not is_elsewhere:  # a name sent in the connection itself names that connection
            row = part.flow_rows()[event[E_FLOW]]
            row[FLOW_NAME] = number if row[FLOW_NAME] in (NO_NAME, number) else TWO_NAMES
        is_sender = name.whose == "sender"
        client, server = ends if is_sender else ends[::-1]
        mac = event[E_SRC_MAC] if is_sender else event[E_DST_MAC]
        if mac != NO_MAC and mac & MULTICAST_BIT:
            mac = NO_MAC
        addresses = [halves for text in name.addresses if (halves := _signed_halves(text)) is not None]
        if not addresses:
            addresses = [(0, 0)] if is_elsewhere else [server]
        source = NAME_SOURCES.index(name.source)
        for address in addresses:
            part.note_answer(source, client, number, address, mac, event[E_TIME], event[E_ROW], event[E_FILE])

    def _count_malformed(self, what: str, event: list[int]) -> None:
        """Count under the sentence; the first MOST_KINDS sentences of a file are kept apart."""
        found = self.malformed.setdefault(event[E_FILE], {})
        if what not in found and len(found) >= MOST_KINDS:
            what = say("other malformed payloads")
        found.setdefault(what, [0, event[E_ROW]])[0] += 1

    def _text(self, address: Address) -> str:
        """The address in its usual spelling."""
        if address not in self._addresses:
            if len(self._addresses) > MOST_WAITING:
                self._addresses.clear()
            self._addresses[address] = ip_text(address[0] & _MASK, address[1] & _MASK)
        return self._addresses[address]


def _flows_of(part: Part, events: Column) -> Column:
    """The row of each event's flow; some row or other for a frame that has none."""
    rows = part.flow_rows()
    return rows[events[:, E_FLOW]] if len(rows) else np.zeros((len(events), FLOW_WIDTH), np.int64)


def _is_done(bits: int, from_a: int) -> bool:
    """Whether a side's hello was heard, and not only given up after so many datagrams."""
    return (bits >> (HEAD_SHIFT_A if from_a else HEAD_SHIFT_B)) & HEAD_BITS == HEAD_DONE


def _stands_before(event: list[int], said: SelfDescription) -> bool:
    """Whether a frame comes before the one in which something was said: by its number, or of another file, its time."""
    if event[E_FILE] == said.evidence:
        return event[E_ROW] < said.first_row
    return event[E_TIME] < said.seen_at


def _signed_halves(text: str) -> tuple[int, int] | None:
    """An address as two signed 64-bit numbers, as in the tables; None if it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    number = int(address)
    if address.version == 4:
        number |= 0xFFFF << 32
    return ((number >> 64) ^ _SIGN) - _SIGN, ((number & _MASK) ^ _SIGN) - _SIGN
