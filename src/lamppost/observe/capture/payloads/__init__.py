"""Bytes of one datagram or the head of one stream in; names and self-descriptions out, never the bytes."""
