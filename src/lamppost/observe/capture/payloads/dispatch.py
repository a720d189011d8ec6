"""Which parser reads a payload: its own bytes decide, ports only say what to try first."""

from lamppost.observe.capture.payloads.heard import NOTHING, Heard


def read_datagram(src_port: int, dst_port: int, payload: bytes) -> Heard:  # noqa: ARG001 - parsers follow
    """What one UDP payload says.

    Args:
        src_port: UDP port of the sender.
        dst_port: UDP port of the receiver.
        payload: The UDP data, whole or as far as it was captured.

    Returns:
        The names, self-descriptions and leases in it; empty if it is none of the known formats.
        Never raises, whatever the bytes.
    """
    return NOTHING


def read_stream(payload: bytes, *, from_opener: bool, server_port: int) -> Heard:  # noqa: ARG001 - parsers follow
    """What the in-order head of one direction of a TCP connection says.

    Args:
        payload: The first bytes of that direction, from its first byte on; may be cut anywhere.
        from_opener: The side that opened the connection sent them.
        server_port: TCP port of the other side than the opener.

    Returns:
        The names and self-descriptions in it; empty if it is none of the known formats. A cut is no
        malformation. Never raises, whatever the bytes.
    """
    return NOTHING
