"""Files that were once looked at as whole, with nothing found and not a word: now something is said of each."""

import pytest
from tests.fuzz.at_large import looked_at
from tests.fuzz.pool import flows


def a_record_of_no_type():
    """The second octet of the type of its one record is what tells a flow."""
    data = bytearray(flows()["7/nfcapd.202611230800"])
    assert data[52] == 11
    data[52] = 0
    return bytes(data)


HOMES = (
    b"n1 v3 dV c0 t2026-01-02T03:04:05Z i7 uSomeone Tman_made=surveillance,camera:direction=90,surveillance:type=camera,surveillance=indoor x1.5 y1.5\n"
    b"w11 v1 dV c0 t2026-01-02T03:04:05Z i0 u Tbuilding=house Nn1\n"
)
HEADER_ALONE = bytes.fromhex(
    "0000000d0a094f534d486561646572183b102f1a37789c53e2f32fce0d4ece48cd4dd40d33d03353e27249cd2b4ef5cb4f492d6e6214c8c94cca2fcecd2ccdd537d23332d63304005f670e93"
)
SILENT = {
    "head.osm.pbf": lambda: HEADER_ALONE,
    "nfcapd.202611230800": a_record_of_no_type,
    "map.opl": lambda: b"n1 v3 dV c0 t202",
    "homes.opl": lambda: HOMES,
}


@pytest.mark.parametrize("name", SILENT)
def test_what_holds_something_is_not_silent(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(SILENT[name]())
    told = looked_at([path], "silent")
    assert told.issues or told.things or name == "homes.opl"


def test_an_opl_that_ends_within_a_line_is_read_in_part(tmp_path):
    path = tmp_path / "map.opl"
    path.write_bytes(HOMES[:-20])
    assert looked_at([path], "silent").read == "part"
