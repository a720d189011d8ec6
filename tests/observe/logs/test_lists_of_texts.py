"""Lists in cells of JSON are read in one go or one by one, and Python's own reader of JSON is the judge of both."""

import ipaddress
import json

from hypothesis import given
from hypothesis import strategies as st

from lamppost.observe.logs import reading
from lamppost.observe.logs.gathering import Gathering

ADDRESSES = st.ip_addresses().map(str) | st.sampled_from(["192.0.2.256", "::1%eth0", "1.2.3"])
TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=5) | ADDRESSES, max_size=4)
OTHERS = st.lists(st.sampled_from([1, "a", "", None]), max_size=3)


def members(value):
    """What is told of a member list: its texts, and numbers as they are written."""
    return [str(one) for one in value if one not in ("", None)]


def address_of(text):
    """An address as a number, IPv4 within IPv6; None: it is none."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return int(found) if found.version == 6 else 0xFFFF << 32 | int(found)


def read(tmp_path, values):
    path = tmp_path / "l.json"
    rows = [{"n": at} if value is None else {"n": at, "v": value} for at, value in enumerate(values)]
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    found = []

    def take(block):
        rows = block.objects(["v"])
        items = rows.items("v")
        found.append((items.rows.tolist(), list(items.texts)))
        at, addresses, wrong = rows.addresses_within("v")
        halves = zip(addresses.high.tolist(), addresses.low.tolist(), strict=True)
        told = [address_of(one) for one in items.texts]
        assert at.tolist() == items.rows.tolist()
        assert [high << 64 | low for high, low in halves] == [one or 0 for one in told]
        assert wrong == [(place, items.texts[place]) for place, one in enumerate(told) if one is None]

    reading.read_lines(path, "l.json", "made", take, Gathering())
    return found


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=6), st.lists(OTHERS, max_size=2))
def test_members_are_those_that_json_tells(tmp_path_factory, texts, others):
    for values in (texts, texts + others):
        pairs = [(at, one) for at, value in enumerate(values) if value for one in members(value)]
        assert read(tmp_path_factory.mktemp("l"), values) == [
            ([at for at, _ in pairs], [one for _, one in pairs])
        ]
