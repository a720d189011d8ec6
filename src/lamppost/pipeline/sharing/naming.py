"""Which word stands in the place of an address, a host, a file or a name, and what of it a level keeps."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath

from lamppost.model.addresses import is_randomised, mac_number, mac_text
from lamppost.model.saying import noted
from lamppost.model.vocabulary import LEVELS, Level
from lamppost.pipeline.sharing.pseudonyms import Pseudonyms
from lamppost.pipeline.sharing.shipped import Shipped

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
WITHHELD = noted("withheld")
READ_BY_USER = "read by the user"
_ENDINGS = frozenset({".pcap", ".pcapng", ".cap", ".csv"})
_MAC = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}|[0-9A-Fa-f]{12})(?![0-9A-Za-z])"
)
_TOKEN = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_.:%-]*(?:[0-9A-Za-z_]|::)|::[0-9A-Fa-f:]*")
_NEVER_OUTSIDE = [
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
]
"""Of a site, whoever's it is: RFC 1918, RFC 6598, RFC 3927, RFC 1122, RFC 4193, RFC 4291."""


class Naming:
    """Words in the place of what could tell whose result it is, for one level and one key."""

    def __init__(self, level: Level, pseudonyms: Pseudonyms, shipped: Shipped) -> None:
        """Nothing is named yet."""
        self.level, self._pseudonyms, self.shipped = level, pseudonyms, shipped
        self.taken: dict[str, set[str]] = defaultdict(set)
        """What is out or has a pseudonym, by what it is."""
        self._given: dict[str, str] = {}
        """Addresses, MACs and hosts of the document, in one spelling, and their words."""

    def at_least(self, level: Level) -> bool:
        """Whether this level shows what that one shows."""
        return LEVELS.index(self.level) >= LEVELS.index(level)

    def take(self, what: str, text: str, kind: str) -> str:
        """A pseudonym, counted."""
        self.taken[what].add(text)
        return self._pseudonyms.of(kind, text)

    def withhold(self, what: str, text: object) -> str:
        """The word for what is out, counted."""
        self.taken[what].add(str(text))
        return WITHHELD

    def digest(self, kind: str, text: str) -> str:
        """64 hex digits in the place of others."""
        return self._pseudonyms.digest(kind, text)

    def identity(self, old: str) -> str:
        """An id in the place of one that is a hash over what could be tried out."""
        return self._pseudonyms.of(re.match("[a-z]*", old)[0][:8] or "id", old)  # type: ignore[index]

    def mac(self, text: str) -> str:
        """A MAC address: its block stays for a partner, where somebody registered it."""
        try:
            number = mac_number(text)
        except ValueError:
            return self.take(noted("MAC addresses"), text, "mac")
        one = mac_text(number)
        word = self.take(noted("MAC addresses"), one, "mac")
        if self.at_least("partner") and not is_randomised(number):
            word = f"{word} of block {one[:8]}"
        self._given[one] = word
        return word

    def inside(self, text: str) -> str:
        """An address of the site: its network stays for a partner."""
        address = _address(text)
        if address is None:
            return self.take(noted("addresses inside"), text, "ip")
        word = self.take(noted("addresses inside"), str(address), "ip")
        if self.at_least("partner"):
            word = f"{word} in {_network(address, 24, 64)}"
        self._given[str(address)] = word
        return word

    def outside(self, text: str) -> str:
        """An address outside: in full where it is known whose network it lies in, or for an authority."""
        address = _address(text)
        if address is None or str(address) in self._given or _is_of_site(address):
            return self._given.get(str(address)) or self.inside(text)
        if self.at_least("regulator") or self.shipped.operates(str(address)):
            return text
        word = self.take(noted("addresses outside that no pack knows"), str(address), "ip")
        if self.at_least("partner"):
            word = f"{word} in {_network(address, 24, 48)}"
        return word

    def host(self, name: str) -> str:
        """A host name: of one that the packs know, what they know of it; of another nothing."""
        one = name.lower().rstrip(".")
        suffix = self.shipped.suffix(one)
        if suffix is None:
            word = self.take(noted("host names that no pack knows"), one, "host")
        elif one == suffix:
            return suffix
        else:
            word = f"{self.take(noted('host names below one that packs know'), one, 'host')}.{suffix}"
        self._given[one] = word
        return word

    def key(self, text: str) -> str:
        """What a link speaks of: a device by MAC or address, a row, or an address outside."""
        try:
            return self._given.get(mac_text(mac_number(text))) or self.mac(text)
        except ValueError:
            address = _address(text)
        if address is not None:
            return self._given.get(str(address)) or self.outside(text)
        return self._given.get(text.lower().rstrip(".")) or self.name(text)

    def name(self, text: str) -> str:
        """A name of somebody or something that no pack knows."""
        return self.take(noted("names that no pack knows"), text, "name")

    def file(self, path: str) -> str:
        """A file: what it is called may say whose it is; its ending does not."""
        if path in ("", READ_BY_USER):
            return path
        ending = PurePosixPath(path).suffix.lower()
        return self.take(noted("names of files"), path, "file") + (ending if ending in _ENDINGS else "")

    def block(self, text: str) -> str:
        """The first octets of a MAC address."""
        return text if self.at_least("partner") else self.withhold(noted("MAC blocks"), text)

    def instant(self, text: str) -> str:
        """A time: its day for all, the hour for a partner, all of it for an authority."""
        if self.at_least("regulator") or len(text) < 20:
            return text
        self.taken[noted("times of day")].add(text)
        return f"{text[:10]}T{text[11:13] if self.at_least('partner') else '00'}:00:00Z"

    def sentence(self, text: str, names: Mapping[str, str]) -> str:
        """Words of ours, with what they tell of the site put into other words.

        Args:
            text: The words.
            names: Names that may be in it, and what stands in their places; the longest goes first.
        """
        held = {name: word for name, word in names.items() if name}
        if held:
            longest_first = sorted(map(re.escape, held), key=len, reverse=True)
            text = re.sub(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", lambda found: held[found[0]], text)
        text = _MAC.sub(self._mac_in, text)
        return _TOKEN.sub(self._token_in, text)

    def _mac_in(self, found: re.Match[str]) -> str:
        one = mac_text(mac_number(found[0]))
        if one in self._given:
            return self._given[one]
        return found[0] if found[0].isalnum() else self.mac(found[0])

    def _token_in(self, found: re.Match[str]) -> str:
        text = found[0]
        if (word := self._given.get(text.lower())) is not None:
            return word
        address = _address(text)
        if address is None:
            return text
        return self._given.get(str(address)) or (self.inside(text) if _is_of_site(address) else text)


def tail_of(mac: str) -> str:
    """The last six hex digits of a MAC address, which tell devices of one maker apart."""
    return re.sub("[^0-9a-f]", "", mac.casefold())[6:12]


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _is_of_site(address: Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    one = mapped or address
    return any(one in network for network in _NEVER_OUTSIDE)


def _network(address: Address, short: int, long: int) -> str:
    """The network of an address, written so that no address of it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return ".".join(str(address).split(".")[: short // 8]) + ".*"
    groups = [f"{int(group, 16):x}" for group in address.exploded.split(":")[: long // 16]]
    return ":".join(groups) + ":*"
