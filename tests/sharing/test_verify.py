"""A bundle is checked byte by byte, and one that was made to do harm is refused in words."""

import hashlib
import io
import json
import re
import stat
import warnings
import zipfile

import pytest
from tests.flows.conftest import *  # noqa: F403
from tests.sharing.made_secrets import DAY, KEY

from lamppost import pipeline
from lamppost.knowledge.trust import trust
from lamppost.model.errors import LamppostError
from lamppost.pipeline.sharing.verifying import TamperedError


@pytest.fixture(scope="module")
def bundle(sample):
    return pipeline.share(sample, "public", KEY, DAY)


@pytest.fixture
def folder(bundle, tmp_path):
    place = tmp_path / "bundle"
    place.mkdir()
    for name, content in bundle.files.items():
        (place / name).write_bytes(content)
    return place


@pytest.fixture
def archive(bundle, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle.zipped())
    return path


def packed(path, *entries, compress=zipfile.ZIP_STORED):
    """A ZIP of names and bytes, whatever they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "w", compress) as made:
            for name, content in entries:
                made.writestr(name, content)
    return path


def test_a_bundle_as_it_was_made_is_whole(folder, archive, bundle):
    for place in (folder, archive):
        found = pipeline.verify(place)
        assert found.problems == []
        assert found.manifest_sha256 == bundle.manifest_sha256
        assert found.signed_by is None


@pytest.mark.parametrize("name", ["auditor.html", "report.html", "result.json"])
def test_one_changed_byte_is_told_by_file_and_hash(folder, name):
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (problem,) = pipeline.verify(folder).problems
    digest = hashlib.sha256(content).hexdigest()
    assert problem.startswith(f"{name}: SHA-256 is {digest}; the manifest says ")


def test_a_changed_byte_in_a_zip_is_told_too(archive, bundle):
    whole = archive.read_bytes()
    at = whole.index(bundle.files["report.html"]) + 1000
    archive.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    (problem,) = pipeline.verify(archive).problems
    assert problem.startswith("report.html: its bytes are not those that were packed")


def test_a_missing_an_added_and_a_cut_file_are_told(folder):
    (folder / "report.html").unlink()
    (folder / "more.txt").write_text("more")
    (folder / "result.json").write_bytes((folder / "result.json").read_bytes()[:-1])
    problems = pipeline.verify(folder).problems
    assert problems[:2] == ["report.html: missing", "'more.txt': is in the bundle, and not in its manifest"]
    assert "bytes; the manifest says" in problems[2]


def test_a_manifest_that_is_written_otherwise_or_names_otherwise_is_told(folder):
    path = folder / "manifest.json"
    held = json.loads(path.read_bytes())
    path.write_text(json.dumps(held, indent=1))
    assert pipeline.verify(folder).problems == [
        "manifest.json: not written in the one way that manifests are"
    ]
    held["files"][0]["name"] = "../../etc/passwd"
    path.write_bytes(json.dumps(held, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    assert any("../../etc/passwd" in problem for problem in pipeline.verify(folder).problems)
    path.write_text("[" * 10_000)
    assert "not a manifest" in pipeline.verify(folder).problems[0]
    path.unlink()
    assert "missing" in pipeline.verify(folder).problems[0]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../outside", "leads out of the bundle"),
        ("/etc/passwd", "leads out of the bundle"),
        ("sub/result.json", "leads out of the bundle"),
        ("..\\outside", "leads out of the bundle"),
        ("C:outside", "leads out of the bundle"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, bundle, name, why):
    path = packed(tmp_path / "b.zip", *bundle.files.items(), (name, b"x"))
    with pytest.raises(TamperedError, match=why):
        pipeline.verify(path)


def test_a_name_that_comes_twice_is_refused(tmp_path, bundle):
    path = packed(tmp_path / "b.zip", *bundle.files.items(), ("result.json", b"x"))
    with pytest.raises(TamperedError, match="is in it twice"):
        pipeline.verify(path)


def test_what_would_unpack_to_much_is_refused_before_it_is(tmp_path):
    path = packed(tmp_path / "b.zip", ("result.json", b"\0" * 50_000_000), compress=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    with pytest.raises(TamperedError, match="is compressed"):
        pipeline.verify(path)


def test_more_files_than_any_bundle_has_are_refused(tmp_path, folder):
    path = packed(tmp_path / "b.zip", *((f"f{number}", b"") for number in range(100)))
    for number in range(100):
        (folder / f"f{number}").touch()
    for place in (path, folder):
        with pytest.raises(TamperedError, match="more than 64 files"):
            pipeline.verify(place)


def test_links_are_refused(tmp_path, bundle, folder):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        link = zipfile.ZipInfo("result.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    path = tmp_path / "b.zip"
    path.write_bytes(held.getvalue())
    with pytest.raises(TamperedError, match="is a link"):
        pipeline.verify(path)
    (folder / "result.json").unlink()
    (folder / "result.json").symlink_to("/etc/passwd")
    with pytest.raises(TamperedError, match="is a link"):
        pipeline.verify(folder)
    (tmp_path / "to").symlink_to(folder)
    with pytest.raises(TamperedError, match="a link, and no bundle"):
        pipeline.verify(tmp_path / "to")


@pytest.mark.parametrize("at", ["front", "end"])
def test_bytes_beside_the_files_of_a_zip_are_refused(archive, at):
    whole = archive.read_bytes()
    archive.write_bytes(b"x" * 10 + whole if at == "front" else whole + b"x" * 10)
    with pytest.raises(LamppostError, match=r"bytes that are of no file|not a ZIP"):
        pipeline.verify(archive)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    with pytest.raises(LamppostError) as caught:
        pipeline.verify(path)
    assert caught.value.hint


def test_a_signature_is_checked_and_its_key_named(sample, tmp_path, monkeypatch):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    made = pipeline.share(sample, "public", KEY, DAY, key)
    path = tmp_path / "b.zip"
    path.write_bytes(made.zipped())
    assert "whom you have not said to trust" in pipeline.verify(path).signed_by
    trust(key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(), "auditor")
    assert "whom you trust as auditor" in pipeline.verify(path).signed_by
    other = pipeline.share(sample, "partner", KEY, DAY)
    forged = {**other.files, "manifest.json.sig": made.files["manifest.json.sig"]}
    packed(path, *forged.items())
    assert any("manifest.json.sig" in problem for problem in pipeline.verify(path).problems)


def test_the_commands_make_check_and_refuse(lamppost, tmp_path, sample, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "result.json").write_text(pipeline.render(sample, "json"))
    made = lamppost("share", "result.json", "--level", "partner", "--new-key", "key")
    assert made.status == 0
    assert "MAC addresses" in made.out
    for name in ("shared-partner.zip", "key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    again = lamppost("share", "result.json", "--level", "partner")
    assert (again.status, "is there already" in again.err) == (2, True)
    second = lamppost("share", "result.json", "--level", "partner", "--key", "key", "-o", "second.zip")
    assert second.status == 0
    assert (tmp_path / "second.zip").read_bytes() == (tmp_path / "shared-partner.zip").read_bytes()
    unpacked = lamppost("share", "result.json", "--level", "partner", "--key", "key", "-o", "folder")
    assert unpacked.status == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "folder").iterdir())
    digest = hashlib.sha256((tmp_path / "folder" / "manifest.json").read_bytes()).hexdigest()
    for place in ("shared-partner.zip", "folder"):
        assert lamppost("verify", place, "--sha256", digest).status == 0
    assert lamppost("verify", "folder", "--sha256", "0" * 64).status == 4
    (tmp_path / "folder" / "report.html").write_text("changed")
    changed = lamppost("verify", "folder")
    assert changed.status == 4
    assert "report.html: 7 bytes; the manifest says" in " ".join(changed.out.split())
    assert lamppost("verify", "absent.zip").status == 2
    assert lamppost("verify", "folder", "--sha256", "short").status == 2
    (tmp_path / "short").write_bytes(b"too short")
    short = lamppost("share", "result.json", "--level", "public", "--key", "short")
    assert (short.status, "too few for a key" in short.err) == (2, True)
    explained = lamppost(
        "explain",
        "folder/result.json",
        json.loads((tmp_path / "folder" / "result.json").read_text())["devices"][0]["id"],
    )
    assert explained.status == 0


def test_every_page_of_a_bundle_loads_nothing(bundle):
    for name in ("report.html", "auditor.html"):
        text = bundle.files[name].decode()
        assert "<script" not in text
        assert "default-src 'none'" in text
        assert not re.search(
            r"<(?:link(?! rel=.icon. href=.data:)|img|iframe|object|base)\b|src=|url\(|@import", text
        )


@pytest.mark.parametrize("place", [4, 6, 8, 10, 12, 14, 18, 22, 26, 30])
def test_a_header_in_front_of_a_file_that_says_otherwise_than_the_directory_is_refused(archive, place):
    data = bytearray(archive.read_bytes())
    second = data.index(b"PK\3\4", 4)
    for at in (0, second):
        changed = bytearray(data)
        changed[at + place] ^= 1
        archive.write_bytes(changed)
        with pytest.raises(LamppostError) as refused:
            pipeline.verify(archive)
        assert refused.value.exit_status in (2, 4)


def test_files_that_stand_elsewhere_than_the_directory_says_are_refused(archive):
    data = bytearray(archive.read_bytes())
    entry = data.index(b"PK\1\2")
    for at in (entry + 42, data.rindex(b"PK\5\6") + 4):
        changed = bytearray(data)
        changed[at] ^= 1
        archive.write_bytes(changed)
        with pytest.raises(LamppostError):
            pipeline.verify(archive)
