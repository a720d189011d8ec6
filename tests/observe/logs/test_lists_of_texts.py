"""Lists in cells of JSON are read in one go or one by one, and Python's own reader of JSON is the judge of both."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lamppost.observe.logs import reading
from lamppost.observe.logs.gathering import Gathering

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=4)
OTHERS = st.lists(st.sampled_from([1, "a", "", None]), max_size=3)


def members(value):
    """What is told of a member list: its texts, and numbers as they are written."""
    return [str(one) for one in value if one not in ("", None)]


def read(tmp_path, values):
    path = tmp_path / "l.json"
    rows = [{"n": at} if value is None else {"n": at, "v": value} for at, value in enumerate(values)]
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    found = []

    def take(block):
        rows = block.objects(["v"])
        items = rows.items("v")
        found.append((items.rows.tolist(), list(items.texts)))

    reading.read_lines(path, "l.json", "made", take, Gathering())
    return found


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=6), st.lists(OTHERS, max_size=2))
def test_members_are_those_that_json_tells(tmp_path_factory, texts, others):
    for values in (texts, texts + others):
        pairs = [(at, one) for at, value in enumerate(values) if value for one in members(value)]
        assert read(tmp_path_factory.mktemp("l"), values) == [
            ([at for at, _ in pairs], [one for _, one in pairs])
        ]
