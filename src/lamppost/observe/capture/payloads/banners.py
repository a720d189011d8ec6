"""The first line that a server sends before anything is asked: SSH, FTP and Telnet.

Written from RFC 4253 §4.2 (SSH version line), RFC 959 §4.2 and §5.4 (FTP greeting 220) and RFC 854 with RFC 855
(Telnet commands and options).
"""

import re

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

FTP_PORT = 21
TELNET_PORT = 23
_MAX_LINE = 512
_MAX_TELNET = 4 * 1024

_SSH = re.compile(rb"SSH-[0-9.]{1,8}-[\x20-\x7e]{1,250}").match
_FTP = re.compile(rb"220[ -]([^\r\n]{1,500})\r?\n").match
_IAC = b"\xff"
_OPTIONS = re.compile(rb"\xff(?:[\xfb-\xfe].|\xfa(?:[^\xff]|\xff\xff){0,255}\xff\xf0|[\xf0-\xf9])", re.DOTALL)
_STARTS_WITH_OPTIONS = re.compile(
    rb"(?:\xff[\xfb-\xfe][\x00-\x31]){2}"
).match  # sound in MPEG begins ff fb too
_PROMPT = re.compile(rb"^.{0,200}?(?:login|user(?: ?name)?|password|account) ?:", re.IGNORECASE)
_IS_TEXT = re.compile(rb"[\x20-\x7e\x80-\xfe]{2,500}").fullmatch
_CONTROLS = re.compile(rb"\x1b\[[0-9;?]{0,16}[A-Za-z]|\x00|\x07|\x08")


def read_ssh(head: bytes) -> Heard:
    """The version line of an SSH server, once it is whole."""
    found = _SSH(head)
    if found is None or head[found.end() : found.end() + 1] not in (b"\r", b"\n"):
        return NOTHING
    return _said("ssh.banner", found[0])


def read_ftp(head: bytes, port: int) -> Heard:
    """The greeting of an FTP server, without its number.

    Args:
        head: What the server sent first.
        port: Its TCP port; elsewhere than on 21 the greeting must speak of FTP, since mail servers greet with
            220 too.
    """
    found = _FTP(head)
    if found is None or (port != FTP_PORT and b"ftp" not in found[1].lower()) or b"smtp" in found[1].lower():
        return NOTHING
    return _said("ftp.banner", found[1])


def read_telnet(head: bytes, port: int) -> Heard:
    """The first line of a Telnet server that is not empty, up to a prompt for a name.

    What follows a prompt is the echo of what a person types, and never read.

    Args:
        head: What the server sent first.
        port: Its TCP port; elsewhere than on 23 it must begin with two options.
    """
    if port != TELNET_PORT and not _STARTS_WITH_OPTIONS(head):
        return NOTHING
    text = _CONTROLS.sub(b"", _OPTIONS.sub(b"", head[:_MAX_TELNET]))
    for line in text.replace(b"\r", b"\n").split(b"\n"):
        prompt = _PROMPT.match(line.strip())
        first = (prompt[0] if prompt else line).strip()
        if first:
            return _said("telnet.banner", first) if _IS_TEXT(first) and _IAC not in first else NOTHING
    return NOTHING


def _said(field: str, line: bytes) -> Heard:
    said = say(((field, line[:_MAX_LINE]),))
    return Heard(said=said) if said else NOTHING
