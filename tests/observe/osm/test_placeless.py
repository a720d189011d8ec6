"""A camera that a map has without its place is not lost without a word."""

from lamppost.pipeline.street.reading import read_maps


def test_a_camera_without_a_place_is_said(tmp_path):
    path = tmp_path / "map.opl"
    path.write_bytes(
        b"n1 v3 dV c0 t2026-01-02T03:04:05Z i7 uSomeone Tman_made=surveillance\nn2 v1 dV Tman_made=surveillance x1.5 y1.5\n"
    )
    found = read_maps([path])
    assert [site.ref for site in found.sites] == ["node/2"]
    assert [issue.what for issue in found.issues] == ["1 camera without a place, not read"]
